"""A shortest way between two concepts, searched from both ends at once (Pohl 1971), a whole level at a time.

The last level is most of the work, and any meeting in it is as near as any other. So a level is looked at in growing
parts and left at the first meeting, before anything of it is written down.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from kgraph.core.snapshot.adjacency import FAN_STEPS, runs_of
from kgraph.core.snapshot.reader import Snapshot
from taxonomy.core.relations import inverse

_AT_END = -1
_PART = 512
"""Edges in the first part of a level; each further one is four times as long."""

Places = npt.NDArray[np.int32]


class PathStep(NamedTuple):
    """One edge of a way: the concept ``start`` is ``relation`` than the concept ``end``."""

    edge: int
    start: int
    relation: str
    end: int


class _Side:
    """The search from one end: everything reached so far, and the rows that lead on from the rim.

    ``came`` holds for each concept the place in the table of all steps by which it was reached, plus one; 0 where it
    was not. The array is asked from the system as zeros, so that only what is touched costs anything.
    """

    def __init__(self, snapshot: Snapshot, end: int, steps: frozenset[str]) -> None:
        self._fan = snapshot.fan
        self._runs = runs_of(steps)
        self.came: Places = np.zeros(snapshot.concepts, dtype=np.int32)
        self.came[end] = _AT_END
        offsets, first = self._fan.offsets, end * FAN_STEPS
        if len(self._runs) == 1:
            low, high = self._runs[0]
            self._from, stop = offsets[first + low], offsets[first + high]
            self.edges = stop - self._from
            self._one = True
        else:
            self._ahead(np.array([end], dtype=np.int32))

    def _ahead(self, rim: Places) -> None:
        """The rows from the rim: where they end when laid side by side, and how far each is moved for that."""
        starts, self._sizes = self._fan.rows(rim, self._runs)
        self._ends: Places = self._sizes.cumsum(dtype=np.int32)
        self._shift = starts - self._ends + self._sizes
        self.edges = int(self._ends[-1]) if len(self._ends) else 0
        self._one = False

    def _parts(self) -> Iterator[Places]:
        """The places of the table in the rows from the rim, in growing parts."""
        if self._one:
            yield np.arange(self._from, self._from + self.edges, dtype=np.int32)
            return
        row, done, wanted = 0, 0, _PART
        while done < self.edges:
            stop = len(self._ends)
            if self.edges - done > 2 * wanted:
                stop = max(row + 1, int(self._ends.searchsorted(done + wanted)))
            upto = int(self._ends[stop - 1])
            place = np.arange(done, upto, dtype=np.int32)
            place += self._shift[row:stop].repeat(self._sizes[row:stop])
            yield place
            row, done, wanted = stop, upto, wanted * 4

    def advance(self, other: _Side) -> int | None:
        """Move the rim one edge on; the place of an edge to what the other side has reached ends it instead."""
        looked: list[tuple[Places, Places]] = []
        for place in self._parts():
            there = self._fan.there[place]
            met = other.came[there]
            if met.any():
                return int(place[met.nonzero()[0][0]])
            looked.append((place, there))
        if len(looked) == 1:
            place, there = looked[0]
        else:
            place, there = (np.concatenate(part) for part in zip(*looked, strict=True))
        place += 1
        if not self._one:
            new = self.came[there] == 0
            place, there = place[new], there[new]
        self.came[there] = place
        # Several edges may lead to a concept: the one that was written last stands for it.
        self._ahead(there[self.came[there] == place])
        return None

    def back(self, concept: int) -> int | None:
        """At which place in the table a concept was reached; None at the end of the search."""
        came = int(self.came[concept])
        return None if came == _AT_END else came - 1


def shortest_path(
    snapshot: Snapshot, start: int, end: int, words: tuple[str, ...], *, limit: int = 20_000_000
) -> list[PathStep] | None:
    """The fewest edges from one concept to the other, each read as one of ``words``; None when there is no way.

    Each step reads "``start`` is ``relation`` than ``end``", so with the word ``senior`` alone the way leads down.

    Args:
        words: of the seven, without synonym: titles of one concept are no distance apart.
        limit: edges looked at before giving up.
    """
    if start == end:
        return []
    forward = _Side(snapshot, start, frozenset(inverse(word) for word in words))
    backward = _Side(snapshot, end, frozenset(words))
    looked = 0
    while forward.edges and backward.edges and looked < limit:
        side, other = (forward, backward) if forward.edges <= backward.edges else (backward, forward)
        looked += side.edges
        met = side.advance(other)
        if met is not None:
            return _join(snapshot, forward, backward, met, onward=side is forward)
    return None


def _join(snapshot: Snapshot, forward: _Side, backward: _Side, met: int, *, onward: bool) -> list[PathStep]:
    """The way through the edge at place ``met`` of the table, which the search from the start found when ``onward``."""
    fan = snapshot.fan
    there = fan.to[met]
    steps: list[PathStep] = []
    place = met if onward else forward.back(there)
    here = there
    while place is not None:
        before, word = fan.owner(place)
        steps.append(PathStep(fan.edge[place], before, inverse(word), here))
        here, place = before, forward.back(before)
    steps.reverse()
    place = backward.back(there) if onward else met
    here = there
    while place is not None:
        after, word = fan.owner(place)
        steps.append(PathStep(fan.edge[place], here, word, after))
        here, place = after, backward.back(after)
    return steps
