"""The three stages of training. Each knows how to prepare an epoch and what one step's loss is.

All randomness comes from (seed, stage, epoch, step), never from what ran before, so a run that was broken off goes
on exactly where it was.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from random import Random
from typing import ClassVar, Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models_lstm.core.dataset import JudgedPairs, TrainingData
from models_lstm.core.features import Floats, Ints, TitleTable, name_numbers
from models_lstm.core.lexical import mirrored
from models_lstm.core.losses import anchor_loss, contrast_loss, denial_loss, pair_loss, relation_weights
from models_lstm.core.network import MIRROR, RelationNetwork, Side, title_batch, token_vectors
from models_lstm.core.optimisers import Optimisers
from models_lstm.core.recipe import Recipe
from models_lstm.core.team import ALONE, Team
from models_lstm.core.views import title_view


class Stage(ABC):
    """A part of training with its own data, loss and learning rates."""

    name: ClassVar[str]
    number: ClassVar[int]
    evaluated: ClassVar[bool] = False
    """Whether the validation split is looked at after every epoch (and may end the stage)."""

    def __init__(
        self, recipe: Recipe, data: TrainingData, network: RelationNetwork, *, seed: int, team: Team = ALONE
    ) -> None:
        self.recipe = recipe
        self.data = data
        self.network = network
        self.seed = seed
        self.team = team
        self.device = next(network.parameters()).device

    @property
    @abstractmethod
    def epochs(self) -> int:
        """Most epochs of the stage."""

    @property
    @abstractmethod
    def steps(self) -> int:
        """Steps of each epoch; 0 when there is nothing to learn from."""

    @abstractmethod
    def begin_epoch(self, epoch: int) -> None:
        """Draw and order the epoch's pairs."""

    @abstractmethod
    def loss(self, step: int) -> Tensor:
        """The loss of one step."""

    @abstractmethod
    def optimisers(self) -> Optimisers:
        """Fresh optimisers."""

    def rate(self, done: int) -> float:
        """Share of the learning rate at step ``done`` of the stage: a short rise, then a straight fall."""
        total = max(self.epochs * self.steps, 1)
        rise = max(1, total // 20)
        return min((done + 1) / rise, 1.0) * max(1.0 - done / total, 0.02)

    def draw(self, *place: int) -> np.random.Generator:
        """The generator of random choices for an epoch or a step."""
        return np.random.default_rng([self.seed, self.number, *place])

    def encode(self, table: TitleTable, titles: Ints) -> tuple[Tensor, Tensor, Tensor]:
        """Vectors (n, D), token vectors (n, L, E) and where each title of ``titles`` is in them."""
        batch, order = title_batch(table, titles, self.device)
        encoder = self.network.encoder
        vectors, placed = encoder(encoder.tokens(batch.words, batch.grams, batch.offsets), batch)
        where = np.empty(len(order), dtype=np.int64)
        where[order] = np.arange(len(order))
        return vectors, placed, torch.from_numpy(where).to(self.device)


class _Contrast(Stage):
    """Shared by the two stages that only train the encoder."""

    def optimisers(self) -> Optimisers:
        """Fresh optimisers."""
        recipe = self.recipe
        return Optimisers(
            self.network,
            encoder_rate=recipe.contrast_rate,
            head_rate=0.0,
            weight_decay=recipe.weight_decay,
            team=self.team,
        )


class Views(_Contrast):
    """Two views of the same title belong together: what can be learnt without any label."""

    name = "views"
    number = 1

    def __init__(
        self, recipe: Recipe, data: TrainingData, network: RelationNetwork, *, seed: int, team: Team = ALONE
    ) -> None:
        super().__init__(recipe, data, network, seed=seed, team=team)
        self._usable = np.array([row for row, forms in enumerate(data.forms) if forms], dtype=np.int64)
        self._count = min(len(self._usable), recipe.view_pairs)
        self._groups = name_numbers([" ".join(sorted(forms)) for forms in data.forms])
        self._table: TitleTable | None = None
        self._rows = self._usable

    @property
    def epochs(self) -> int:
        """Most epochs of the stage."""
        return self.recipe.view_epochs

    @property
    def steps(self) -> int:
        """Steps of each epoch."""
        return self._count // self.recipe.contrast_batch if self._count >= self.recipe.contrast_batch else 0

    def begin_epoch(self, epoch: int) -> None:
        """Draw and order the epoch's pairs."""
        self._rows = self.draw(epoch).permutation(self._usable)[: self._count]
        random = Random(f"{self.seed} views {epoch}")
        forms: Sequence[list[str]] = [self.data.forms[row] for row in self._rows]
        views = [title_view(f, random) for f in forms] + [title_view(f, random) for f in forms]
        self._table = TitleTable.build(views, self.data.vocabulary)

    def loss(self, step: int) -> Tensor:
        """The loss of one step."""
        if self._table is None:
            raise RuntimeError("begin_epoch was not called")
        size = self.recipe.contrast_batch
        here = self.team.share(np.arange(step * size, (step + 1) * size))
        vectors, _, where = self.encode(self._table, np.concatenate([here, here + self._count]))
        groups = torch.from_numpy(self._groups[self._rows[here]]).to(self.device)
        left, right = vectors[where[: len(here)]], vectors[where[len(here) :]]
        return contrast_loss(left, right, groups, groups, self.recipe.contrast_temperature)


class Synonyms(_Contrast):
    """Synonyms belong together; all that is not known to be a synonym stands further off."""

    name = "synonyms"
    number = 2

    def __init__(
        self, recipe: Recipe, data: TrainingData, network: RelationNetwork, *, seed: int, team: Team = ALONE
    ) -> None:
        super().__init__(recipe, data, network, seed=seed, team=team)
        self._count = min(len(data.taught), recipe.synonym_pairs)
        self._pairs = np.zeros((0, 2), dtype=np.int64)
        self._epoch = 0
        self._taught = np.unique(data.concepts[data.taught])
        if recipe.anchor_weight and len(self._taught):
            network.open_anchors(len(self._taught), recipe.dimensions, seed=seed)

    def optimisers(self) -> Optimisers:
        """Fresh optimisers; anchors may move twice as fast as the encoder, since few steps touch each."""
        recipe = self.recipe
        return Optimisers(
            self.network,
            encoder_rate=recipe.contrast_rate,
            head_rate=0.0,
            weight_decay=recipe.weight_decay,
            anchor_rate=2.0 * recipe.contrast_rate,
            team=self.team,
        )

    @property
    def epochs(self) -> int:
        """Most epochs of the stage."""
        return self.recipe.synonym_epochs

    @property
    def steps(self) -> int:
        """Steps of each epoch."""
        return -(-self._count // self.recipe.contrast_batch)

    def begin_epoch(self, epoch: int) -> None:
        """Draw and order the epoch's pairs."""
        self._epoch = epoch
        self._pairs = self.data.synonym_pairs(self.draw(epoch))[: self._count]

    def loss(self, step: int) -> Tensor:
        """The loss of one step."""
        size = self.recipe.contrast_batch
        pairs = self._pairs[step * size : (step + 1) * size]
        # a small batch gets further titles as negatives
        draw = self.draw(self._epoch, step)
        extra = draw.integers(0, len(self.data.titles), size - len(pairs))
        pairs = self.team.share(pairs)
        titles = np.concatenate([pairs[:, 0], pairs[:, 1], extra])
        vectors, _, where = self.encode(self.data.titles, titles)
        groups = concept_groups(self.data, titles, self.device)
        count = len(pairs)
        contrast = contrast_loss(
            vectors[where[:count]],
            vectors[where[count:]],
            groups[:count],
            groups[count:],
            self.recipe.contrast_temperature,
        )
        if self.network.anchors is None:
            return contrast
        drawn, own = self._anchors(titles[: 2 * count], draw)
        anchored = anchor_loss(
            vectors[where[: 2 * count]],
            self.network.anchors(drawn.to(self.device)),
            own.to(self.device),
            self.recipe.contrast_temperature,
        )
        return contrast + self.recipe.anchor_weight * anchored

    def _anchors(self, titles: Ints, draw: np.random.Generator) -> tuple[Tensor, Tensor]:
        """Anchors to hold the titles against, theirs among them, and where each title's own is."""
        mine = np.searchsorted(self._taught, self.data.concepts[titles])
        needed = np.unique(mine)
        others = np.setdiff1d(np.arange(len(self._taught)), needed)
        room = max(0, self.recipe.anchors - len(needed))
        drawn = np.concatenate([needed, others if len(others) <= room else draw.permutation(others)[:room]])
        return torch.from_numpy(drawn), torch.from_numpy(np.searchsorted(needed, mine))


def concept_groups(data: TrainingData, titles: Ints, device: torch.device) -> Tensor:
    """Concept of each title; a title without judgement is a group of its own."""
    judged = len(data.concepts)
    alone = int(data.concepts.max(initial=0)) + 1 + titles
    groups = np.where(titles < judged, data.concepts[np.minimum(titles, judged - 1)], alone)
    return torch.from_numpy(groups).to(device)


MOST_DENIED: Final = 0.25
"""Rejected suggestions in a step at most, as a share of its judged pairs."""
DENIED_STREAM: Final = 31
"""Their order is drawn apart from all else, so that without any a training is what it was."""
_Lexical = tuple[Floats, NDArray[np.bool_], NDArray[np.bool_]]
"""Of n pairs: features (n, F), and for either side which tokens (n, L) the other side lacks."""


class Pairs(Stage):
    """Judged pairs teach the head and, more slowly, the encoder, while synonyms keep the vectors fit for search."""

    name = "pairs"
    number = 3
    evaluated = True

    def __init__(
        self, recipe: Recipe, data: TrainingData, network: RelationNetwork, *, seed: int, team: Team = ALONE
    ) -> None:
        super().__init__(recipe, data, network, seed=seed, team=team)
        self._class_weights = relation_weights(data.train, recipe.balance)
        self._epoch = 0
        self._read = data.train
        self._lexical: dict[str, tuple[JudgedPairs, _Lexical]] = {}
        present = torch.from_numpy(self._class_weights > 0)
        network.head.present.copy_(present)

    @property
    def steps(self) -> int:
        """Steps of each epoch."""
        return -(-min(len(self.data.train), self.recipe.pair_limit) // self.recipe.pair_batch)

    @property
    def epochs(self) -> int:
        """Most epochs of the stage."""
        return max(self.recipe.pair_epochs, -(-self.recipe.pair_steps // self.steps))

    def optimisers(self) -> Optimisers:
        """Fresh optimisers."""
        recipe = self.recipe
        return Optimisers(
            self.network,
            encoder_rate=recipe.encoder_rate,
            head_rate=recipe.pair_rate,
            weight_decay=recipe.weight_decay,
            team=self.team,
        )

    def begin_epoch(self, epoch: int) -> None:
        """Draw and order the epoch's pairs."""
        self._epoch = epoch
        draw = self.draw(epoch)
        rows = draw.permutation(len(self.data.train))[: self.recipe.pair_limit]
        self._read = self._spread(self.data.train.rows(rows), draw)

    def _spread(self, pairs: JudgedPairs, draw: np.random.Generator) -> JudgedPairs:
        """The pairs with a share of their ends changed for a synonym: what holds between two titles holds between all
        titles of their concepts, and the more of them the head reads, the less it learns single pairs by heart.
        """
        left, right = (
            np.where(draw.random(len(pairs)) < self.recipe.spread, self.data.synonyms_of(rows, draw), rows)
            for rows in (pairs.left, pairs.right)
        )
        met = left == right  # two synonyms may change into the same title
        return replace(pairs, left=np.where(met, pairs.left, left), right=np.where(met, pairs.right, right))

    def loss(self, step: int) -> Tensor:
        """The loss of one step."""
        size = self.recipe.pair_batch
        train = self._read
        rows = self.team.share(np.arange(step * size, min((step + 1) * size, len(train))))
        random = self.draw(self._epoch, step)
        synonyms, extra = self._contrast_sample(random)
        denied = self.data.denied
        refused = self._denied_rows(step)
        parts = (
            *(train.left[rows], train.right[rows], denied.left[refused], denied.right[refused]),
            *(synonyms[:, 0], synonyms[:, 1], extra),
        )
        titles, inverse = np.unique(np.concatenate(parts), return_inverse=True)
        vectors, placed, where = self.encode(self.data.titles, titles)
        places = where[torch.from_numpy(inverse).to(self.device)]
        contrasted = len(synonyms)
        starts = np.cumsum([0, *map(len, parts)]).tolist()
        ends = [places[start:stop] for start, stop in pairwise(starts)]
        logits = self._logits(train, rows, vectors, placed, ends[0], ends[1])
        loss = pair_loss(
            logits,
            torch.from_numpy(train.relations[rows]).to(self.device),
            torch.from_numpy(train.weights[rows] * self._class_weights[train.relations[rows]]).to(
                self.device
            ),
            self.network.head.present,
            self.recipe.smoothing,
        )
        if len(refused):
            share = self.recipe.denial * len(refused) / len(rows)
            loss = loss + share * denial_loss(
                self._logits(denied, refused, vectors, placed, ends[2], ends[3]),
                torch.from_numpy(denied.relations[refused]).to(self.device),
                torch.from_numpy(denied.weights[refused]).to(self.device),
            )
        if not contrasted:
            return loss
        left, right = ends[4], torch.cat(ends[5:])
        groups = concept_groups(self.data, titles[inverse[starts[4] :]], self.device)
        contrast = contrast_loss(
            vectors[left],
            vectors[right],
            groups[:contrasted],
            groups[contrasted:],
            self.recipe.contrast_temperature,
        )
        return loss + self.recipe.contrast_weight * contrast

    def _denied_rows(self, step: int) -> Ints:
        """This step's part of the rejected suggestions: each is read about once in a pass, in an order of its own."""
        count = len(self.data.denied) if self.recipe.denial else 0
        most = min(count, self.steps * max(1, int(MOST_DENIED * self.recipe.pair_batch)))
        order = np.random.default_rng([self.seed, DENIED_STREAM, self._epoch]).permutation(count)[:most]
        return self.team.share(order[step :: self.steps])

    def _contrast_sample(self, random: np.random.Generator) -> tuple[Ints, Ints]:
        """Synonym pairs for the contrastive term, and further titles as negatives where there are few of them."""
        size = self.recipe.pair_batch // 4
        if not self.recipe.contrast_weight or not len(self.data.taught):
            return np.zeros((0, 2), dtype=np.int64), np.zeros(0, dtype=np.int64)
        chosen = self.data.synonym_pairs(random)[:size]
        return chosen, random.integers(0, len(self.data.titles), size - len(chosen))

    def _logits(
        self, pairs: JudgedPairs, rows: Ints, vectors: Tensor, placed: Tensor, left: Tensor, right: Tensor
    ) -> Tensor:
        features, only_a, only_b = self._lexical_of(pairs)
        sides = [
            self._side(vectors[where], placed[where], ends[rows], only[rows])
            for where, ends, only in ((left, pairs.left, only_a), (right, pairs.right, only_b))
        ]
        logits: Tensor = self.network.head(
            sides[0],
            sides[1],
            torch.from_numpy(features[rows]).to(self.device),
            torch.from_numpy(mirrored(features[rows])).to(self.device),
        )
        return logits

    def _side(self, vectors: Tensor, placed: Tensor, titles: Ints, only: NDArray[np.bool_]) -> Side:
        width = placed.shape[1]
        filled = self.data.titles.rows[titles, :width] >= 0
        return Side(
            vectors,
            placed,
            *(torch.from_numpy(_fit(mask, width)).to(self.device) for mask in (filled, only)),
        )

    def _lexical_of(self, pairs: JudgedPairs) -> _Lexical:
        """Lexical features and masks of all pairs of an epoch, of the rejected ones, or of the validation split; once."""
        place = "train" if pairs is self._read else "denied" if pairs is self.data.denied else "validation"
        kept = self._lexical.get(place)
        if kept is None or kept[0] is not pairs:
            cuts = range(0, max(len(pairs), 1), 4096)
            parts = [
                self.data.lexical.features(pairs.left[c : c + 4096], pairs.right[c : c + 4096]) for c in cuts
            ]
            features, only_a, only_b = map(np.concatenate, zip(*parts, strict=True))
            kept = pairs, (features, only_a, only_b)
            self._lexical[place] = kept
        return kept[1]

    @torch.no_grad()
    def vectors_of(self, titles: Ints, *, batch: int = 2048) -> Floats:
        """Vectors (n, D) of rows of the title table, in evaluation mode."""
        self.network.eval()
        vectors = np.zeros((len(titles), self.recipe.dimensions), dtype=np.float32)
        order = titles[np.argsort(-self.data.titles.lengths[titles], kind="stable")]
        row_of = np.empty(int(titles.max(initial=-1)) + 1, dtype=np.int64)
        row_of[titles] = np.arange(len(titles))
        for start in range(0, len(order), batch):
            part = order[start : start + batch]
            found, _, where = self.encode(self.data.titles, part)
            vectors[row_of[part]] = found[where].cpu().numpy()
        self.network.train()
        return vectors

    @torch.no_grad()
    def token_vectors(self) -> Floats:
        """Vectors (T, E) of all tokens of the title table, in evaluation mode."""
        self.network.eval()
        found: Floats = (
            token_vectors(self.network.encoder, self.data.titles.tokens, self.device).cpu().numpy()
        )
        self.network.train()
        return found

    @torch.no_grad()
    def logits_of(self, pairs: JudgedPairs, *, batch: int = 1024) -> Floats:
        """Logits (n, 7) of judged pairs, in evaluation mode."""
        self.network.eval()
        parts = [np.zeros((0, len(MIRROR)), dtype=np.float32)]
        for start in range(0, len(pairs), batch):
            rows = np.arange(start, min(start + batch, len(pairs)))
            titles, inverse = np.unique(
                np.concatenate([pairs.left[rows], pairs.right[rows]]), return_inverse=True
            )
            vectors, placed, where = self.encode(self.data.titles, titles)
            places = where[torch.from_numpy(inverse).to(self.device)]
            logits = self._logits(pairs, rows, vectors, placed, places[: len(rows)], places[len(rows) :])
            parts.append(logits.cpu().numpy())
        self.network.train()
        return np.concatenate(parts)


def _fit(mask: NDArray[np.bool_], width: int) -> NDArray[np.bool_]:
    """``mask`` (n, L) cut or padded to ``width`` columns."""
    if mask.shape[1] >= width:
        return mask[:, :width]
    return np.pad(mask, ((0, 0), (0, width - mask.shape[1])))
