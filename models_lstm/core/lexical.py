"""What two titles share and do not share, as numbers: the pair head's lexical features.

Every feature of (b, a) is a permutation of those of (a, b), up to signs, so they are computed once per pair.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from models_lstm.core.features import Floats, Ints, TitleTable, level_table, name_numbers
from models_lstm.core.titles import parse_title
from models_lstm.core.vocabulary import Vocabulary

SYMMETRIC: Final = (
    "jaccard", "idf_cosine", "char_cosine", "same_head", "same_last", "same_core", "same_tokens", "same_level",
    "both_levels", "same_numeral", "both_numerals", "swapped_words",
)  # fmt: skip
"""Features that both orders share."""
SIGNED: Final = ("level_difference", "numeral_difference", "length_difference")
"""Features that change their sign with the order."""
SIDED: Final = (
    "inside", "inside_idf", "only_idf", "only_rarest", "only_count", "head_inside", "ends_other", "starts_other",
    "level_stated", "graded", "length",
)  # fmt: skip
"""Features of either side against the other: each occurs as ``a_...`` and as ``b_...``."""
FEATURES: Final = (*SYMMETRIC, *SIGNED, *(f"a_{n}" for n in SIDED), *(f"b_{n}" for n in SIDED))
_SIDES = len(SYMMETRIC) + len(SIGNED)
MIRROR_ORDER: Final = np.array(
    [*range(_SIDES), *range(_SIDES + len(SIDED), len(FEATURES)), *range(_SIDES, _SIDES + len(SIDED))]
)
MIRROR_SIGN: Final = np.array(
    [1.0] * len(SYMMETRIC) + [-1.0] * len(SIGNED) + [1.0] * (2 * len(SIDED)), dtype=np.float32
)


def mirrored(features: Floats) -> Floats:
    """Features (n, F) of the pairs read the other way round."""
    return features[:, MIRROR_ORDER] * MIRROR_SIGN


@dataclass(frozen=True, slots=True)
class LexicalTable:
    """What the lexical features need of each of n titles, beside its tokens.

    Attributes:
        levels: (n, 4), see ``features.level_table``.
        heads, cores: (n,) number of the head word and of the core.
        grams: (n, buckets) sparse, TF-IDF weighted character n-grams, each row of length 1.
    """

    titles: TitleTable
    levels: Floats
    heads: Ints
    cores: Ints
    grams: sparse.csr_matrix

    @classmethod
    def build(cls, texts: Sequence[str], titles: TitleTable, vocabulary: Vocabulary) -> Self:
        """Parse ``texts``, the titles behind ``titles``, row by row."""
        parsed = [parse_title(t) for t in texts]
        return cls(
            titles,
            level_table(texts),
            name_numbers([p.head for p in parsed]),
            name_numbers([p.core for p in parsed]),
            gram_matrix(titles, vocabulary.buckets),
        )

    def features(self, left: Ints, right: Ints) -> tuple[Floats, NDArray[np.bool_], NDArray[np.bool_]]:
        """Features of the pairs of rows (left[i], right[i]).

        Returns:
            (n, F) float32, and for either side which tokens (n, L) the other side lacks.
        """
        a, b = self.titles.rows[left], self.titles.rows[right]
        here_a, here_b = a >= 0, b >= 0
        match = (a[:, :, None] == b[:, None, :]) & here_a[:, :, None]  # (n, La, Lb)
        only_a, only_b = here_a & ~match.any(axis=2), here_b & ~match.any(axis=1)
        symmetric = self._symmetric(left, right, match, only_a, only_b)
        signed = np.stack(
            [
                self.levels[left, 0] - self.levels[right, 0],
                (self.levels[left, 2] - self.levels[right, 2]) * self.levels[left, 3] * self.levels[right, 3],
                (self.titles.lengths[left] - self.titles.lengths[right]) / 4.0,
            ],
            axis=1,
        )
        sides = [self._side(left, right, only_a), self._side(right, left, only_b)]
        return np.concatenate([symmetric, signed, *sides], axis=1).astype(np.float32), only_a, only_b

    def _idf(self, rows: Ints) -> Floats:
        """IDF of the tokens in (n, L), 0 for padding."""
        return np.where(rows >= 0, self.titles.tokens.idf[rows], np.float32(0.0))

    def _symmetric(
        self,
        left: Ints,
        right: Ints,
        match: NDArray[np.bool_],
        only_a: NDArray[np.bool_],
        only_b: NDArray[np.bool_],
    ) -> Floats:
        rows, lengths, levels = self.titles.rows, self.titles.lengths, self.levels
        idf_a, idf_b = self._idf(rows[left]), self._idf(rows[right])
        shared = (lengths[left] - only_a.sum(axis=1) + lengths[right] - only_b.sum(axis=1)) / 2
        union = np.maximum(shared + only_a.sum(axis=1) + only_b.sum(axis=1), 1)
        dot = np.einsum("ni,nij,nj->n", idf_a, match.astype(np.float32), idf_b)
        norms = np.sqrt((idf_a**2).sum(axis=1) * (idf_b**2).sum(axis=1))
        chars = np.asarray(self.grams[left].multiply(self.grams[right]).sum(axis=1)).ravel()
        same_tokens = (only_a.sum(axis=1) + only_b.sum(axis=1) == 0) & (lengths[left] > 0)
        both_levels = levels[left, 1] * levels[right, 1]
        both_numerals = levels[left, 3] * levels[right, 3]
        columns = [
            shared / union,
            dot / np.maximum(norms, 1e-6),
            chars,
            _same(self.heads[left], self.heads[right]),
            _same(self._last(left), self._last(right)),
            _same(self.cores[left], self.cores[right]),
            same_tokens,
            both_levels * (levels[left, 0] == levels[right, 0]),
            both_levels,
            both_numerals * (levels[left, 2] == levels[right, 2]),
            both_numerals,
            same_tokens & (self._last(left) != self._last(right)),
        ]
        return np.stack([np.asarray(c, dtype=np.float32) for c in columns], axis=1)

    def _side(self, left: Ints, right: Ints, only: NDArray[np.bool_]) -> Floats:
        """The sided features of the titles ``left`` against ``right``; ``only`` marks left's own tokens."""
        rows, lengths = self.titles.rows, self.titles.lengths
        tokens, count = rows[left], np.maximum(lengths[left], 1)
        idf = self._idf(tokens)
        own = np.where(only, idf, np.float32(0.0))
        other = rows[right]
        columns = [
            1.0 - only.sum(axis=1) / count,
            1.0 - own.sum(axis=1) / np.maximum(idf.sum(axis=1), 1e-6),
            own.sum(axis=1) / 10.0,
            own.max(axis=1) / 10.0,
            only.sum(axis=1) / 4.0,
            (other == self._last(left)[:, None]).any(axis=1) & (lengths[left] > 0),
            _same(self._last(left), self._last(right)) * (lengths[left] < lengths[right]),
            _same(tokens[:, 0], other[:, 0]) * (lengths[left] < lengths[right]),
            self.levels[left, 1],
            self.levels[left, 3],
            lengths[left] / 8.0,
        ]
        return np.stack([np.asarray(c, dtype=np.float32) for c in columns], axis=1)

    def _last(self, rows: Ints) -> Ints:
        """The last token of each title, -1 without one."""
        lengths = self.titles.lengths[rows]
        return np.where(lengths > 0, self.titles.rows[rows, np.maximum(lengths - 1, 0)], -1)


def _same(left: Ints, right: Ints) -> NDArray[np.bool_]:
    same: NDArray[np.bool_] = (left == right) & (left >= 0)
    return same


def gram_matrix(titles: TitleTable, buckets: int) -> sparse.csr_matrix:
    """Character n-grams of each title (n, buckets), token by token, weighted by the token's IDF, rows of length 1."""
    count = len(titles)
    places = np.flatnonzero(titles.rows.ravel() >= 0)
    tokens = titles.rows.ravel()[places]
    grams, offsets = titles.tokens.grams_of(tokens)
    sizes = np.diff(np.append(offsets, len(grams)))
    owner = np.repeat(places // titles.rows.shape[1], sizes)
    weight = np.repeat(titles.tokens.idf[tokens] / np.sqrt(np.maximum(sizes, 1)), sizes).astype(np.float32)
    matrix = sparse.csr_matrix((weight, (owner, grams)), shape=(count, buckets), dtype=np.float32)
    norms = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    matrix.data /= np.repeat(np.maximum(norms, 1e-6), np.diff(matrix.indptr)).astype(np.float32)
    return matrix
