"""Neighbours of a concept, stated and inferred."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from itertools import islice, repeat
from typing import Literal, NamedTuple, overload

import numpy as np

from kgraph.core.snapshot.adjacency import FAN, FAN_STEPS, Fan, runs_of
from kgraph.core.snapshot.reader import Snapshot
from taxonomy.core.relations import DIRECTED_RELATIONS, inverse

Direction = Literal["out", "in", "both"]
SEEN_WORDS = ("broader", "narrower", "senior", "junior", "related", "unrelated")
TRANSITIVE = frozenset({"broader", "narrower", "senior", "junior"})


class Neighbour(NamedTuple):
    """A concept next to the one asked about, which *is* ``relation`` than it.

    Attributes:
        edge: dense number of the edge; of the first edge on the way when inferred.
        via: the concepts in between, in order; empty when an edge states it.
    """

    concept: int
    relation: str
    edge: int
    via: tuple[int, ...] = ()

    @property
    def inferred(self) -> bool:
        """Whether it follows from several edges rather than standing in one."""
        return bool(self.via)


def words_asked(relations: tuple[str, ...], direction: Direction) -> tuple[str, ...]:
    """The words to look for, from the concept asked about to its neighbours.

    ``out``: the concept is ``relation`` than its neighbours. ``in``: they are ``relation`` than it. ``both``: either.
    Without relations, ``out`` are the facts that the concept is the subject of (broader, senior and the symmetric).
    """
    if not relations:
        if direction == "both":
            return SEEN_WORDS
        relations = (*sorted(DIRECTED_RELATIONS), "related", "unrelated")
    outward = {word for word in relations if word in SEEN_WORDS}
    inward = {inverse(word) for word in outward}
    wanted = {"out": outward, "in": inward, "both": outward | inward}[direction]
    return tuple(word for word in SEEN_WORDS if word in wanted)


class Neighbours(Sequence[Neighbour]):
    """What edges state around a concept, by word and then in the order of concepts.

    It holds on to rows of the release; a `Neighbour` is made only of what is looked at, since a hub has thousands and a
    page shows twenty.
    """

    __slots__ = ("_fan", "_rows")

    def __init__(self, fan: Fan, rows: list[tuple[str, int, int]]) -> None:
        self._fan = fan
        self._rows = rows

    def __len__(self) -> int:
        return sum(stop - start for _, start, stop in self._rows)

    def __iter__(self) -> Iterator[Neighbour]:
        to, edge = self._fan.to, self._fan.edge
        for word, start, stop in self._rows:
            yield from map(_neighbour, zip(to[start:stop], repeat(word), edge[start:stop], _NOT_VIA))

    @overload
    def __getitem__(self, index: int) -> Neighbour: ...

    @overload
    def __getitem__(self, index: slice) -> list[Neighbour]: ...

    def __getitem__(self, index: int | slice) -> Neighbour | list[Neighbour]:
        if isinstance(index, slice):
            first, last, by = index.indices(len(self))
            if by == 1:
                return list(islice(self, first, last))
            return [self[at] for at in range(first, last, by)]
        at = index + len(self) if index < 0 else index
        for word, start, stop in self._rows:
            if 0 <= at < stop - start:
                return Neighbour(self._fan.to[start + at], word, self._fan.edge[start + at])
            at -= stop - start
        raise IndexError(index)

    def columns(self) -> list[tuple[str, list[int], list[int]]]:
        """For each word its concepts and, beside them, their edges: the cheapest way to have every one of them."""
        to, edge = self._fan.to, self._fan.edge
        return [
            (word, to[start:stop].tolist(), edge[start:stop].tolist()) for word, start, stop in self._rows
        ]


_NOT_VIA: repeat[tuple[int, ...]] = repeat(())
_neighbour = partial(tuple.__new__, Neighbour)
_PLACE = {inverse(step): place for place, step in enumerate(FAN)}
"""Where the rows of a word lie within a row of the table of all steps."""


def neighbours(snapshot: Snapshot, concept: int, words: tuple[str, ...]) -> Neighbours:
    """What edges state between a concept and others, by word in the order of ``words``."""
    fan = snapshot.fan
    first = concept * FAN_STEPS
    marks = fan.offsets[first : first + FAN_STEPS + 1].tolist()
    rows = []
    for word in words:
        place = _PLACE[word]
        start, stop = marks[place], marks[place + 1]
        if start < stop:
            rows.append((word, start, stop))
    return Neighbours(fan, rows)


LINKING = ("broader", "narrower", "senior", "junior", "related")
"""The words of edges that join concepts: all but `unrelated`."""


@lru_cache(maxsize=256)
def _runs(words: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
    """Where the rows of these words lie in the table of all steps."""
    return runs_of(frozenset(inverse(word) for word in words))


((_FIRST_LINKING, _LINKING_STEPS),) = _runs(LINKING)
assert _FIRST_LINKING == 0


def numbers_around(snapshot: Snapshot, concept: int, words: tuple[str, ...] = LINKING) -> list[int]:
    """The concepts that edges of these words lead to, by word, without the edges: the cheapest question there is.

    Over all of `LINKING` it is one cut of the table of all steps, and so it is over broader and related.
    """
    fan = snapshot.fan
    offsets, first = fan.offsets, concept * FAN_STEPS
    if words is LINKING:  # where a row costs less than to look up its place
        return fan.to[offsets[first] : offsets[first + _LINKING_STEPS]].tolist()
    runs = _runs(words)
    if len(runs) == 1:
        low, high = runs[0]
        return fan.to[offsets[first + low] : offsets[first + high]].tolist()
    found: list[int] = []
    for low, high in runs:
        found += fan.to[offsets[first + low] : offsets[first + high]].tolist()
    return found


def one_on(snapshot: Snapshot, concepts: list[int], words: tuple[str, ...]) -> list[int]:
    """All that one edge of these words leads to from any of some concepts, with repeats, in no order.

    Few rows are read by Python, many as arrays: neither way is the faster one for both.
    """
    fan, runs = snapshot.fan, _runs(words)
    if len(concepts) > _MANY_ROWS:
        places = fan.places(*fan.rows(np.array(concepts, dtype=np.int32), runs))
        numbers: list[int] = fan.there[places].tolist()
        return numbers
    offsets, to = fan.offsets, fan.to
    found: list[int] = []
    for low, high in runs:
        for concept in concepts:
            first = concept * FAN_STEPS
            found += to[offsets[first + low] : offsets[first + high]].tolist()
    return found


_MANY_ROWS = 8
"""Concepts from which on `one_on` reads rows as arrays."""
_MANY_BELOW = 128
"""The same for `two_steps`, which joins rows as bytes: that stays ahead of arrays for longer."""
_FEW = 4
"""Entries from which on a list is made of a cut before they are looked at one by one."""


_BELOW = ("broader",)
_BELOW_OR_BESIDE = ("broader", "related")
_FIRST_BELOW = FAN.index("narrower")
assert FAN[_FIRST_BELOW + 1] == "related"


def two_steps(
    snapshot: Snapshot,
    concept: int,
    through: tuple[str, ...] = _BELOW,
    words: tuple[str, ...] = _BELOW_OR_BESIDE,
) -> set[int]:
    """Concepts one edge of ``words`` away, and one such edge away from those that the concept is ``through`` than.

    As it stands: the narrower and related ones over at most two edges, where ``related`` ends a way.
    """
    if words is not _BELOW_OR_BESIDE or through is not _BELOW:
        found = numbers_around(snapshot, concept, words)
        if first := numbers_around(snapshot, concept, through):
            found += one_on(snapshot, first, words)
        return set(found) - {concept}
    # The usual question without a further call, since a row costs less than one.
    fan = snapshot.fan
    offsets, to = fan.offsets, fan.to
    row = concept * FAN_STEPS + _FIRST_BELOW
    start, below, stop = offsets[row : row + 3]
    if start == below:  # no edge leads from a concept to itself
        return set(to[start:stop] if stop - start < _FEW else to[start:stop].tolist())
    if below - start > _MANY_BELOW:
        found = to[start:stop].tolist()
        found += one_on(snapshot, found[: below - start], words)
        there = set(found)
    else:
        rows = [to[start:stop]]
        for other in to[start:below]:
            row = other * FAN_STEPS + _FIRST_BELOW
            rows.append(to[offsets[row] : offsets[row + 2]])
        # Joined as bytes and read once, which is faster than to make a list of each row.
        there = set(memoryview(b"".join(rows)).cast("i").tolist())
    there.discard(concept)
    return there


def reached(snapshot: Snapshot, concept: int, word: str) -> list[int]:
    """All concepts that a concept is ``word`` than, stated or inferred, each once, in no order.

    Cost: one cut of a table, see `kgraph.core.snapshot.reach`; the edges, a level at a time, where it has no row.
    """
    rows = snapshot.reach.get(inverse(word))
    if rows is not None:
        start, stop = rows.offsets[concept], rows.offsets[concept + 1]
        if start < stop:
            return rows.to[start:stop].tolist()
    return _walked(snapshot, concept, word)


def _walked(snapshot: Snapshot, concept: int, word: str) -> list[int]:
    step = snapshot.outward[word]
    found = {concept}
    rim = step.row(concept)
    while rim:
        if len(found) + len(rim) > _WIDE:
            return _walked_many(snapshot, concept, word)
        found.update(rim)
        rim = list(set(one_on(snapshot, rim, (word,))) - found)
    found.discard(concept)
    return list(found)


_WIDE = 128
"""Concepts from which on a closure is walked as arrays."""


def _walked_many(snapshot: Snapshot, concept: int, word: str) -> list[int]:
    """The same from the start, with a mark for every concept of the graph."""
    fan, runs = snapshot.fan, _runs((word,))
    seen = np.zeros(snapshot.concepts, dtype=bool)
    seen[concept] = True
    rim = np.array([concept], dtype=np.int32)
    while len(rim):
        there = fan.there[fan.places(*fan.rows(rim, runs))]
        there = there[~seen[there]]
        if len(there) * 16 > len(seen):  # a mark for each is cheaper than to sort them
            fresh = np.zeros(len(seen), dtype=bool)
            fresh[there] = True
            rim = np.flatnonzero(fresh).astype(np.int32)
        else:
            rim = np.unique(there)
        seen[rim] = True
    seen[concept] = False
    numbers: list[int] = np.flatnonzero(seen).tolist()
    return numbers


def closure(snapshot: Snapshot, concept: int, words: tuple[str, ...], limit: int) -> list[Neighbour]:
    """What follows by transitivity and is not stated: nearest first, each by a shortest way, ``limit`` per word."""
    found = []
    for word in words:
        if word in TRANSITIVE:
            found += _follow(snapshot, concept, word, limit)
    return found


def _follow(snapshot: Snapshot, concept: int, word: str, limit: int) -> list[Neighbour]:
    step = snapshot.outward[word]
    # (via, first edge) of everything reached so far
    reached: dict[int, tuple[tuple[int, ...], int]] = {concept: ((), -1)}
    rim = []
    for other, edge in step.edges(concept):
        reached[other] = ((), edge)
        rim.append(other)
    found: list[Neighbour] = []
    while rim and len(found) < limit:
        following = []
        for here in rim:
            via, first = reached[here]
            for other in step.row(here):
                if other not in reached:
                    reached[other] = ((*via, here), first)
                    found.append(Neighbour(other, word, first, (*via, here)))
                    following.append(other)
        rim = following
    return found[:limit]
