"""Edges as compressed sparse rows over dense concept numbers: for each concept its neighbours, side by side.

There is one table for each step, named as in the algebra by what the *neighbour* is to where one stands:
``broader`` leads to wider concepts, ``junior`` to those of lower rank. Several edges between the same two concepts
(by different titles) are one step, on the oldest of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kgraph.core.snapshot.content import SYNONYM_CODE, Numbers
from kgraph.core.snapshot.layout import Array
from taxonomy.core.relations import STORED_RELATIONS, inverse

STEPS: tuple[str, ...] = ("broader", "narrower", "senior", "junior", "related", "unrelated")


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
    ``all_offsets``, ``all_to``, ``all_edge`` and ``all_step`` (uint8, index into `STEPS`) hold all steps in one table, in
    the order of the steps within a row.
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
    return arrays | _together(concepts, arrays)


def _together(concepts: int, arrays: dict[str, Array]) -> dict[str, Array]:
    sizes = [np.diff(arrays[f"{step}_offsets"]) for step in STEPS]
    here = np.concatenate([np.repeat(np.arange(concepts), size) for size in sizes])
    step = np.concatenate([np.full(int(size.sum()), code, dtype=np.uint8) for code, size in enumerate(sizes)])
    order = np.argsort(here, kind="stable")
    offsets = np.zeros(concepts + 1, dtype=np.int64)
    np.cumsum(np.bincount(here, minlength=concepts), out=offsets[1:])
    return {
        "all_offsets": offsets,
        "all_to": np.concatenate([arrays[f"{name}_to"] for name in STEPS])[order],
        "all_edge": np.concatenate([arrays[f"{name}_edge"] for name in STEPS])[order],
        "all_step": step[order],
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
class Step:
    """One opened table. Rows are plain lists: Python walks those faster than arrays."""

    offsets: memoryview[int]
    to: memoryview[int]
    edge: memoryview[int]

    def degree(self, concept: int) -> int:
        """How many neighbours a concept has."""
        return self.offsets[concept + 1] - self.offsets[concept]

    def row(self, concept: int) -> list[int]:
        """The neighbours of a concept, ascending."""
        start, stop = self.offsets[concept], self.offsets[concept + 1]
        return self.to[start:stop].tolist() if start < stop else []

    def edges(self, concept: int) -> list[tuple[int, int]]:
        """The neighbours of a concept, each with the dense number of the edge."""
        start, stop = self.offsets[concept], self.offsets[concept + 1]
        if start == stop:
            return []
        return list(zip(self.to[start:stop].tolist(), self.edge[start:stop].tolist(), strict=False))
