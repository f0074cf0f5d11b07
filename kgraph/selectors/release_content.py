"""The graph as it is now, column by column, for the building of a release."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from kgraph.core.snapshot import EdgeTable, RetiredRow, SnapshotContent, TitleTable
from kgraph.core.snapshot.content import Numbers
from kgraph.models import Concept, Conflict, Edge, Membership, Retirement
from kgraph.selectors.loading import tick_now
from taxonomy.core.relations import STORED_RELATIONS
from taxonomy.models import Decision

_PAGE = 20_000
_CODES = {relation: code for code, relation in enumerate(STORED_RELATIONS)}


@dataclass(frozen=True, slots=True)
class GraphNow:
    """The whole graph, and where the ledger stood.

    Attributes:
        ledger_seq: the last decision of the ledger; 0 when there is none.
        tick: the last event of the graph.
        pending: decisions that wait to be merged, so that they are not in it.
        conflicts: decisions that were refused and wait for a person.
    """

    content: SnapshotContent
    ledger_seq: int
    tick: int
    pending: int
    conflicts: int


def pending_merges() -> int:
    """How many decisions wait to be merged."""
    return Decision.objects.filter(merge_state=Decision.MergeState.PENDING).count()


def graph_now() -> GraphNow:
    """Read everything; call it within one consistent snapshot. About 10 s and 1 GB for a million edges."""
    retired = list(Retirement.objects.filter(lifted_at=None).order_by("concept"))
    last = Decision.objects.order_by("-seq").values_list("seq", flat=True).first()
    return GraphNow(
        content=SnapshotContent(
            _titles([row.title_id for row in retired]),
            _edges(),
            *_concepts([row.concept for row in retired]),
            retired=tuple(RetiredRow(row.concept, row.reason, row.instead) for row in retired),
        ),
        ledger_seq=last or 0,
        tick=tick_now(),
        pending=pending_merges(),
        conflicts=Conflict.objects.filter(state=Conflict.State.OPEN).count(),
    )


def _titles(without: list[int]) -> TitleTable:
    columns = ("title_id", "title__text", "title__key", "title__language", "title__count", "concept_id")
    members = Membership.objects.exclude(title__in=without).order_by("title_id")
    rows = list(members.values_list(*columns).iterator(chunk_size=_PAGE))
    return TitleTable(
        id=np.fromiter((row[0] for row in rows), dtype=np.int64, count=len(rows)),
        text=[row[1] for row in rows],
        key=[row[2] for row in rows],
        language=[row[3] for row in rows],
        count=np.fromiter((row[4] for row in rows), dtype=np.int64, count=len(rows)),
        concept=np.fromiter((row[5] for row in rows), dtype=np.int64, count=len(rows)),
    )


def _edges() -> EdgeTable:
    columns = (
        "id",
        "relation",
        "subject_title_id",
        "object_title_id",
        "decision_id",
        "first_release",
        "decision__settled_by",
    )
    edges = Edge.objects.filter(active=True).order_by("id").values_list(*columns)
    rows = list(edges.iterator(chunk_size=_PAGE))
    numbers = [
        np.fromiter((row[column] or 0 for row in rows), dtype=np.int64, count=len(rows))
        for column in (0, 2, 3, 4, 5)
    ]
    return EdgeTable(
        id=numbers[0],
        relation=np.fromiter((_CODES[row[1]] for row in rows), dtype=np.uint8, count=len(rows)),
        subject_title=numbers[1],
        object_title=numbers[2],
        decision=numbers[3],
        first_release=numbers[4],
        settled_by=[row[6] for row in rows],
    )


def _concepts(without: list[int]) -> tuple[Numbers, Numbers, Numbers]:
    """Numbers and preferred titles of the current concepts, and where the replaced ones lead.

    A replaced concept points at the current one that holds its founder, so one step is enough.
    """
    concepts = Concept.objects.filter(replaced_by=None).exclude(pk__in=without)
    current = list(concepts.order_by("id").values_list("id", "preferred_id"))
    replaced = list(
        Concept.objects.exclude(replaced_by=None).order_by("id").values_list("id", "replaced_by_id")
    )
    both = np.array(current, dtype=np.int64).reshape(-1, 2)
    return both[:, 0].copy(), both[:, 1].copy(), np.array(replaced, dtype=np.int64).reshape(-1, 2)
