"""What several formats need: a snapshot's edges and concepts as rows of ids and texts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kgraph.core.snapshot.reader import Retired, Snapshot
from taxonomy.core.relations import STORED_RELATIONS

_BATCH = 20_000


class EdgeText(NamedTuple):
    """An edge: the subject is ``relation`` than the object. Titles and concepts are dense numbers."""

    id: int
    relation: str
    subject: int
    object: int
    subject_concept: int
    object_concept: int
    decision: int
    first_release: int
    settled_by: str


def edge_rows(snapshot: Snapshot) -> Iterator[EdgeText]:
    """All edges in the order of their ids; a bounded part of them is in memory at a time."""
    settled_by: list[str] = snapshot.meta.facts["settled_by"]
    concept_of = snapshot.array("title_concept")
    for start in range(0, snapshot.edges, _BATCH):
        part = slice(start, start + _BATCH)
        subject, object_ = snapshot.array("edge_subject")[part], snapshot.array("edge_object")[part]
        columns = (
            snapshot.array("edge_id")[part].tolist(),
            [STORED_RELATIONS[code] for code in snapshot.array("edge_relation")[part].tolist()],
            subject.tolist(),
            object_.tolist(),
            concept_of[subject].tolist(),
            concept_of[object_].tolist(),
            snapshot.array("edge_decision")[part].tolist(),
            snapshot.array("edge_first_release")[part].tolist(),
            [settled_by[code] for code in snapshot.array("edge_settled_by")[part].tolist()],
        )
        yield from map(EdgeText._make, zip(*columns, strict=True))


def redirect_rows(snapshot: Snapshot) -> Iterator[tuple[int, int]]:
    """Old concept numbers and what has replaced them."""
    yield from snapshot.array("redirect").tolist()


def retired_rows(snapshot: Snapshot) -> Iterator[Retired]:
    """Numbers that were taken out of the graph, with the reason and what to use instead."""
    yield from snapshot.retired.values()
