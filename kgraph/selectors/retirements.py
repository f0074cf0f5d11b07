"""Which concepts are out of the graph, and what still hangs on one that is to go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count, Q, Window

from kgraph.core.algebra.proof import Refusal, refusal_of_retired
from kgraph.core.snapshot import Snapshot
from kgraph.models import Concept, Edge, Retirement
from kgraph.selectors.graph import concept_names, concept_titles
from taxonomy.core.relations import read
from taxonomy.models import Decision, Proposal

SHOWN = 50
"""Dependants of each kind that are listed one by one."""


def retired_titles(titles: Iterable[int]) -> dict[int, Refusal]:
    """Those titles of these that are out of the graph, each with the refusal of a decision on it."""
    rows = Retirement.objects.filter(title__in=set(titles), lifted_at=None)
    return {
        title: refusal_of_retired(text, concept, reason)
        for title, text, concept, reason in rows.values_list("title_id", "title__text", "concept", "reason")
    }


def retirement_standing(number: int) -> Retirement | None:
    """The retirement of a concept that has not been lifted."""
    return Retirement.objects.filter(concept=number, lifted_at=None).select_related("retired_by").first()


def retirement_data(row: Retirement | None) -> dict[str, Any] | None:
    """A retirement as JSON data."""
    if row is None:
        return None
    return {
        "reason": row.reason,
        "useInstead": row.instead,
        "retired_by": row.retired_by.username if row.retired_by else None,
        "retired_at": row.retired_at,
    }


def retired_data(graph: Snapshot, number: int) -> dict[str, Any]:
    """A number that leads nowhere any more: why, and what to use instead."""
    row = graph.retired.get(number)
    return {
        "id": number,
        "reason": row.reason if row else "",
        "useInstead": row.instead if row else None,
    }


def dependants(concept: Concept) -> dict[str, Any]:
    """What keeps a concept from being retired, and what would wait for nothing then.

    ``edges`` (with the concept at the other end), ``titles`` besides its own, ``waiting`` decisions that are not in the
    graph yet, and ``pointers`` (retired concepts that name it as what to use instead) must go first; each list shows
    `SHOWN`, ``count`` tells them all. ``proposals`` only tells how many open ones there are.
    """
    edges = Edge.objects.filter(active=True).exclude(relation="synonym")
    edges = edges.filter(Q(subject_concept=concept) | Q(object_concept=concept)).order_by("pk")
    titles = [title for title in concept_titles(concept.pk) if title["id"] != concept.founder_id]
    on_title = Q(pair__title_a=concept.founder_id) | Q(pair__title_b=concept.founder_id)
    waiting = Decision.objects.filter(on_title, merge_state=Decision.MergeState.PENDING)
    pointers = Retirement.objects.filter(instead=concept.pk, lifted_at=None)
    # The count comes with the sample: one question for both.
    total = Window(Count("*"))
    some_edges = list(edges.annotate(total=total)[:SHOWN])
    some_waiting = list(waiting.order_by("pk").annotate(total=total).values_list("seq", "total")[:SHOWN])
    some_pointers = list(
        pointers.order_by("concept").annotate(total=total).values_list("concept", "total")[:SHOWN]
    )
    found = {
        "edges": {
            "count": some_edges[0].total if some_edges else 0,
            "sample": _edges(concept, some_edges),
        },
        "titles": {"count": len(titles), "sample": [_title(title) for title in titles[:SHOWN]]},
        "waiting": _with_count(some_waiting),
        "pointers": _with_count(some_pointers),
    }
    proposals = Proposal.objects.filter(on_title, state=Proposal.State.OPEN).count()
    return {**found, "proposals": proposals, "blocked": any(kind["count"] for kind in found.values())}


def _with_count(rows: Sequence[tuple[int, int]]) -> dict[str, Any]:
    return {"count": rows[0][1] if rows else 0, "sample": [number for number, _ in rows]}


def _title(title: dict[str, Any]) -> dict[str, Any]:
    return {"id": title["id"], "text": title["text"]}


def _edges(concept: Concept, edges: Sequence[Edge]) -> list[dict[str, Any]]:
    """Edges as "the concept is ``relation`` than the other one"."""
    rows: list[dict[str, Any]] = []
    for edge in edges:
        here = edge.subject_concept_id == concept.pk
        other = edge.object_concept_id if here else edge.subject_concept_id
        relation = read(edge.relation, False, swapped=not here)
        rows.append({"id": edge.pk, "relation": relation, "concept": other, "name": ""})
    names = concept_names({row["concept"] for row in rows})
    return [{**row, "name": names[row["concept"]]} for row in rows]
