"""What people watch, what is new there, and what was said about a concept."""

from __future__ import annotations

from typing import Any, Final

from kgraph.models import ConceptComment
from kgraph.selectors.loading import rows_of

MOST_WATCHED: Final = 200

_WATCHED = """
SELECT w.concept, COALESCE(n.id, c.id), t.text, w.since, w.seen_at,
       (SELECT count(DISTINCT d.seq) FROM kgraph_membership m
        JOIN taxonomy_pair p ON p.title_a_id = m.title_id OR p.title_b_id = m.title_id
        JOIN taxonomy_decision d ON d.pair_id = p.id
        WHERE m.concept_id = COALESCE(n.id, c.id) AND d.created_at > w.seen_at
          AND d.person_id IS DISTINCT FROM w.person_id)
       + (SELECT count(*) FROM taxonomy_auditentry a
          WHERE a.object_type = 'concept' AND a.object_id = w.concept::text AND a.at > w.seen_at
            AND a.actor_id IS DISTINCT FROM w.person_id
            AND a.action IN ('concept.prefer', 'concept.retire', 'concept.unretire', 'concept.comment'))
FROM kgraph_conceptwatch w
JOIN kgraph_concept c ON c.id = w.concept
LEFT JOIN kgraph_concept n ON n.id = c.replaced_by_id
JOIN taxonomy_title t ON t.id = COALESCE(n.preferred_id, c.preferred_id)
WHERE w.person_id = %s
ORDER BY t.text, w.concept
LIMIT %s
"""


def watched_by(person: int) -> list[dict[str, Any]]:
    """The concepts that somebody watches, with how much others have changed and said since they last looked."""
    return [
        {"concept": concept, "now": now, "name": name, "since": since, "seen_at": seen_at, "news": news}
        for concept, now, name, since, seen_at, news in rows_of(_WATCHED, [person, MOST_WATCHED])
    ]


def comments_page(concept: int, *, before: int | None, size: int) -> tuple[list[dict[str, Any]], int | None]:
    """What was said about a concept, the latest first; and the number to go on from."""
    found = ConceptComment.objects.filter(concept=concept, withdrawn_at=None).select_related("person")
    if before is not None:
        found = found.filter(pk__lt=before)
    rows = list(found.order_by("-pk")[: size + 1])
    going_on = rows[size - 1].pk if len(rows) > size else None
    return [comment_data(row) for row in rows[:size]], going_on


def comment_data(row: ConceptComment) -> dict[str, Any]:
    """A comment as JSON data."""
    return {"id": row.pk, "person": row.person.username, "text": row.text, "at": row.at}
