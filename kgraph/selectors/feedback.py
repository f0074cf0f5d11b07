"""What the search team has said, with what has come of it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from kgraph.models import Edge, Feedback
from taxonomy.core.relations import read
from taxonomy.models import Pair
from taxonomy.selectors.titles import title_ref

OPEN, CLOSED, ALL = "open", "closed", "all"


def feedback_matching(*, state: str = OPEN, kind: str = "") -> QuerySet[Feedback]:
    """Feedback that waits for a lead, that was dealt with, or both."""
    found = Feedback.objects.select_related("person", "title_a", "title_b", "closing__person")
    if state != ALL:
        found = found.filter(closing__isnull=state == OPEN)
    return found.filter(kind=kind) if kind else found


def feedback_rows(rows: list[Feedback]) -> list[dict[str, Any]]:
    """Feedback for the API; ``pair`` says where the two titles stand now. Three queries in all."""
    asked = {(min(ids), max(ids)) for row in rows if (ids := _ids(row))}
    found = Pair.objects.select_related("task", "decision").filter(
        title_a__in=[low for low, _ in asked], title_b__in=[high for _, high in asked]
    )
    pairs = {(pair.title_a_id, pair.title_b_id): pair for pair in found}
    numbers = {number for row in rows for number in row.edges}
    edges = Edge.objects.filter(pk__in=numbers).select_related(
        "subject_title", "object_title", "decision__person"
    )
    trails = {edge.pk: _trail(edge) for edge in edges}
    return [_row(row, pairs, trails) for row in rows]


def _trail(edge: Edge) -> dict[str, Any]:
    decision = edge.decision
    return {
        "id": edge.pk,
        "relation": edge.relation,
        "subject": edge.subject_title.text,
        "object": edge.object_title.text,
        "pair": edge.pair_id,
        "active": edge.active,
        "first_release": edge.first_release,
        "decision": decision.seq,
        "settled_by": decision.settled_by,
        "person": decision.person.username if decision.person else None,
        "model_version": decision.model_version,
        "source": decision.source,
    }


def _ids(row: Feedback) -> tuple[int, int] | None:
    return (row.title_a_id, row.title_b_id) if row.title_a_id and row.title_b_id else None


def _row(
    row: Feedback, pairs: dict[tuple[int, int], Pair], trails: dict[int, dict[str, Any]]
) -> dict[str, Any]:
    ids = _ids(row)
    pair = pairs.get((min(ids), max(ids))) if ids else None
    closing = getattr(row, "closing", None)
    return {
        "id": row.pk,
        "kind": row.kind,
        "text": row.text,
        "concept": row.concept,
        "edge": row.edge,
        "title_a": title_ref(row.title_a) if row.title_a else None,
        "title_b": title_ref(row.title_b) if row.title_b else None,
        "relation": row.relation,
        "release": row.release,
        "query_id": row.query_id,
        "terms": row.terms,
        "trail": [trails[number] for number in row.edges if number in trails],
        "comment": row.comment,
        "person": row.person.username,
        "created_at": row.created_at,
        "pair": pair and _standing(pair, swapped=ids != (pair.title_a_id, pair.title_b_id)),
        "closed_at": closing.created_at if closing else None,
        "closed_by": closing.person.username if closing else None,
        "note": closing.note if closing else "",
    }


def _standing(pair: Pair, *, swapped: bool) -> dict[str, Any]:
    """Where a pair stands, read from the title that the feedback names first."""
    task, decision = getattr(pair, "task", None), pair.decision
    settled = decision if decision is not None and decision.relation else None
    return {
        "id": pair.pk,
        "task_state": task.state if task else None,
        "settled_as": read(settled.relation, settled.reversed, swapped=swapped) if settled else None,
    }
