"""Keeps the standing sample of edges full: what is drawn is asked like any other pair, blind."""

from __future__ import annotations

from typing import Final

import numpy as np
from django.db import connection, transaction
from django.utils import timezone

from kgraph.core.quality import permanent_number, sample_of
from kgraph.models import AuditedEdge, Edge
from kgraph.selectors.releases import release_served, snapshot_open
from taxonomy.core.queue_order import AT_RANDOM
from taxonomy.core.relations import STORED_RELATIONS
from taxonomy.models import Person, Task
from taxonomy.services.audit import audit_record
from taxonomy.services.tasks import tasks_reopen

SAMPLE: Final = 60
"""Edges of each relation: 59 without an error promise at most 5 % wrong ones."""


@transaction.atomic
def sample_top_up(*, by: Person | None = None, size: int = SAMPLE) -> int:
    """Draw what the sample of the served release lacks; returns how many edges were drawn.

    Each is asked in the queue, by its permanent number among the others, and whoever has judged it before is not asked
    again. An answer that differs from earlier ones is a dispute that waits for a lead; where nobody was asked before (an
    import, an automatic acceptance) it settles the pair anew. Both as everywhere.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('kgraph.sample_top_up'))")
    release = release_served()
    if release is None:
        return 0
    graph = snapshot_open(release.artifact)
    ids, relations = graph.array("edge_id"), graph.array("edge_relation")
    wanted = {
        edge: name
        for code, name in enumerate(STORED_RELATIONS)
        for edge in sample_of(ids[np.flatnonzero(relations == code)].tolist(), size)
    }
    known = set(AuditedEdge.objects.filter(edge__in=list(wanted)).values_list("edge", flat=True))
    pairs = dict(Edge.objects.filter(pk__in=wanted.keys() - known, active=True).values_list("pk", "pair_id"))
    now = timezone.now()
    AuditedEdge.objects.bulk_create(
        AuditedEdge(edge=edge, pair_id=pair, relation=wanted[edge], release=release.number, drawn_at=now)
        for edge, pair in sorted(pairs.items())
    )
    _ask({pair: permanent_number(edge) for edge, pair in pairs.items()})
    if pairs:
        audit_record(
            actor=by,
            action="quality.draw",
            obj_type="release",
            obj_id=release.number,
            data={"drawn": len(pairs), "size": size},
        )
    return len(pairs)


def _ask(priority_of: dict[int, float]) -> None:
    """A task for each pair: a new one, or one voice more on the one that was settled."""
    now = timezone.now()
    had = set(Task.objects.filter(pair_id__in=list(priority_of)).values_list("pair_id", flat=True))
    Task.objects.bulk_create(
        Task(pair_id=pair, priority=priority, reason=AT_RANDOM, created_at=now, updated_at=now)
        for pair, priority in sorted(priority_of.items())
        if pair not in had
    )
    tasks_reopen(sorted(had))
    for pair in sorted(had):
        Task.objects.filter(pair_id=pair, state=Task.State.OPEN).update(
            priority=priority_of[pair], reason=AT_RANDOM, updated_at=now
        )
