"""How each person works, week by week: how much, how fast, how often right on gold, how often with the others."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import connection

from taxonomy.core.agreement import figure_json
from taxonomy.core.shares import drift, share
from taxonomy.models import Person
from taxonomy.selectors.agreement import WINDOW
from taxonomy.selectors.caching import cached

WEEKS: Final = 12
LATELY: Final = 4
"""The weeks, this one counted, that are held against those before."""
CACHE_SECONDS = 10

# An answer that took longer than ten minutes was a coffee, not a judgement.
_DONE: Final = """
SELECT person_id, date_trunc('week', created_at AT TIME ZONE 'UTC')::date,
       count(*), count(DISTINCT (created_at AT TIME ZONE 'UTC')::date),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY duration_ms) FILTER (WHERE duration_ms < 600000)
FROM taxonomy_annotation WHERE stands AND created_at >= %(since)s GROUP BY 1, 2
"""
_GOLD: Final = """
SELECT a.person_id, date_trunc('week', a.created_at AT TIME ZONE 'UTC')::date,
       count(*) FILTER (WHERE a.relation = g.relation AND a.reversed = g.reversed), count(*)
FROM taxonomy_golditem g JOIN taxonomy_annotation a ON a.pair_id = g.pair_id
WHERE g.retired_at IS NULL AND a.stands AND a.blind AND a.person_id <> g.made_by_id AND a.created_at >= %(since)s
GROUP BY 1, 2
"""
# With the others: at least half of them, who judged the same pair blind too, said the same.
_TOGETHER: Final = """
WITH recent AS (
    SELECT id, pair_id, person_id, relation, reversed, created_at FROM taxonomy_annotation
    WHERE stands AND blind AND relation <> 'unsure' AND created_at >= %(since)s ORDER BY id DESC LIMIT %(window)s
)
SELECT person_id, week, count(*) FILTER (WHERE same * 2 >= others), count(*) FROM (
    SELECT r.id, r.person_id, date_trunc('week', r.created_at AT TIME ZONE 'UTC')::date AS week, count(*) AS others,
           count(*) FILTER (WHERE o.relation = r.relation AND o.reversed = r.reversed) AS same
    FROM recent r JOIN recent o ON o.pair_id = r.pair_id AND o.person_id <> r.person_id GROUP BY 1, 2, 3
) each GROUP BY 1, 2
"""
Counts = dict[tuple[int, date], tuple[int, int]]


def team_report(now: datetime) -> dict[str, Any]:
    """Everybody who judged in the last `WEEKS` weeks, for the API; at most `CACHE_SECONDS` old."""
    return cached("team", CACHE_SECONDS, lambda: _report(now))


def _report(now: datetime) -> dict[str, Any]:
    monday = now.date() - timedelta(days=now.weekday())
    weeks = [monday - timedelta(weeks=n) for n in range(WEEKS - 1, -1, -1)]
    names: dict[str, Any] = {
        "since": datetime.combine(weeks[0], datetime.min.time(), now.tzinfo),
        "window": WINDOW,
    }
    with connection.cursor() as cursor:
        cursor.execute(_DONE, names)
        done = {(row[0], row[1]): row[2:] for row in cursor.fetchall()}
        cursor.execute(_GOLD, names)
        gold: Counts = {(row[0], row[1]): (row[2], row[3]) for row in cursor.fetchall()}
        cursor.execute(_TOGETHER, names)
        together: Counts = {(row[0], row[1]): (row[2], row[3]) for row in cursor.fetchall()}
    people = Person.objects.in_bulk({person for person, _ in done})
    of_person: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for person in people:
        for week in weeks:
            answers, days, median = done.get((person, week), (0, 0, None))
            of_person[person].append(
                {
                    "week": week.isoformat(),
                    "answers": answers,
                    "days": days,
                    "median_ms": None if median is None else round(median),
                    "gold": _figure(gold.get((person, week)), "no gold pair was answered"),
                    "agreement": _figure(together.get((person, week)), "no pair was judged by others too"),
                }
            )
    return {
        "weeks": [week.isoformat() for week in weeks],
        "lately": LATELY,
        "people": [
            {
                "id": person.pk,
                "username": person.username,
                "name": person.get_full_name() or person.username,
                "is_active": person.is_active,
                "answers": sum(week["answers"] for week in of_person[person.pk]),
                "gold": _figure(_sum(gold, person.pk, weeks), "no gold pair was answered"),
                "agreement": _figure(_sum(together, person.pk, weeks), "no pair was judged by others too"),
                "gold_drift": _drift(gold, person.pk, weeks),
                "agreement_drift": _drift(together, person.pk, weeks),
                "weeks": of_person[person.pk],
            }
            for person in sorted(people.values(), key=lambda one: one.username)
        ],
    }


def _figure(counts: tuple[int, int] | None, because: str) -> dict[str, Any]:
    return figure_json(share(*(counts or (0, 0)), of=because))


def _sum(counts: Counts, person: int, weeks: list[date]) -> tuple[int, int]:
    found = [counts.get((person, week), (0, 0)) for week in weeks]
    return sum(right for right, _ in found), sum(n for _, n in found)


def _drift(counts: Counts, person: int, weeks: list[date]) -> dict[str, Any]:
    return drift(_sum(counts, person, weeks[:-LATELY]), _sum(counts, person, weeks[-LATELY:])).as_json()
