"""A shortest way between two concepts, searched from both ends at once (Pohl 1971), a whole level at a time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kgraph.core.snapshot.adjacency import STEPS
from kgraph.core.snapshot.content import Numbers
from kgraph.core.snapshot.reader import Snapshot
from taxonomy.core.relations import inverse

_AT_END = -1


@dataclass(frozen=True, slots=True)
class PathStep:
    """One edge of a way: the concept ``start`` is ``relation`` than the concept ``end``."""

    edge: int
    start: int
    relation: str
    end: int


class _Side:
    """The search from one end: everything reached so far, and the rim.

    ``came`` holds for each concept the place in the table of all steps by which it was reached, plus one; 0 where it
    was not. The array is asked from the system as zeros, so that only what is touched costs anything.
    """

    def __init__(self, snapshot: Snapshot, end: int, steps: set[str]) -> None:
        self._offsets: Numbers = snapshot.array("all_offsets")
        self._to: npt.NDArray[np.int32] = snapshot.array("all_to")
        self._step: npt.NDArray[np.uint8] = snapshot.array("all_step")
        self._allowed = np.array([step in steps for step in STEPS])
        self._all_but_unrelated = bool(self._allowed[:-1].all()) and not self._allowed[-1]
        self._unrelated: Numbers = snapshot.array("unrelated_offsets")
        self.came = np.zeros(snapshot.concepts, dtype=np.int64)
        self.came[end] = _AT_END
        self.rim = np.array([end], dtype=np.int64)

    def advance(self) -> int:
        """Move the rim one edge on; returns how many edges were looked at."""
        place, total = self._ahead()
        there = self._to[place]
        new = self.came[there] == 0
        place, there = place[new], there[new]
        # The first way to a concept is kept: written last, since the last one written stays.
        self.came[there[::-1]] = place[::-1] + 1
        self.rim = there[self.came[there] == place + 1].astype(np.int64)
        return total

    def _ahead(self) -> tuple[Numbers, int]:
        """Places in the table of all allowed steps from the rim, and how many steps were looked at."""
        starts, stops = self._offsets[self.rim], self._offsets[self.rim + 1]
        if self._all_but_unrelated:  # a row ends with them
            stops = stops - (self._unrelated[self.rim + 1] - self._unrelated[self.rim])
        if len(self.rim) == 1:
            place = np.arange(int(starts[0]), int(stops[0]))
        else:
            sizes = stops - starts
            ends = sizes.cumsum()
            place = np.arange(int(ends[-1])) + (starts - ends + sizes).repeat(sizes)
        total = len(place)
        if not self._all_but_unrelated:
            place = place[self._allowed[self._step[place]]]
        return place, total

    def back(self, concept: int) -> tuple[int, int] | None:
        """From where a concept was reached, and at which place in the table; None at the end of the search."""
        came = int(self.came[concept])
        if came == _AT_END:
            return None
        return int(np.searchsorted(self._offsets, came - 1, side="right")) - 1, came - 1


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
    forward = _Side(snapshot, start, {inverse(word) for word in words})
    backward = _Side(snapshot, end, set(words))
    looked = 0
    while len(forward.rim) and len(backward.rim) and looked < limit:
        side, other = (forward, backward) if len(forward.rim) <= len(backward.rim) else (backward, forward)
        looked += side.advance()
        met = side.rim[other.came[side.rim] != 0]
        if len(met):
            return _join(snapshot, forward, backward, int(met.min()))
    return None


def _join(snapshot: Snapshot, forward: _Side, backward: _Side, meeting: int) -> list[PathStep]:
    steps: list[PathStep] = []
    here = meeting
    while (link := forward.back(here)) is not None:
        steps.append(_step(snapshot, link[1], link[0], here, forward=True))
        here = link[0]
    steps.reverse()
    here = meeting
    while (link := backward.back(here)) is not None:
        steps.append(_step(snapshot, link[1], here, link[0], forward=False))
        here = link[0]
    return steps


def _step(snapshot: Snapshot, place: int, start: int, end: int, *, forward: bool) -> PathStep:
    """The step at a place of the table. Its word names what the concept led to is to the one it leads from."""
    word = STEPS[snapshot.array("all_step")[place]]
    edge = int(snapshot.array("all_edge")[place])
    return PathStep(edge, start, inverse(word) if forward else word, end)
