"""Which of a model's probabilities are worth showing to a reviewer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Self

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from taxonomy.core.relations import RELATIONS

LEAST_SCORE: Final = 0.5
"""The least calibrated score of a proposal, where nobody says otherwise."""
BINS: Final = 20
WORDS: Final = 9
"""Titles of so many words or more share a bin."""


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The least calibrated scores: of any relation, and of ``related``, which says least and is most often disputed."""

    min_score: float = LEAST_SCORE
    related_min_score: float = 0.6

    @classmethod
    def of(cls, min_score: float) -> Self:
        """Thresholds with another least score; that of ``related`` is not below it."""
        return cls(min_score, max(min_score, cls().related_min_score))


def choose(probabilities: NDArray[np.float32], thresholds: Thresholds) -> tuple[str, float] | None:
    """The most probable relation (7,) and its score; None for ``unrelated`` and below the least score."""
    best = int(probabilities.argmax())
    relation, score = RELATIONS[best], float(probabilities[best])
    least = thresholds.min_score
    if relation == "related":
        least = max(least, thresholds.related_min_score)
    return None if relation == "unrelated" or score < least else (relation, score)


@dataclass(slots=True)
class KnownConcepts:
    """What is settled, by concept: which pairs a person need not be asked about any more."""

    concept: dict[int, int]
    settled: set[tuple[int, int]]

    @classmethod
    def of(cls, settled: Iterable[tuple[int, int, str]]) -> KnownConcepts:
        """From settled pairs (title id, title id, relation). Linear."""
        rows = list(settled)
        graph: nx.Graph[int] = nx.Graph()
        graph.add_edges_from((a, b) for a, b, relation in rows if relation == "synonym")
        concept = {title: min(titles) for titles in nx.connected_components(graph) for title in titles}
        known = cls(concept, set())
        known.settled = {known.key(a, b) for a, b, _ in rows}
        return known

    def key(self, title_a: int, title_b: int) -> tuple[int, int]:
        """The concepts of two titles, in order; a title without a synonym is a concept of its own."""
        a, b = self.concept.get(title_a, title_a), self.concept.get(title_b, title_b)
        return (a, b) if a < b else (b, a)

    def is_known(self, key: tuple[int, int]) -> bool:
        """Whether the two are one concept, or their relation was settled on other titles of theirs."""
        return key[0] == key[1] or key in self.settled


@dataclass(slots=True)
class Histograms:
    """What went into a scoring run and what came out, for watching drift."""

    score: list[int] = field(default_factory=lambda: [0] * BINS)
    words: list[int] = field(default_factory=lambda: [0] * WORDS)
    characters: list[int] = field(default_factory=lambda: [0] * 13)
    relation: dict[str, int] = field(default_factory=dict)

    def take(self, pairs: Iterable[tuple[str, str]], table: NDArray[np.float32]) -> None:
        """Count pairs and their probabilities (n, 7)."""
        if not len(table):
            return
        place = np.minimum((table.max(axis=1) * BINS).astype(int), BINS - 1)
        for bin_, count in enumerate(np.bincount(place, minlength=BINS).tolist()):
            self.score[bin_] += count
        chosen = np.bincount(table.argmax(axis=1), minlength=len(RELATIONS)).tolist()
        for name, count in zip(RELATIONS, chosen, strict=True):
            self.relation[name] = self.relation.get(name, 0) + count
        for pair in pairs:
            for title in pair:
                self.words[min(len(title.split()), WORDS) - 1] += 1
                self.characters[min(len(title) // 5, 12)] += 1

    def to_dict(self) -> dict[str, Any]:
        """Plain values, each with the meaning of its bins."""
        return {
            "score": {"bin_width": 1 / BINS, "counts": self.score},
            "words": {"first": 1, "last_is_open": True, "counts": self.words},
            "characters": {"bin_width": 5, "last_is_open": True, "counts": self.characters},
            "relation": self.relation,
        }


@dataclass(frozen=True, slots=True)
class Wish:
    """A suggestion to be made: what the first title is to the second."""

    pair_id: int
    title_a_id: int
    title_b_id: int
    title_a: str
    title_b: str
    relation: str
    score: float
    probabilities: tuple[float, ...]


class Opinions:
    """What a model thinks of the candidates: all of them up to ``limit``, else the doubtful ones and a draw.

    Args:
        limit: opinions that are kept at most; half of them are those with the least margin, half a draw by pair id.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._pairs: list[NDArray[np.int64]] = []
        self._best: list[NDArray[np.int64]] = []
        self._values: list[NDArray[np.float32]] = []

    def take(self, pairs: Sequence[int], table: NDArray[np.float32]) -> None:
        """Note the probabilities (n, 7) of n pairs."""
        ranked = np.sort(table, axis=1)
        self._pairs.append(np.asarray(pairs, dtype=np.int64))
        self._best.append(table.argmax(axis=1))
        self._values.append(np.stack([ranked[:, -1], ranked[:, -1] - ranked[:, -2]], axis=1))

    def rows(self) -> Iterator[tuple[int, str, float, float]]:
        """(pair, most probable relation, its probability, margin to the second), by pair id."""
        if not self._pairs:
            return
        pairs, best = np.concatenate(self._pairs), np.concatenate(self._best)
        values = np.clip(np.concatenate(self._values), 0.0, 1.0)
        kept = np.arange(len(pairs))
        if len(pairs) > self._limit:
            half = self._limit // 2
            doubtful = np.argsort(values[:, 1], kind="stable")[:half]
            drawn = np.argsort(pairs * 2_654_435_761 % 2**32, kind="stable")[
                :half
            ]  # Knuth's multiplicative hash
            kept = np.union1d(doubtful, drawn)
        for row in kept[np.argsort(pairs[kept], kind="stable")].tolist():
            score, margin = values[row].tolist()
            yield int(pairs[row]), RELATIONS[int(best[row])], score, margin


class BestOfConcepts:
    """The best suggestion for every two concepts, at most ``limit`` of them; memory for a few times ``limit``.

    One accepted edge settles all the pairs of titles of two concepts, so one question is enough.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._best: dict[tuple[int, int], Wish] = {}

    def offer(self, key: tuple[int, int], wish: Wish) -> None:
        """Take a suggestion in if it is the best for its concepts so far."""
        former = self._best.get(key)
        if former is None or (wish.score, -wish.pair_id) > (former.score, -former.pair_id):
            self._best[key] = wish
        if len(self._best) > 4 * self._limit + 1000:
            self._best = dict(sorted(self._best.items(), key=lambda item: _rank(item[1]))[: self._limit])

    def ranked(self) -> list[Wish]:
        """The best first; equals by lower pair id."""
        return sorted(self._best.values(), key=_rank)[: self._limit]


def _rank(wish: Wish) -> tuple[float, int]:
    return (-wish.score, wish.pair_id)
