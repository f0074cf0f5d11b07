"""The network: a siamese BiLSTM encoder of titles and a head over pairs.

    token   = word embedding + mean of hashed character 3-5-gram embeddings      (Bojanowski et al. 2017)
    title   = project [mean and max of BiLSTM states, mean and max of tokens]    (Conneau et al. 2017, section 3.2)
    words   = each token beside what it is most like on the other side           (Chen et al. 2017, sections 3.2 and 3.3)
    pair    = MLP over [u, v, |u - v|, u * v, what only one side says, words, lexical features]

The head sees a pair in both orders; the two readings are averaged after the second one's directed relations are
swapped back, so broader/narrower and senior/junior mirror each other by construction, and synonym, related and
unrelated do not depend on the order. What it cannot express: relations that depend on more than the two titles.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import cosine_similarity, gelu, normalize
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from models_lstm.core.features import Ints, TitleTable, TokenTable
from models_lstm.core.lexical import FEATURES
from models_lstm.core.recipe import Recipe
from taxonomy.core.relations import RELATIONS, inverse

MIRROR: Final = tuple(RELATIONS.index(inverse(r)) for r in RELATIONS)
"""Column of each relation's inverse."""
FURTHEST: Final = 4.0
"""Standard deviations from its mean that a lexical feature counts at most."""
NEVER: Final = -1e4
"""Logit of a relation that the model was never shown."""


@dataclass(frozen=True, slots=True)
class TitleBatch:
    """Titles (B) sorted by falling length, over the batch's own distinct tokens (T).

    Attributes:
        words: (T,) word ids. grams, offsets: the tokens' n-gram buckets, flat.
        rows: (B, L) token numbers within the batch, 0 where padded.
        lengths: (B,) at least 1, on the CPU.
        filled: (B, L) true where there is a token.
    """

    words: Tensor
    grams: Tensor
    offsets: Tensor
    rows: Tensor
    lengths: Tensor
    filled: Tensor


def title_batch(table: TitleTable, titles: Ints, device: torch.device) -> tuple[TitleBatch, Ints]:
    """The batch of the given rows of ``table``, and the order it is in (``titles[order]``)."""
    order = np.argsort(-table.lengths[titles], kind="stable")
    sorted_titles = titles[order]
    lengths = np.maximum(table.lengths[sorted_titles], 1)
    rows = table.rows[sorted_titles, : int(lengths[0])]
    filled = rows >= 0
    tokens, inside = np.unique(rows[filled], return_inverse=True)
    local = np.zeros(rows.shape, dtype=np.int64)
    local[filled] = inside
    if not len(tokens):  # only titles without any token
        tokens = np.zeros(1, dtype=np.int64)
    grams, offsets = table.tokens.grams_of(tokens)
    batch = TitleBatch(
        torch.from_numpy(table.tokens.words[tokens]).to(device),
        torch.from_numpy(grams).to(device),
        torch.from_numpy(offsets).to(device),
        torch.from_numpy(local).to(device),
        torch.from_numpy(lengths),
        torch.from_numpy(filled).to(device),
    )
    return batch, order


class TitleEncoder(nn.Module):
    """Titles to vectors of length 1."""

    def __init__(self, recipe: Recipe, words: int) -> None:
        super().__init__()
        width, hidden = recipe.embedding, recipe.hidden
        self.words = nn.Embedding(words + 1, width, padding_idx=0, sparse=True)
        self.grams = nn.EmbeddingBag(recipe.buckets, width, mode="mean", sparse=True)
        self.lstm = nn.LSTM(width, hidden, batch_first=True, bidirectional=True)
        self.project = nn.Linear(4 * hidden + 2 * width, recipe.dimensions)
        self.dropout = nn.Dropout(recipe.dropout)
        nn.init.normal_(self.words.weight, std=0.1)
        nn.init.normal_(self.grams.weight, std=0.3)
        with torch.no_grad():
            self.words.weight[0].zero_()

    def tokens(self, words: Tensor, grams: Tensor, offsets: Tensor) -> Tensor:
        """Vectors (T, E) of tokens. In training one word in seven is hidden, so that n-grams learn to stand alone."""
        if self.training:
            words = words * (torch.rand(words.shape, device=words.device) > 1 / 7)
        known: Tensor = self.words(words)
        spelled: Tensor = self.grams(grams, offsets)
        return known + spelled

    def forward(self, tokens: Tensor, batch: TitleBatch) -> tuple[Tensor, Tensor]:
        """Vectors (B, D) of length 1, and the token vectors in place (B, L, E), 0 where padded."""
        filled = batch.filled.unsqueeze(-1)
        placed = tokens[batch.rows] * filled  # (B, L, E)
        states = self._states(self.dropout(placed), batch.lengths)  # (B, L, 2H)
        count = batch.lengths.to(placed.device).unsqueeze(-1)
        low = states.new_full((), -1e4)
        pooled = torch.cat(
            [
                states.sum(dim=1) / count,  # padded states are 0
                torch.where(filled, states, low).amax(dim=1).clamp_min(-1e3),
                placed.sum(dim=1) / count,
                torch.where(filled, placed, low).amax(dim=1).clamp_min(-1e3),
            ],
            dim=1,
        )  # (B, 4H + 2E)
        empty = ~batch.filled.any(dim=1, keepdim=True)
        vectors = normalize(self.project(self.dropout(pooled)), dim=1)
        return vectors.masked_fill(empty, 0.0), placed

    def _states(self, placed: Tensor, lengths: Tensor) -> Tensor:
        packed = pack_padded_sequence(placed, lengths, batch_first=True)
        states, _ = pad_packed_sequence(self.lstm(packed)[0], batch_first=True, total_length=placed.shape[1])
        return states


def token_vectors(encoder: TitleEncoder, tokens: TokenTable, device: torch.device) -> Tensor:
    """Vectors (T, E) of all tokens of a table."""
    parts = []
    for start in range(0, len(tokens.words), 8192):
        rows = np.arange(start, min(start + 8192, len(tokens.words)))
        grams, offsets = tokens.grams_of(rows)
        words = torch.from_numpy(tokens.words[rows]).to(device)
        parts.append(
            encoder.tokens(words, torch.from_numpy(grams).to(device), torch.from_numpy(offsets).to(device))
        )
    return torch.cat(parts)


@dataclass(frozen=True, slots=True)
class Side:
    """One side of n pairs.

    Attributes:
        vectors: (n, D) of the titles.
        tokens: (n, L, E) of their tokens, in the order of the title; what stands where there is none does not matter.
        filled: (n, L) true where there is a token.
        only: (n, L) true for tokens that the other side lacks.
    """

    vectors: Tensor
    tokens: Tensor
    filled: Tensor
    only: Tensor

    @property
    def only_mean(self) -> Tensor:
        """(n, E): the mean vector of the tokens that only this side has."""
        return only_mean(self.tokens, self.only)


class TokenComparison(nn.Module):
    """Holds each token of a title against the tokens of the other one: (n, 2W) for each side.

    The local inference of ESIM without its second LSTM: titles are a few words long, and their vectors know the order.
    Both sides go through the same weights, so exchanging the titles exchanges the results.
    """

    def __init__(self, recipe: Recipe) -> None:
        super().__init__()
        width = recipe.attention
        self.scale = width**0.5
        self.project = nn.Linear(recipe.embedding, width)
        self.compare = nn.Linear(4 * width, width)
        self.dropout = nn.Dropout(recipe.dropout)

    def forward(self, left: Side, right: Side) -> tuple[Tensor, Tensor]:
        """What the words of either side have that is like, and unlike, those of the other."""
        a, b = (self.project(self.dropout(side.tokens)) for side in (left, right))  # (n, L, W) each
        return self._read(a, b, left.filled, right.filled), self._read(b, a, right.filled, left.filled)

    def _read(self, own: Tensor, other: Tensor, own_filled: Tensor, other_filled: Tensor) -> Tensor:
        """One side; the other goes the same way, so that two equal titles get equal numbers to the bit."""
        alike = torch.einsum("nid,njd->nij", own, other) / self.scale
        weights = torch.softmax(alike.masked_fill(~other_filled[:, None, :], NEVER), dim=2)
        return self._compared(own, weights @ other, own_filled)

    def _compared(self, own: Tensor, other: Tensor, filled: Tensor) -> Tensor:
        joined = torch.cat([own, other, (own - other).abs(), own * other], dim=2)
        there, count = filled.unsqueeze(2), filled.sum(dim=1, keepdim=True)
        compared = gelu(self.compare(joined))
        mean = (compared * there).sum(dim=1) / count.clamp_min(1)
        most = compared.masked_fill(~there, NEVER).amax(dim=1).masked_fill(count == 0, 0.0)
        return torch.cat([mean, most], dim=1)


class PairHead(nn.Module):
    """Logits (n, 7) of pairs, tied over both orders.

    Vectors pass a bottleneck first: with all their width the head learns the training pairs by heart.
    """

    present: Tensor
    mirror: Tensor

    def __init__(self, recipe: Recipe) -> None:
        super().__init__()
        self.scale = recipe.dimensions**0.5
        told = len(FEATURES) + 2
        narrow, single = recipe.bottleneck, max(1, recipe.bottleneck // 2)
        self.told = nn.BatchNorm1d(told, affine=False)
        self.narrow = nn.Linear(recipe.dimensions, narrow)
        self.narrow_only = nn.Linear(recipe.embedding, single)
        # what the words say comes last: a head without it can lend its weights to one that has it (``warm_start``)
        self.inner = nn.Linear(4 * narrow + 3 * single + told + 4 * recipe.attention, recipe.head)
        self.words = TokenComparison(recipe) if recipe.attention else None
        self.input_dropout = nn.Dropout(recipe.dropout)
        self.outer = nn.Linear(recipe.head + told, len(RELATIONS))
        self.dropout = nn.Dropout(recipe.head_dropout)
        self.register_buffer("present", torch.ones(len(RELATIONS), dtype=torch.bool))
        self.register_buffer("mirror", torch.tensor(MIRROR), persistent=False)

    def forward(self, left: Side, right: Side, lexical: Tensor, lexical_mirrored: Tensor) -> Tensor:
        """Logits of (a, b); those of (b, a) are the same with the directed relations swapped."""
        count = len(lexical)
        only_left, only_right = left.only_mean, right.only_mean
        close = torch.stack(
            [(left.vectors * right.vectors).sum(dim=1), cosine_similarity(only_left, only_right, dim=1)],
            dim=1,
        )  # (n, 2): how near the titles are, and how near what only one of them says
        told = torch.cat([torch.cat([lexical, lexical_mirrored]), torch.cat([close, close])], dim=1)
        # (2n, F + 2): one batch, so both orders are scaled alike. What is rare would shout otherwise: a feature that one
        # pair in a thousand has lies thirty deviations from its mean.
        both = self.told(told).clamp(-FURTHEST, FURTHEST)
        words = self.words(left, right) if self.words is not None else ()
        ends = (left.vectors, only_left), (right.vectors, only_right)
        forward = self._read(*ends, words, both[:count])
        backward = self._read(*ends[::-1], words[::-1], both[count:])
        logits = (forward + backward[:, self.mirror]) / 2
        return logits.masked_fill(~self.present, NEVER)

    def _narrowed(self, vectors: Tensor) -> Tensor:
        """A title's vector (n, bottleneck): what is left of it once it cannot name single occupations any more."""
        narrow: Tensor = self.narrow(self.input_dropout(vectors * self.scale))
        return narrow

    def _read(
        self,
        left: tuple[Tensor, Tensor],
        right: tuple[Tensor, Tensor],
        words: tuple[Tensor, ...],
        told: Tensor,
    ) -> Tensor:
        u, v = self._narrowed(left[0]), self._narrowed(right[0])
        a = self.narrow_only(self.input_dropout(left[1]))
        b = self.narrow_only(self.input_dropout(right[1]))
        joined = self.dropout(torch.cat([u, v, (u - v).abs(), u * v, a, b, a - b], dim=1))
        heard = [self.dropout(one) for one in words]
        inner = gelu(self.inner(torch.cat([joined, told, *heard], dim=1)))
        logits: Tensor = self.outer(torch.cat([self.dropout(inner), told], dim=1))
        return logits


class RelationNetwork(nn.Module):
    """Encoder and head together.

    Attributes:
        anchors: while the encoder learns synonyms, a point (C, D) for each concept; not part of a finished model.
    """

    def __init__(self, recipe: Recipe, words: int) -> None:
        super().__init__()
        self.encoder = TitleEncoder(recipe, words)
        self.head = PairHead(recipe)
        self.anchors: nn.Embedding | None = None

    def open_anchors(self, concepts: int, width: int, *, seed: int) -> None:
        """Give each of ``concepts`` a point in the space of the title vectors; the same points for the same seed."""
        points = torch.randn(concepts, width, generator=torch.Generator().manual_seed(seed)) * 0.05
        device = self.encoder.words.weight.device
        self.anchors = nn.Embedding(concepts, width, sparse=True, _weight=points).to(device)

    def close_anchors(self) -> None:
        """Leave the points behind: the vectors of a concept's titles say where it lies."""
        self.anchors = None


def only_mean(placed: Tensor, only: Tensor) -> Tensor:
    """Mean (n, E) of the token vectors (n, L, E) that ``only`` (n, L) marks; 0 where it marks none."""
    weight = only.to(placed.dtype)
    total = torch.einsum("nle,nl->ne", placed, weight)
    return total / weight.sum(dim=1, keepdim=True).clamp_min(1.0)
