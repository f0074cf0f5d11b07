"""Words held against words: how far the words of one title are met by those of another, by the vectors of the words.

The vector of a title says what it is about as a whole, and a word that nothing answers to hardly moves it. So what a
search finds is weighed again by late interaction (MaxSim; Khattab and Zaharia 2020): each word of the question is held
against the words of the title, the nearest one counts, and rare words weigh more.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from models_lstm.core.features import Floats, Ints
from models_lstm.core.sketch import LEAST_QUERIES, unit

WORD_SHARES: Final = (0.0, 0.1, 0.2, 0.3)
"""Weights of the words beside the cosine of the title vectors that are tried."""
DEFAULT_WORD_SHARE: Final = 0.2
"""Where nothing can be measured."""
WIDER: Final = 100
"""So many titles more than are wanted are weighed again, since some of them belong among the best."""
_LEAST_IDF: Final = 0.1
"""A word that all titles have still counts for something."""
_WEIGHED: Final = 50
"""Titles for each question that the choice of a share looks at."""

Found = tuple[NDArray[np.int32], Floats]


class WordVectors(NamedTuple):
    """The words of n titles, each as a model reads it by itself.

    Attributes:
        vectors: (T, E) of the distinct words, rows of length 1 or 0; the first one stands for no word and is 0.
        idf: (T,) how rare they are.
        rows: (n, L) which of them a title has, -1 where it has no more.
    """

    vectors: Floats
    idf: Floats
    rows: NDArray[np.integer]

    @classmethod
    def of(cls, tokens: Floats, idf: Floats, rows: NDArray[np.integer]) -> Self:
        """From the vectors (T, E) of a title table's tokens, whose first one is the empty token."""
        vectors = unit(tokens)
        vectors[0] = 0.0
        return cls(vectors, np.maximum(idf, _LEAST_IDF), rows)

    def some(self, titles: Ints) -> WordVectors:
        """Of some of the titles."""
        return self._replace(rows=self.rows[titles])

    def words(self, title: int) -> Ints:
        """Which words a title has, in its order."""
        row = self.rows[title]
        return np.asarray(row[row >= 0], dtype=np.int64)


def words_covered(asked: WordVectors, title: int, known: WordVectors, others: Ints) -> Floats:
    """(k,) how far the words of one of the ``asked`` titles are met by those of some ``known`` ones, 0..1.

    0 for a title without a word.
    """
    own = asked.words(title)
    rows = known.rows[others]
    width = int((rows >= 0).sum(axis=1).max(initial=0))
    if not len(own) or not width:
        return np.zeros(len(others), dtype=np.float32)
    there = known.vectors[np.maximum(rows[:, :width], 0)]  # (k, L, E)
    alike = there.reshape(-1, there.shape[2]) @ asked.vectors[own].T
    met = alike.reshape(len(others), width, len(own)).max(axis=1).clip(0.0, 1.0)
    weight = asked.idf[own]
    return np.asarray(met @ (weight / weight.sum()), dtype=np.float32)


def reranked(found: Found, asked: WordVectors, known: WordVectors, *, share: float, top: int) -> Found:
    """The ``top`` best of what a search found, by cosine and words together.

    Args:
        found: rows of ``known`` (m, k) and their cosines, best first, -1 and -inf where there are fewer.
        share: weight of the words; the score is ``(cosine + share * words_covered) / (1 + share)``.
    """
    ids, cosine = found
    score = cosine.copy()
    for row in range(len(ids)):
        there = ids[row] >= 0
        covered = words_covered(asked, row, known, ids[row, there].astype(np.int64))
        score[row, there] = (cosine[row, there] + share * covered) / (1.0 + share)
    order = np.argsort(-score, axis=1, kind="stable")[:, :top]
    return np.take_along_axis(ids, order, axis=1), np.take_along_axis(score, order, axis=1)


def best_word_share(
    vectors: Floats,
    read: WordVectors,
    concepts: Ints,
    asked: Ints,
    *,
    shares: Sequence[float] = WORD_SHARES,
) -> float:
    """The share by which the titles of a concept come first for the titles ``asked``, by mean average precision.

    Args:
        vectors: (n, d) search vectors of all titles. concepts: (n,).
        asked: rows whose concept has another title.

    Returns:
        the least of the best shares; `DEFAULT_WORD_SHARE` where fewer than ``sketch.LEAST_QUERIES`` titles are asked.
    """
    if len(asked) < LEAST_QUERIES:
        return DEFAULT_WORD_SHARE
    total = np.zeros(len(shares))
    width = min(_WEIGHED, len(vectors) - 1)
    for start in range(0, len(asked), 512):
        rows = asked[start : start + 512]
        cosine = vectors[rows] @ vectors.T
        cosine[np.arange(len(rows)), rows] = -np.inf
        near = np.argpartition(-cosine, width - 1, axis=1)[:, :width]
        close = np.take_along_axis(cosine, near, axis=1)
        for place, row in enumerate(rows.tolist()):
            covered = words_covered(read, row, read, near[place])
            right = concepts[near[place]] == concepts[row]
            for column, share in enumerate(shares):
                total[column] += _average_precision(right, close[place] + share * covered)
    return float(shares[int(total.argmax())])


def _average_precision(right: NDArray[np.bool_], score: Floats) -> float:
    """Mean precision at the places of the right ones; 0 without any."""
    places = np.flatnonzero(right[np.argsort(-score, kind="stable")])
    return float(((np.arange(len(places)) + 1.0) / (places + 1.0)).mean()) if len(places) else 0.0
