"""Which of a model's probabilities are worth showing to a reviewer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, Self

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from taxonomy.core.relations import RELATIONS

Ints = NDArray[np.int64]
LEAST_SCORE: Final = 0.5
"""The least calibrated score of a proposal, where nobody says otherwise."""
BINS: Final = 20
_RELATED: Final = RELATIONS.index("related")
_UNRELATED: Final = RELATIONS.index("unrelated")
_IDS: Final = 2**31
"""Ids of titles lie below: two of them fit into one number."""
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


def choose(
    table: NDArray[np.float32], thresholds: Thresholds
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Of each row of probabilities (n, 7) the column of the most probable relation and its score.

    The column is -1 for ``unrelated`` and below the least score.
    """
    best = table.argmax(axis=1)
    score = table[np.arange(len(table)), best] if len(table) else np.zeros(0, dtype=np.float32)
    least = np.full(len(RELATIONS), thresholds.min_score)
    least[_RELATED] = max(thresholds.min_score, thresholds.related_min_score)
    least[_UNRELATED] = np.inf
    return np.where(score < least[best], -1, best), score


@dataclass(slots=True)
class KnownConcepts:
    """What is settled, by concept: which pairs a person need not be asked about any more."""

    concept: dict[int, int]
    settled: Ints
    _titles: Ints
    _concepts: Ints

    @classmethod
    def of(cls, settled: Iterable[tuple[int, int, str]]) -> KnownConcepts:
        """From settled pairs (title id, title id, relation). Linear."""
        rows = list(settled)
        graph: nx.Graph[int] = nx.Graph()
        graph.add_edges_from((a, b) for a, b, relation in rows if relation == "synonym")
        concept = {title: min(titles) for titles in nx.connected_components(graph) for title in titles}
        titles = np.array(sorted(concept), dtype=np.int64)
        known = cls(
            concept,
            np.zeros(0, dtype=np.int64),
            titles,
            np.array([concept[title] for title in titles.tolist()], dtype=np.int64),
        )
        ends = np.array([(a, b) for a, b, _ in rows], dtype=np.int64).reshape(-1, 2)
        known.settled = np.unique(known.keys(ends[:, 0], ends[:, 1]))
        return known

    def keys(self, title_a: Ints, title_b: Ints) -> Ints:
        """A number (n,) for the two concepts of each pair of title ids, the same in either order.

        A title without a synonym is a concept of its own.

        Raises:
            OverflowError: an id of 2^31 or above.
        """
        a, b = self._concepts_of(title_a), self._concepts_of(title_b)
        if max(a.max(initial=0), b.max(initial=0)) >= _IDS:
            raise OverflowError("there are too many titles")
        return np.asarray(np.minimum(a, b) * _IDS + np.maximum(a, b))

    def are_known(self, keys: Ints) -> NDArray[np.bool_]:
        """Whether the two are one concept, or their relation was settled on other titles of theirs."""
        same: NDArray[np.bool_] = keys // _IDS == keys % _IDS
        return same | np.isin(keys, self.settled)

    def _concepts_of(self, titles: Ints) -> Ints:
        if not len(self._titles):
            return titles
        place = np.minimum(np.searchsorted(self._titles, titles), len(self._titles) - 1)
        return np.where(self._titles[place] == titles, self._concepts[place], titles)


@dataclass(slots=True)
class Histograms:
    """What went into a scoring run and what came out, for watching drift."""

    score: list[int] = field(default_factory=lambda: [0] * BINS)
    words: list[int] = field(default_factory=lambda: [0] * WORDS)
    characters: list[int] = field(default_factory=lambda: [0] * 13)
    relation: dict[str, int] = field(default_factory=dict)

    def take(self, table: NDArray[np.float32], words: Ints, characters: Ints) -> None:
        """Count the probabilities (n, 7) of pairs, and how many words and characters the titles in them have."""
        if not len(table):
            return
        place = np.minimum((table.max(axis=1) * BINS).astype(int), BINS - 1)
        _add(self.score, place)
        _add(self.words, np.minimum(np.maximum(words, 1), WORDS) - 1)
        _add(self.characters, np.minimum(characters // 5, len(self.characters) - 1))
        chosen = np.bincount(table.argmax(axis=1), minlength=len(RELATIONS)).tolist()
        for name, count in zip(RELATIONS, chosen, strict=True):
            self.relation[name] = self.relation.get(name, 0) + count

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
    """A suggestion to be made: what the first title is to the second.

    Attributes:
        alone: the score by the two titles alone, without what stands around them.
    """

    pair_id: int
    title_a_id: int
    title_b_id: int
    title_a: str
    title_b: str
    relation: str
    score: float
    probabilities: tuple[float, ...]
    alone: float


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
        self._kept: list[Offers] = []
        self._count = 0

    def offer(self, offers: Offers) -> None:
        """Take suggestions in; what is not among the best so far may be forgotten."""
        self._kept.append(offers)
        self._count += len(offers)
        if self._count > 4 * self._limit + 100_000:
            self._kept = [self.ranked()]
            self._count = len(self._kept[0])

    def ranked(self) -> Offers:
        """The best first; equals by lower pair id."""
        if not self._kept:
            return Offers.none()
        whole = Offers(*(np.concatenate(column) for column in zip(*self._kept, strict=True)))
        whole = whole.rows(np.lexsort((whole.pair_id, -whole.score)))
        _, first = np.unique(whole.key, return_index=True)
        return whole.rows(np.sort(first)[: self._limit])


class Offers(NamedTuple):
    """Suggestions as columns (n,): number of the two concepts, pair, titles, what was chosen and its score, probabilities
    (n, 7), and the score by the two titles alone."""

    key: Ints
    pair_id: Ints
    title_a: Ints
    title_b: Ints
    column: Ints
    score: NDArray[np.float32]
    table: NDArray[np.float32]
    alone: NDArray[np.float32]

    @classmethod
    def none(cls) -> Offers:
        """No suggestions."""
        ids, floats = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        return cls(ids, ids, ids, ids, ids, floats, floats.reshape(0, len(RELATIONS)), floats)

    def rows(self, rows: NDArray[Any]) -> Offers:
        """Some of them, in that order."""
        return Offers(*(column[rows] for column in self))

    def __len__(self) -> int:
        return len(self.key)


def _add(counts: list[int], places: NDArray[Any]) -> None:
    for place, count in enumerate(np.bincount(places, minlength=len(counts)).tolist()):
        counts[place] += count
