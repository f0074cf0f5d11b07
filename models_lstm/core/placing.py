"""Place a title: to which of the known concepts does it belong, and how sure is that?

The nearest known title is a good first answer; what stands around it makes a better one. Each candidate concept is
described by a few numbers (`FEATURES`): how near its nearest title lies, how many of the near titles are its own, where
its middle lies, and how far its words cover the words of the title. A conditional logit model (McFadden 1974) over the
candidates weighs them, so that its softmax is the probability of each; the weights are learnt from titles whose concept
is known but was not taught (`fit_weights`), drawn to `DEFAULT_WEIGHTS` where there are few of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, Self
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize

from models_lstm.core.features import Floats, Ints
from models_lstm.core.neighbours import nearest
from models_lstm.core.sketch import joined, unit
from models_lstm.core.word_match import WordVectors

FEATURES: Final = (
    "meaning", "spelling", "votes", "wide_votes", "middle", "spelling_middle", "word_cosine", "words_covered", "titles",
    "same_level", "words_met", "worst_word",
)  # fmt: skip
"""Of a title and a candidate concept:

meaning, spelling: cosine to the concept's nearest title, of the encoder's vectors and of the spelling;
votes, wide_votes: log of the summed weight of the concept's titles among the near ones, weights exp(20 cos), exp(10 cos);
middle, spelling_middle: cosine to the mean of the concept's titles;
word_cosine: between the title's words and the share of the concept's titles that have each word, weighted by IDF;
words_covered: share of the title's IDF that some title of the concept has;
titles: log of how many titles the concept has;
same_level: whether one of its near titles has the same level;
words_met, worst_word: how near each word of the title comes to one of the concept's, by the cosine of their vectors, 0 at
least: the mean over the words, and the worst of them (MaxSim; Khattab and Zaharia 2020).
"""
DEFAULT_WEIGHTS: Final = np.array([6.0, 0.0, 9.0, -3.0, 7.0, 4.0, -4.0, 3.5, -2.0, 0.5, 4.0, 1.0])
"""Where too few titles are known to learn from."""
NEAR: Final = 60
"""Titles that are looked at; their concepts are the candidates, and those of the `MIDDLES` nearest means."""
MIDDLES: Final = 5
SEARCH_SHARE: Final = 0.15
"""Of the spelling, in the search for near titles."""
LEAST_TITLES: Final = 50
"""Titles below which nothing is learnt."""
_PRIOR: Final = 2.0
"""Precision of the default weights: as much as so many titles would say, per squared unit of 10."""


class TitleVectors(NamedTuple):
    """What n titles look like to a model.

    Attributes:
        meaning, spelling: (n, d) and (n, w), rows of length 1 or 0. words: (n, vocabulary) 1 where a title has a word.
        levels: (n,) standing. read: their words as vectors.
    """

    meaning: Floats
    spelling: Floats
    words: sparse.csr_matrix
    levels: Floats
    read: WordVectors

    def rows(self, rows: Ints) -> TitleVectors:
        """Of some of the titles."""
        return TitleVectors(
            self.meaning[rows],
            self.spelling[rows],
            self.words[rows],
            self.levels[rows],
            self.read.some(rows),
        )


WORD_BUCKETS: Final = 2**18


def word_matrix(forms: Sequence[Sequence[str]]) -> sparse.csr_matrix:
    """(n, `WORD_BUCKETS`) 1 where a title, given as its normal forms, has a word; words are hashed (CRC-32)."""
    columns = [sorted({crc32(word.encode()) % WORD_BUCKETS for word in title}) for title in forms]
    starts = np.concatenate([[0], np.cumsum([len(c) for c in columns])])
    flat = np.fromiter((c for title in columns for c in title), dtype=np.int64, count=int(starts[-1]))
    return sparse.csr_matrix(
        (np.ones(len(flat), dtype=np.float32), flat, starts), shape=(len(columns), WORD_BUCKETS)
    )


@dataclass(frozen=True, slots=True)
class Candidates:
    """Candidate concepts of m titles, flat: title i owns the stretch ``starts[i]:starts[i + 1]``.

    Attributes:
        concepts: (t,). features: (t, F) in the order of `FEATURES`. nearest: (t,) the concept's nearest known title.
    """

    starts: Ints
    concepts: Ints
    features: Floats
    nearest: Ints


class ConceptPlacer:
    """Known titles by concept, ready to be asked. Memory: some 2 KB a known title."""

    def __init__(self, known: TitleVectors, concepts: Ints, weights: NDArray[np.float64]) -> None:
        # a model of before a feature was there gives it no weight
        self._known, self._weights = known, np.pad(weights, (0, len(FEATURES) - len(weights)))
        self._names, self._of = np.unique(concepts, return_inverse=True)
        count, titles = len(self._names), len(concepts)
        member = sparse.csr_matrix(
            (np.ones(titles, dtype=np.float32), (self._of, np.arange(titles))), shape=(count, titles)
        )
        self._sizes = np.bincount(self._of, minlength=count)
        self._middle = unit(np.asarray(member @ known.meaning))
        self._spelling_middle = unit(np.asarray(member @ known.spelling))
        self._search = joined(known.meaning, known.spelling, SEARCH_SHARE)
        having = (member @ known.words).tocsr()  # (concepts, words): titles that have the word
        spread = np.asarray((having > 0).sum(axis=0)).ravel()
        self._idf = np.log((count + 1.0) / (spread + 0.5)).astype(np.float32)
        self._covered = having.copy()
        self._covered.data = np.ones_like(having.data)
        share = having.copy()
        share.data = np.sqrt(share.data / np.repeat(self._sizes, np.diff(share.indptr)))
        weighed = share.multiply(self._idf[None, :]).tocsr()
        length = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel())
        self._share = sparse.diags(1.0 / np.maximum(length, 1e-6)) @ weighed
        self._word_starts, self._word_rows = _words_of(self._of, known.read.rows, count)

    @classmethod
    def of(cls, known: TitleVectors, concepts: Sequence[int], weights: Sequence[float] | None = None) -> Self:
        """Over n known titles with the number of each one's concept."""
        return cls(
            known,
            np.asarray(concepts, dtype=np.int64),
            DEFAULT_WEIGHTS if weights is None else np.asarray(weights, dtype=np.float64),
        )

    def place(self, asked: TitleVectors, *, top: int, threads: int = 1) -> tuple[Ints, Floats, Ints]:
        """The ``top`` most probable concepts of each of m titles, best first.

        Returns:
            concepts (m, top), -1 where there are fewer; their probabilities (m, top), which sum to at most 1; and the
            row of each one's nearest known title (m, top).
        """
        found = self.candidates(asked, threads=threads)
        count = len(found.starts) - 1
        concepts = np.full((count, top), -1, dtype=np.int64)
        near = np.full((count, top), -1, dtype=np.int64)
        probability = np.zeros((count, top), dtype=np.float32)
        utility = found.features @ self._weights
        for row in range(count):
            here = slice(int(found.starts[row]), int(found.starts[row + 1]))
            order = np.argsort(-utility[here], kind="stable")[:top]
            weight = np.exp(utility[here] - utility[here].max(initial=-np.inf))
            concepts[row, : len(order)] = found.concepts[here][order]
            near[row, : len(order)] = found.nearest[here][order]
            probability[row, : len(order)] = weight[order] / weight.sum()
        return concepts, probability, near

    def candidates(self, asked: TitleVectors, *, threads: int = 1) -> Candidates:
        """The candidate concepts of each title with what speaks for them. Cost: a search, then some 0.2 ms a title."""
        rows, _ = nearest(
            self._search,
            queries=joined(asked.meaning, asked.spelling, SEARCH_SHARE),
            top=min(NEAR, len(self._search)),
            threads=threads,
        )
        middles, _ = nearest(
            self._middle, queries=asked.meaning, top=min(MIDDLES, len(self._middle)), threads=threads
        )
        parts = [self._describe(asked, row, rows[row], middles[row]) for row in range(len(rows))]
        sizes = [len(part[0]) for part in parts]
        return Candidates(
            np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
            np.concatenate([part[0] for part in parts]) if parts else np.zeros(0, dtype=np.int64),
            np.concatenate([part[1] for part in parts])
            if parts
            else np.zeros((0, len(FEATURES)), dtype=np.float32),
            np.concatenate([part[2] for part in parts]) if parts else np.zeros(0, dtype=np.int64),
        )

    def _describe(
        self, asked: TitleVectors, row: int, titles: NDArray[np.int32], middles: NDArray[np.int32]
    ) -> tuple[Ints, Floats, Ints]:
        titles = titles[titles >= 0]
        concepts = np.union1d(self._of[titles], middles[middles >= 0])
        place = np.searchsorted(concepts, self._of[titles])
        meaning = self._known.meaning[titles] @ asked.meaning[row]
        spelling = self._known.spelling[titles] @ asked.spelling[row]
        both = (1.0 - SEARCH_SHARE) * meaning + SEARCH_SHARE * spelling
        features = np.zeros((len(concepts), len(FEATURES)), dtype=np.float32)
        features[:, 0] = _highest(meaning, place, len(concepts), least=-0.2)
        features[:, 1] = _highest(spelling, place, len(concepts), least=0.0)
        for column, steep in ((2, 20.0), (3, 10.0)):
            votes = np.bincount(place, weights=np.exp(steep * (both - 1.0)), minlength=len(concepts))
            features[:, column] = np.log(votes + np.exp(-steep)) / steep
        features[:, 4] = self._middle[concepts] @ asked.meaning[row]
        features[:, 5] = self._spelling_middle[concepts] @ asked.spelling[row]
        words = asked.words.indices[asked.words.indptr[row] : asked.words.indptr[row + 1]]
        if len(words):
            idf = self._idf[words]
            features[:, 6] = np.asarray(self._share[concepts][:, words] @ idf).ravel() / max(
                float(np.sqrt((idf**2).sum())), 1e-6
            )
            features[:, 7] = np.asarray(self._covered[concepts][:, words] @ idf).ravel() / max(
                float(idf.sum()), 1e-6
            )
        features[:, 8] = np.log1p(self._sizes[concepts]) / 5.0
        alike = (self._known.levels[titles] == asked.levels[row]).astype(np.float32)
        features[:, 9] = _highest(alike, place, len(concepts), least=0.0)
        own = asked.read.words(row)
        if len(own):
            met = self._met(asked.read.vectors[own], concepts)
            features[:, 10], features[:, 11] = met.mean(axis=0), met.min(axis=0)
        best = np.full(len(concepts), -1, dtype=np.int64)
        for title, where in zip(titles[::-1], place[::-1], strict=True):
            best[where] = title
        return self._names[concepts], features, best

    def _met(self, words: Floats, concepts: Ints) -> Floats:
        """(w, c) how near each of the words (w, E) comes to one of each concept's, 0..1."""
        starts = self._word_starts[concepts]
        sizes = self._word_starts[concepts + 1] - starts
        before = np.cumsum(sizes) - sizes
        flat = self._word_rows[np.repeat(starts - before, sizes) + np.arange(int(sizes.sum()))]
        alike = words @ self._known.read.vectors[flat].T
        found: Floats = np.maximum.reduceat(alike, before, axis=1)
        return found


def _words_of(concept: Ints, rows: NDArray[np.integer], count: int) -> tuple[Ints, Ints]:
    """Where the distinct words of each of ``count`` concepts begin (count + 1,), and the words, flat.

    ``rows`` (n, L) are the words of titles of the concepts (n,). Word 0, which is none, is with all: no stretch is empty.
    """
    there = rows >= 0
    pairs = np.stack([np.repeat(concept, there.sum(axis=1)), rows[there]], axis=1)
    nothing = np.stack([np.arange(count), np.zeros(count, dtype=np.int64)], axis=1)
    pairs = np.unique(np.concatenate([pairs, nothing]), axis=0)
    return np.searchsorted(pairs[:, 0], np.arange(count + 1)), pairs[:, 1]


def _highest(values: Floats, place: Ints, count: int, *, least: float) -> Floats:
    """The highest value at each of ``count`` places, ``least`` where there is none."""
    found = np.full(count, least, dtype=np.float32)
    np.maximum.at(found, place, values.astype(np.float32))
    return found


def hold_out(concepts: Ints, candidates: Ints) -> Ints:
    """Of the rows ``candidates`` those that can be asked: their concept keeps a title that is not.

    Of a concept that has no other rows every second one is kept.
    """
    chosen = np.zeros(len(concepts), dtype=np.bool_)
    chosen[candidates] = True
    order = np.argsort(concepts, kind="stable")
    _, starts = np.unique(concepts[order], return_index=True)
    for group in np.split(order, starts[1:]):
        if chosen[group].all():
            chosen[group[::2]] = False
    return np.flatnonzero(chosen)


def fit_weights(found: Candidates, right: Ints) -> NDArray[np.float64]:
    """Weights (F,) under which the right concepts (m,) are most probable, a priori near `DEFAULT_WEIGHTS`.

    Titles whose concept is not among their candidates teach nothing. Convex: the same weights on every machine up to
    rounding.
    """
    owner = np.repeat(np.arange(len(right)), np.diff(found.starts))
    hit = found.concepts == right[owner]
    useful = np.isin(owner, owner[hit])
    features, rows, hit = found.features[useful].astype(np.float64), owner[useful], hit[useful]
    taught = int(hit.sum())
    if taught < LEAST_TITLES:
        return DEFAULT_WEIGHTS.copy()
    _, group = np.unique(rows, return_inverse=True)
    first = np.flatnonzero(np.diff(group, prepend=-1))

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        utility = features @ weights
        high = np.maximum.reduceat(utility, first)
        weight = np.exp(utility - high[group])
        total = np.add.reduceat(weight, first)
        away = (weights - DEFAULT_WEIGHTS) / 10.0
        value = float((np.log(total) + high).sum() - utility[hit].sum() + _PRIOR * 0.5 * away @ away)
        probability = weight / total[group]
        slope = features.T @ (probability - hit) + _PRIOR * away / 10.0
        return value, slope

    result = minimize(loss, DEFAULT_WEIGHTS, jac=True, method="L-BFGS-B")
    return np.asarray(result.x, dtype=np.float64)
