"""All that a concept reaches by one step over any number of edges, worked out when the release is built.

A release never changes, so what follows from its edges can be written down beside them: the closure of a hub is then
one cut of a table. It is kept as plain rows rather than as intervals of a spanning forest (Agrawal, Borgida and
Jagadish 1989): those are a third as many, but each costs a turn of a loop when it is read.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from kgraph.core.snapshot.content import Numbers
from kgraph.core.snapshot.layout import Array

REACHING = ("broader", "narrower", "senior", "junior")
"""Steps that go on and on."""
_ROOM = 32
"""Entries there is room for, per concept; deeper graphs are walked from what has none on."""
_LEVELS = 256
_WORK = 16
"""How many times the room may be gone through for one level: where most ways meet again, little comes of much work."""


def pack_reach(concepts: int, arrays: dict[str, Array], *, room: int = _ROOM) -> dict[str, Array]:
    """For each of `REACHING` the rows ``<step>_all`` (int32, ascending), with ``<step>_all_offsets`` (int64).

    A concept that has neighbours by the step but no row did not fit: more than ``room`` entries per concept would have
    been needed, or more than 256 levels. Those nearest the end of all ways come first.
    """
    packed: dict[str, Array] = {}
    for step in REACHING:
        rows = _reach(concepts, arrays[f"{step}_offsets"], arrays[f"{step}_to"], room * concepts)
        packed[f"{step}_all_offsets"], packed[f"{step}_all"] = rows
    return packed


def _reach(
    concepts: int, offsets: Numbers, to: npt.NDArray[np.int32], room: int
) -> tuple[Numbers, npt.NDArray[np.int32]]:
    """A level of the graph at a time, from where nothing leads on: rows of the level below are there by then."""
    from scipy.sparse import csr_matrix

    order, bounds = _by_level(concepts, offsets, to)
    place = np.empty(concepts, dtype=np.int32)
    place[order] = np.arange(concepts, dtype=np.int32)
    step = csr_matrix((np.ones(len(to), dtype=bool), to, offsets), shape=(concepts, concepts))[order]
    done = _Rows(bounds[0])
    for first, last in pairwise(bounds):
        level = step[first:last]
        below = csr_matrix((level.data, place[level.indices], level.indptr), shape=(last - first, first))
        most = int(np.dot(np.bincount(below.indices, minlength=first), done.sizes() + 1))
        if most > _WORK * room:
            break
        found = below @ done.matrix(concepts) + level
        if done.entries + found.nnz > room:
            break
        found.sort_indices()
        done.add(found.indptr, found.indices)
    rows = done.matrix(concepts)
    sizes = np.zeros(concepts, dtype=np.int64)
    sizes[order[: done.rows]] = done.sizes()
    starts = np.zeros(concepts + 1, dtype=np.int64)
    np.cumsum(sizes, out=starts[1:])
    there = np.empty(done.entries, dtype=np.int32)
    here = np.repeat(starts[order[: done.rows]] - rows.indptr[:-1], done.sizes())
    there[np.arange(done.entries) + here] = rows.indices
    return starts, there


def _by_level(concepts: int, offsets: Numbers, to: npt.NDArray[np.int32]) -> tuple[Numbers, list[int]]:
    """Concepts by the length of their longest way on, and where each length begins among them.

    Those of the longest ways are left out where there are too many lengths, so the last bound may not be the number of
    concepts.
    """
    from kgraph.core.snapshot.ladders import longest_ways

    here = np.repeat(np.arange(concepts), np.diff(offsets))
    level = longest_ways(concepts, here, to.astype(np.int64), "directed")
    order = np.argsort(level, kind="stable")
    lengths = min(int(level.max(initial=0)) + 1, _LEVELS)
    return order, np.searchsorted(level[order], np.arange(1, lengths + 1)).tolist()


@dataclass
class _Rows:
    """Sparse rows that grow at the end, with room to spare so that a level need not copy what is there."""

    rows: int
    entries: int = 0

    def __post_init__(self) -> None:
        self._ends = np.zeros(2 * self.rows + 16, dtype=np.int32)
        self._indices = np.zeros(1 << 12, dtype=np.int32)

    def sizes(self) -> Numbers:
        return np.diff(self._ends[: self.rows + 1])

    def add(self, ends: Numbers, indices: npt.NDArray[np.int32]) -> None:
        rows, entries = self.rows + len(ends) - 1, self.entries + len(indices)
        self._ends = _longer(self._ends, rows + 1)
        self._indices = _longer(self._indices, entries)
        self._ends[self.rows + 1 : rows + 1] = ends[1:] + self.entries
        self._indices[self.entries : entries] = indices
        self.rows, self.entries = rows, entries

    def matrix(self, concepts: int) -> Any:
        from scipy.sparse import csr_matrix

        parts = np.ones(self.entries, dtype=bool), self._indices[: self.entries], self._ends[: self.rows + 1]
        return csr_matrix(parts, shape=(self.rows, concepts))


def _longer(array: Array, wanted: int) -> Array:
    if wanted <= len(array):
        return array
    longer = np.zeros(max(wanted, 2 * len(array)), dtype=array.dtype)
    longer[: len(array)] = array
    return longer
