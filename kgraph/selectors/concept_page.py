"""All that a taxonomist wants to see of one concept of the working graph."""

from __future__ import annotations

from typing import Any, Final

from kgraph.models import Concept
from kgraph.selectors.graph import concept_get, concept_titles
from kgraph.selectors.loading import rows_of
from kgraph.selectors.retirements import retirement_data, retirement_standing
from kgraph.selectors.tree import ancestry, nodes_of
from taxonomy.core.relations import read

RELATIONS_SHOWN: Final = 300


def concept_detail(number: int, *, person: int) -> dict[str, Any]:
    """A concept with its titles, its edges, where it stands, its state, and whether ``person`` watches it.

    ``family`` is the top concept of its first way up, None for a concept without a place in the tree. Edges read as
    "the concept is ``relation`` than the other one"; at most `RELATIONS_SHOWN` of them, ``edges`` tells them all.

    Raises:
        NotFound: there is no such concept.
    """
    concept = concept_get(number)
    node = nodes_of([number])[0]
    paths = ancestry([number]).paths(number)
    relations, edges = _relations(number)
    watching, watchers, comments = rows_of(_ATTENTION, [number, person, number, number])[0]
    return {
        **node,
        "replaced_by": concept.replaced_by_id,
        "state": _state(concept, retired := retirement_standing(number)),
        "retirement": retirement_data(retired),
        "all_titles": concept_titles(number),
        "family": _family(node, paths),
        "paths": paths,
        "relations": relations,
        "edges": edges,
        "watching": watching,
        "watchers": watchers,
        "comments": comments,
        "created_at": concept.created_at,
    }


def _state(concept: Concept, retired: object) -> str:
    if concept.replaced_by_id is not None:
        return "replaced"
    return "retired" if retired else "current"


def _family(node: dict[str, Any], paths: list[list[dict[str, Any]]]) -> dict[str, Any] | None:
    if paths:
        return paths[0][0]
    return {"id": node["id"], "name": node["name"]} if node["children"] else None


_ATTENTION = """
SELECT EXISTS (SELECT 1 FROM kgraph_conceptwatch WHERE concept = %s AND person_id = %s),
       (SELECT count(*) FROM kgraph_conceptwatch WHERE concept = %s),
       (SELECT count(*) FROM kgraph_conceptcomment WHERE concept = %s AND withdrawn_at IS NULL)
"""
_RELATIONS = """
SELECT e.id, e.decision_id, e.relation, true, e.subject_title_id, s.text, e.object_title_id, o.text,
       e.object_concept_id, count(*) OVER ()
FROM kgraph_edge e JOIN taxonomy_title s ON s.id = e.subject_title_id JOIN taxonomy_title o ON o.id = e.object_title_id
WHERE e.active AND e.relation <> 'synonym' AND e.subject_concept_id = %s
UNION ALL
SELECT e.id, e.decision_id, e.relation, false, e.object_title_id, o.text, e.subject_title_id, s.text,
       e.subject_concept_id, count(*) OVER ()
FROM kgraph_edge e JOIN taxonomy_title s ON s.id = e.subject_title_id JOIN taxonomy_title o ON o.id = e.object_title_id
WHERE e.active AND e.relation <> 'synonym' AND e.object_concept_id = %s
"""
_NAMED = f"""
SELECT r.*, t.text FROM ({_RELATIONS}) r(edge, decision, relation, forward, here, here_text, there, there_text, other, n)
JOIN kgraph_concept c ON c.id = r.other JOIN taxonomy_title t ON t.id = c.preferred_id
ORDER BY array_position(ARRAY['broader', 'senior', 'related', 'unrelated'], r.relation::text), r.forward, t.text, r.edge
LIMIT %s
"""


def _relations(number: int) -> tuple[list[dict[str, Any]], int]:
    rows = rows_of(_NAMED, [number, number, RELATIONS_SHOWN])
    told = {forward: count for *_, forward, _, _, _, _, _, count, _ in rows}
    found = [
        {
            "edge": edge,
            "decision": decision,
            "relation": read(relation, False, swapped=not forward),
            "title": {"id": here, "text": here_text},
            "other": {"id": other, "name": name},
            "other_title": {"id": there, "text": there_text},
        }
        for edge, decision, relation, forward, here, here_text, there, there_text, other, _, name in rows
    ]
    return found, sum(told.values())
