"""The graph in figures, for the home page."""

from __future__ import annotations

from typing import Any

from django.db import connection

from kgraph.selectors.quality import release_quality
from kgraph.selectors.releases import release_served, snapshot_open

# Over the partial indexes of what is active or open.
_COUNTS = """
SELECT (SELECT count(*) FROM kgraph_edge WHERE active),
       (SELECT count(*) FROM kgraph_concept WHERE replaced_by_id IS NULL),
       (SELECT count(*) FROM kgraph_conflict WHERE state = 'open'),
       (SELECT count(*) FROM kgraph_feedback f
        WHERE NOT EXISTS (SELECT 1 FROM kgraph_feedbackclosing c WHERE c.feedback_id = f.id))
"""


def graph_overview() -> dict[str, Any]:
    """Active edges, living concepts, open conflicts and feedback; the release that is served and how right its edges are
    (None when none is)."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS)
        edges, concepts, conflicts, feedback = cursor.fetchone()
    served = release_served()
    return {
        "edges": edges,
        "concepts": concepts,
        "conflicts": conflicts,
        "feedback": feedback,
        "release": {"latest": served.number, "published_at": served.published_at} if served else None,
        "quality": release_quality(snapshot_open(served.artifact)) if served else None,
    }
