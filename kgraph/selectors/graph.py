"""The graph as it is now, for people who work on it. The search team reads releases (`kgraph.core.query`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from kgraph.models import Concept, Edge, Membership
from kgraph.selectors.loading import rows_of
from taxonomy.core.errors import NotFound
from taxonomy.core.relations import read

_AROUND = 4  # edges of each relation and direction that are shown around a title
_SYNONYMS = 8
_LADDER_STEPS = 12

_EDGES_AROUND = " UNION ALL ".join(
    f"(SELECT id, relation, {here}_title_id, {there}_title_id, {there}_concept_id, {backwards} FROM kgraph_edge"
    f" WHERE active AND {here}_concept_id = c.id AND relation = '{relation}' LIMIT {_AROUND})"
    for here, there, backwards in (("subject", "object", "false"), ("object", "subject", "true"))
    for relation in ("broader", "senior", "related", "unrelated")
)


def concept_of(title: int) -> Concept | None:
    """The concept of a title now; None when the title is not in the graph."""
    return Concept.objects.filter(memberships__title=title).select_related("preferred").first()


def concept_get(number: int) -> Concept:
    """A concept, also one that was replaced.

    Raises:
        NotFound: no title has founded it.
    """
    concept = Concept.objects.filter(pk=number).select_related("preferred", "replaced_by").first()
    if concept is None:
        raise NotFound(f"There is no concept {number}.")
    return concept


def concept_names(concepts: Iterable[int]) -> dict[int, str]:
    """Preferred titles of concepts."""
    return dict(Concept.objects.filter(pk__in=list(concepts)).values_list("pk", "preferred__text"))


def concept_titles(number: int) -> list[dict[str, Any]]:
    """The titles of a concept, the preferred one first, then the often seen ones."""
    rows = Membership.objects.filter(concept=number).select_related("title", "concept")
    found = [
        {
            "id": m.title_id,
            "text": m.title.text,
            "count": m.title.count,
            "preferred": m.title_id == m.concept.preferred_id,
        }
        for m in rows
    ]
    return sorted(found, key=lambda t: (not t["preferred"], -int(t["count"]), t["id"]))


def concept_ladder(number: int) -> dict[str, list[list[dict[str, Any]]]]:
    """Concepts above and below in seniority, step by step away from this one, each at its nearest step."""
    return {"senior": _steps(number, up=True), "junior": _steps(number, up=False)}


def _steps(number: int, *, up: bool) -> list[list[dict[str, Any]]]:
    here, there = ("object_concept", "subject_concept") if up else ("subject_concept", "object_concept")
    seen, rim = {number}, {number}
    steps: list[list[dict[str, Any]]] = []
    while rim and len(steps) < _LADDER_STEPS:
        edges = Edge.objects.filter(active=True, relation="senior", **{f"{here}__in": rim})
        rim = set(edges.values_list(there, flat=True)) - seen
        if rim:
            seen |= rim
            steps.append([{"id": c, "name": name} for c, name in sorted(concept_names(rim).items())])
    return steps


def titles_around(titles: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """For each title a few titles of its concept and a few edges of that concept, in four statements.

    ``relation`` is what the title asked for is to the other one.
    """
    concept_by_title = dict(Membership.objects.filter(title__in=titles).values_list("title_id", "concept_id"))
    concepts = sorted(set(concept_by_title.values()))
    around: dict[int, list[dict[str, Any]]] = {concept: [] for concept in concepts}
    synonyms = rows_of(
        "SELECT c.id, m.title_id, m.text FROM unnest(%s::bigint[]) AS c(id) CROSS JOIN LATERAL (SELECT s.title_id, t.text"
        " FROM kgraph_membership s JOIN taxonomy_title t ON t.id = s.title_id WHERE s.concept_id = c.id"
        " ORDER BY t.count DESC LIMIT %s) m",
        [concepts, _SYNONYMS + 1],
    )
    for concept, title, text in synonyms:
        around[concept].append(
            {"relation": "synonym", "edge": None, "title": title, "text": text, "concept": concept}
        )
    edges = rows_of(
        "SELECT c.id, e.* FROM unnest(%s::bigint[]) AS c(id) CROSS JOIN LATERAL"
        f" ({_EDGES_AROUND}) AS e(edge, relation, here, there, other, backwards)",
        [concepts],
    )
    names = concept_names({row[5] for row in edges})
    for concept, edge, relation, _, there, other, backwards in edges:
        seen = read(relation, False, swapped=backwards)
        around[concept].append(
            {"relation": seen, "edge": edge, "title": there, "text": names[other], "concept": other}
        )
    return {
        title: [item for item in around.get(concept_by_title.get(title, 0), []) if item["title"] != title]
        for title in titles
    }
