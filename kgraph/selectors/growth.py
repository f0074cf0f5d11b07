"""How the graph has grown, week by week."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.db import connection

_EDGES: Final = """
SELECT greatest(date_trunc('week', at AT TIME ZONE 'UTC')::date, %(first)s), sum(change)::bigint FROM (
    SELECT created_at AS at, 1 AS change FROM kgraph_edge
    UNION ALL
    SELECT ended_at, -1 FROM kgraph_edge WHERE ended_at IS NOT NULL
) step GROUP BY 1
"""
# A title counts from the week of the first of the edges that it stands in today.
_COVERED: Final = """
SELECT greatest(date_trunc('week', at AT TIME ZONE 'UTC')::date, %(first)s), count(*) FROM (
    SELECT title, min(at) AS at FROM (
        SELECT subject_title_id AS title, created_at AS at FROM kgraph_edge WHERE active
        UNION ALL
        SELECT object_title_id, created_at FROM kgraph_edge WHERE active
    ) ends GROUP BY title
) covered GROUP BY 1
"""


def graph_growth(first: date) -> tuple[dict[date, int], dict[date, int]]:
    """By week (its Monday): edges gained less edges ended, and titles that came into the graph.

    Args:
        first: the first week; what was before counts for it.

    Cost: reads all edges once.
    """
    with connection.cursor() as cursor:
        cursor.execute(_EDGES, {"first": first})
        edges: dict[date, int] = dict(cursor.fetchall())
        cursor.execute(_COVERED, {"first": first})
        return edges, dict(cursor.fetchall())


def running(changes: dict[date, int], weeks: list[date]) -> list[int]:
    """The sum up to the end of each week."""
    total, sums = 0, []
    for week in weeks:
        total += changes.get(week, 0)
        sums.append(total)
    return sums


def week_of(moment: datetime) -> date:
    """The Monday of a moment's week (UTC)."""
    return date.fromordinal(moment.date().toordinal() - moment.weekday())
