"""Edges as compressed sparse rows over dense concept numbers: for each concept its neighbours, side by side.

There is one table for each step, named as in the algebra by what the *neighbour* is to where one stands:
``broader`` leads to wider concepts, ``junior`` to those of lower rank. Several edges between the same two concepts
(by different titles) are one step, on the oldest of them.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from kgraph.core.snapshot.content import SYNONYM_CODE, Numbers
from kgraph.core.snapshot.layout import Array, array_view
from taxonomy.core.relations import STORED_RELATIONS, inverse

STEPS: tuple[str, ...] = ("broader", "narrower", "senior", "junior", "related", "unrelated")
FAN: tuple[str, ...] = ("broader", "senior", "junior", "narrower", "related", "unrelated")
"""The order of the steps within a row of the table of all: what is asked for together lies side by side, so that
narrower and related concepts (what a query is widened by), or all but the unrelated, are one cut of the table."""
FAN_STEPS = len(FAN)


def rows_of_relation(relation: str) -> tuple[tuple[str, bool], ...]:
    """The steps that a stored relation makes, each with whether it leads from the subject to the object."""
    return ((inverse(relation), True), (relation, False))


def pack_adjacency(
    concepts: int, relation: npt.NDArray[np.uint8], subject: Numbers, object_: Numbers
) -> dict[str, Array]:
    """For each step the arrays ``<step>_offsets`` (int64), ``<step>_to`` (int32) and ``<step>_edge`` (int32).

    Args:
        relation: codes of E edges in the order of their ids.
        subject: dense concept number of each edge's subject; ``object_`` likewise.

    A row's neighbours are in ascending order. Edges inside a concept are in ``synonym_offsets`` and ``synonym_edge``.
    What `pack_fan` makes is added.
    """
    arrays: dict[str, Array] = _inside(concepts, relation, subject)
    for code, word in enumerate(STORED_RELATIONS):
        if word == "synonym":
            continue
        edges = np.flatnonzero(relation == code)
        ends = {True: (subject[edges], object_[edges]), False: (object_[edges], subject[edges])}
        sources: dict[str, list[tuple[Numbers, Numbers, Numbers]]] = {}
        for step, forward in rows_of_relation(word):
            sources.setdefault(step, []).append((*ends[forward], edges))
        for step, parts in sources.items():
            here, there, edge = (np.concatenate([part[i] for part in parts]) for i in range(3))
            arrays |= _pack(step, concepts, here, there, edge)
    return arrays | pack_fan(concepts, arrays)


def pack_fan(concepts: int, arrays: dict[str, Array]) -> dict[str, Array]:
    """All steps in one table: ``all_to`` and ``all_edge`` (int32), in the order of `FAN` within a concept's row.

    ``all_offsets`` says where the row of a concept begins, ``fan_offsets`` (int32) where each step of it does: step
    ``k`` of concept ``c`` is what lies between the places ``6 c + k`` and ``6 c + k + 1`` of it. ``all_step`` (uint8,
    index into `STEPS`) names the step of each entry.

    Args:
        arrays: with those that `_pack` makes of each step.
    """
    sizes = np.stack([np.diff(arrays[f"{step}_offsets"]) for step in FAN], axis=1)
    fan = np.zeros(concepts * FAN_STEPS + 1, dtype=np.int64)
    np.cumsum(sizes.ravel(), out=fan[1:])
    total = int(fan[-1])
    to, edge = np.empty(total, dtype=np.int32), np.empty(total, dtype=np.int32)
    code = np.empty(total, dtype=np.uint8)
    for place, step in enumerate(FAN):
        size = sizes[:, place]
        moved = fan[place:-1:FAN_STEPS] - arrays[f"{step}_offsets"][:-1]
        there = np.arange(int(size.sum())) + np.repeat(moved, size)
        to[there], edge[there] = arrays[f"{step}_to"], arrays[f"{step}_edge"]
        code[there] = STEPS.index(step)
    offsets = fan[::FAN_STEPS].copy()
    return {
        "all_offsets": offsets,
        "all_to": to,
        "all_edge": edge,
        "all_step": code,
        "fan_offsets": fan.astype(np.int32),
    }


def _inside(concepts: int, relation: npt.NDArray[np.uint8], subject: Numbers) -> dict[str, Array]:
    edges = np.flatnonzero(relation == SYNONYM_CODE)
    order = np.argsort(subject[edges], kind="stable")
    offsets = np.zeros(concepts + 1, dtype=np.int64)
    np.cumsum(np.bincount(subject[edges], minlength=concepts), out=offsets[1:])
    return {"synonym_offsets": offsets, "synonym_edge": edges[order].astype(np.int32)}


def _pack(step: str, concepts: int, here: Numbers, there: Numbers, edge: Numbers) -> dict[str, Array]:
    order = np.lexsort((edge, there, here))
    here, there, edge = here[order], there[order], edge[order]
    first = np.ones(len(here), dtype=bool)
    first[1:] = (here[1:] != here[:-1]) | (there[1:] != there[:-1])
    offsets = np.zeros(concepts + 1, dtype=np.int64)
    np.cumsum(np.bincount(here[first], minlength=concepts), out=offsets[1:])
    return {
        f"{step}_offsets": offsets,
        f"{step}_to": there[first].astype(np.int32),
        f"{step}_edge": edge[first].astype(np.int32),
    }


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Concepts for each concept. Rows are plain lists: Python walks those faster than arrays."""

    offsets: memoryview[int]
    to: memoryview[int]

    def degree(self, concept: int) -> int:
        """How many there are for a concept."""
        return self.offsets[concept + 1] - self.offsets[concept]

    def row(self, concept: int) -> list[int]:
        """Those of a concept, ascending."""
        start, stop = self.offsets[concept], self.offsets[concept + 1]
        return self.to[start:stop].tolist() if start < stop else []


@dataclass(frozen=True, slots=True, eq=False)
class Step(Rows):
    """The neighbours of each concept by one step, with their edges."""

    edge: memoryview[int]

    def edges(self, concept: int) -> list[tuple[int, int]]:
        """The neighbours of a concept, each with the dense number of the edge."""
        start, stop = self.offsets[concept], self.offsets[concept + 1]
        if start == stop:
            return []
        return list(zip(self.to[start:stop].tolist(), self.edge[start:stop].tolist(), strict=False))


class Fan:
    """The opened table of all steps, see `pack_fan`.

    Attributes:
        offsets, to, edge: for single rows; Python reads those faster than arrays.
        starts, there: offsets and neighbours as arrays, for many rows at once.
    """

    __slots__ = ("edge", "offsets", "starts", "there", "to")

    def __init__(self, arrays: dict[str, Array]) -> None:
        self.starts: npt.NDArray[np.int32] = arrays["fan_offsets"]
        self.there: npt.NDArray[np.int32] = arrays["all_to"]
        self.offsets: memoryview[int] = array_view(self.starts)
        self.to: memoryview[int] = array_view(self.there)
        self.edge: memoryview[int] = array_view(arrays["all_edge"])

    def rows(
        self, concepts: npt.NDArray[np.int32], runs: tuple[tuple[int, int], ...]
    ) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
        """Where the rows of some concepts begin in the table and how long they are; ``runs`` is of `runs_of`."""
        base = concepts * np.int32(FAN_STEPS)
        starts = [self.starts[base + first] for first, _ in runs]
        sizes = [self.starts[base + last] - start for (_, last), start in zip(runs, starts, strict=True)]
        if len(runs) == 1:
            return starts[0], sizes[0]
        return np.concatenate(starts), np.concatenate(sizes)

    @staticmethod
    def places(starts: npt.NDArray[np.int32], sizes: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
        """All places of the table in rows that begin at ``starts`` and are so long, row by row."""
        ends = sizes.cumsum(dtype=np.int32)
        total = int(ends[-1]) if len(ends) else 0
        places: npt.NDArray[np.int32] = np.arange(total, dtype=np.int32)
        places += (starts - ends + sizes).repeat(sizes)
        return places

    def owner(self, place: int) -> tuple[int, str]:
        """The concept in whose row a place of the table lies, and the step that leads on from it there."""
        at = bisect_right(self.offsets, place) - 1
        return at // FAN_STEPS, FAN[at % FAN_STEPS]


@lru_cache(maxsize=256)
def runs_of(steps: tuple[str, ...] | frozenset[str]) -> tuple[tuple[int, int], ...]:
    """Steps as runs of places in `FAN` that lie side by side, each as its first and one after its last.

    Args:
        steps: in any order; what is no step counts for nothing.
    """
    runs: list[tuple[int, int]] = []
    for place in (place for place, step in enumerate(FAN) if step in steps):
        if runs and runs[-1][1] == place:
            runs[-1] = (runs[-1][0], place + 1)
        else:
            runs.append((place, place + 1))
    return tuple(runs)
