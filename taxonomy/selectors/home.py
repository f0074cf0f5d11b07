"""What waits, what there is, and what was done lately: the taxonomy's part of the home page."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, cast

from django.conf import settings
from django.db import connection

from taxonomy.models import Person
from taxonomy.selectors.caching import cached
from taxonomy.selectors.table_counts import table_counts

DAYS = 30
SHARED_SECONDS = 15
CLOSED_DAYS_SECONDS = 24 * 3600
TABLES = {
    "titles": "taxonomy_title",
    "pairs": "taxonomy_pair",
    "annotations": "taxonomy_annotation",
    "decisions": "taxonomy_decision",
}

# Each of these reads a partial index that holds only what is counted.
_WAITING = """
SELECT (SELECT count(*) FROM taxonomy_task WHERE state = 'open'),
       (SELECT count(*) FROM taxonomy_task WHERE state = 'disputed'),
       (SELECT count(*) FROM taxonomy_proposal WHERE state = 'open'),
       (SELECT count(*) FROM taxonomy_decision WHERE merge_state = 'pending'),
       (SELECT count(*) FROM taxonomy_person WHERE waiting_since IS NOT NULL)
"""
_DONE = """
SELECT kind, (created_at AT TIME ZONE 'UTC')::date AS day, count(*) FROM (
    SELECT 'annotations' AS kind, created_at FROM taxonomy_annotation
    WHERE created_at >= %(since)s AND created_at < %(until)s
    UNION ALL
    SELECT 'decisions', created_at FROM taxonomy_decision
    WHERE created_at >= %(since)s AND created_at < %(until)s
) done GROUP BY kind, day
"""
_MINE = """
SELECT (SELECT count(*) FROM taxonomy_task WHERE leased_by_id = %(me)s AND leased_until > %(now)s),
       (SELECT count(*) FROM taxonomy_task WHERE assigned_to_id = %(me)s AND state = 'open'
        AND NOT seen_by @> ARRAY[%(me)s]::bigint[]),
       count(*) FILTER (WHERE a.created_at >= %(today)s), count(*), max(a.created_at)
FROM taxonomy_annotation a
WHERE a.person_id = %(me)s AND a.stands
"""


def home_shared(now: datetime) -> dict[str, Any]:
    """``waiting``, ``totals`` and ``activity``, the same for everybody and at most `SHARED_SECONDS` old."""
    return cached(cache_key("shared"), SHARED_SECONDS, lambda: _shared(now))


def cache_key(part: str) -> str:
    """Keys differ by database, for one Valkey may serve several."""
    return f"home:{settings.DATABASES['default']['NAME']}:{part}"


def _shared(now: datetime) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(_WAITING)
        open_tasks, disputed, proposals, pending, people = cursor.fetchone()
    counts = table_counts(list(TABLES.values()))
    return {
        "waiting": {
            "open_tasks": open_tasks,
            "disputed": disputed,
            "open_proposals": proposals,
            "pending_merges": pending,
            "people": people,
        },
        "totals": {name: counts[table] for name, table in TABLES.items()},
        "activity": activity(now),
    }


def activity(now: datetime) -> list[dict[str, Any]]:
    """Annotations and decisions of the last `DAYS` days (UTC), the oldest first, today last.

    Days that are over do not change, and are counted once; only today is counted again and again.
    """
    today = datetime.combine(now.date(), time.min, now.tzinfo)
    first = today - timedelta(days=DAYS - 1)
    late: dict[tuple[str, date], int] = {}

    def whole() -> dict[tuple[str, date], int]:
        # Who asks first today reads all days in one go, and today's with them.
        found = _done(first, today + timedelta(days=1))
        late.update(
            {key: count for key, count in found.items() if key[1] >= today.date()} or {("", first.date()): 0}
        )
        return {key: count for key, count in found.items() if key[1] < today.date()}

    closed = cached(cache_key(f"closed-days:{today:%Y-%m-%d}"), CLOSED_DAYS_SECONDS, whole)
    done = closed | (late or _done(today, today + timedelta(days=1)))
    return [
        {
            "day": day.isoformat(),
            "annotations": done.get(("annotations", day), 0),
            "decisions": done.get(("decisions", day), 0),
        }
        for day in (first.date() + timedelta(days=n) for n in range(DAYS))
    ]


def _done(since: datetime, until: datetime) -> dict[tuple[str, date], int]:
    with connection.cursor() as cursor:
        cursor.execute(_DONE, {"since": since, "until": until})
        return {(kind, day): count for kind, day, count in cursor.fetchall()}


_LABELS = """
SELECT greatest(date_trunc('week', created_at AT TIME ZONE 'UTC')::date, %(first)s), count(*)
FROM taxonomy_annotation WHERE stands GROUP BY 1
"""
_TITLES = """
SELECT greatest(date_trunc('week', created_at AT TIME ZONE 'UTC')::date, %(first)s), count(*)
FROM taxonomy_title GROUP BY 1
"""


def taxonomy_growth(first: date) -> tuple[dict[date, int], dict[date, int]]:
    """By week (its Monday): judgements that stand, and titles that came; what was before ``first`` counts for it.

    Cost: reads both tables once.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LABELS, {"first": first})
        labels: dict[date, int] = dict(cursor.fetchall())
        cursor.execute(_TITLES, {"first": first})
        return labels, dict(cursor.fetchall())


def home_mine(person: Person, now: datetime) -> dict[str, Any]:
    """A person's own leases and progress; what they took back does not count."""
    today = datetime.combine(now.date(), time.min, now.tzinfo)
    with connection.cursor() as cursor:
        cursor.execute(_MINE, {"me": person.pk, "now": now, "today": today})
        leases, assigned, done_today, done_total, last = cast(
            tuple[int, int, int, int, datetime | None], cursor.fetchone()
        )
    return {
        "leases": leases,
        "assigned": assigned,
        "annotations_today": done_today,
        "annotations_total": done_total,
        "last_annotation_at": last,
    }
