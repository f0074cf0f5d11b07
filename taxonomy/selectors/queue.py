"""The state of the queue: why it is empty for somebody, and how far they have got."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, NamedTuple

from django.db import connection
from django.utils import timezone

from taxonomy.core.streak import days_in_a_row
from taxonomy.models import Task
from taxonomy.selectors.nearby_cache import remembered

PROGRESS_SECONDS = 2.0
DAYS_SECONDS = 300.0
STREAK_DAYS = 400
COUNTED_AT_MOST = 100_000


class LeasedTask(NamedTuple):
    """A task that is somebody's for now, with what is shown of it."""

    id: int
    pair_id: int
    reason: str
    leased_until: datetime
    wanted: int
    at_random: bool
    a_id: int
    a_text: str
    a_language: str
    a_count: int
    b_id: int
    b_text: str
    b_language: str
    b_count: int


_SHOWN: Final = """
SELECT t.id, t.pair_id, t.reason, t.leased_until, t.wanted, t.in_random_slice,
       a.id, a.text, a.language, a.count, b.id, b.text, b.language, b.count
FROM taxonomy_task t
JOIN taxonomy_pair p ON p.id = t.pair_id
JOIN taxonomy_title a ON a.id = p.title_a_id
JOIN taxonomy_title b ON b.id = p.title_b_id
WHERE t.id = %s AND t.leased_until IS NOT NULL
"""


def task_shown(task_id: int) -> LeasedTask | None:
    """A task that is leased now, with what is shown of it."""
    with connection.cursor() as cursor:
        cursor.execute(_SHOWN, [task_id])
        row = cursor.fetchone()
    return LeasedTask(*row) if row else None


@dataclass(frozen=True, slots=True)
class Empty:
    """Why nothing is handed out: ``nothing_open``, ``all_leased``, ``all_seen``, ``leased_or_seen`` or ``assigned``.

    Attributes:
        open: tasks that wait for an answer, counted up to `COUNTED_AT_MOST`.
        leased: of these, held by somebody now; ``mine`` of them by the person who asks.
    """

    reason: str
    sentence: str
    open: int
    leased: int
    mine: int


_WHY: Final = """
SELECT count(*), count(*) FILTER (WHERE held), count(*) FILTER (WHERE held AND leased_by_id = %(me)s),
       count(*) FILTER (WHERE seen), count(*) FILTER (WHERE held AND NOT seen),
       min(leased_until) FILTER (WHERE held AND NOT seen),
       count(*) FILTER (WHERE elsewhere AND NOT held AND NOT seen)
FROM (
    SELECT leased_by_id, leased_until, coalesce(leased_until > now(), false) AS held,
           seen_by @> ARRAY[%(me)s]::bigint[] AS seen,
           coalesce(assigned_to_id <> %(me)s AND NOT seen_by @> ARRAY[assigned_to_id], false) AS elsewhere
    FROM taxonomy_task WHERE state = 'open' LIMIT %(most)s
) t
"""


def queue_empty_reason(person_id: int) -> Empty:
    """Why this person gets nothing, in a sentence that says what to do."""
    with connection.cursor() as cursor:
        cursor.execute(_WHY, {"me": person_id, "most": COUNTED_AT_MOST})
        opened, leased, mine, seen, held_unseen, until, elsewhere = cursor.fetchone()
    counts = (int(opened), int(leased), int(mine))
    if not opened:
        sentence = "No pair waits for a judgement. New candidates or proposals fill the queue; a lead can fill it too."
        return Empty("nothing_open", sentence, *counts)
    if not held_unseen and elsewhere:
        sentence = (
            f"{elsewhere:,} open pairs are assigned to others. A lead can give you some, or take them back."
        )
        return Empty("assigned", sentence, *counts)
    if not held_unseen:
        sentence = f"You have answered or skipped all {opened:,} open pairs; others still have to."
        return Empty("all_seen", sentence, *counts)
    free_in = max(1, round((until - timezone.now()).total_seconds())) if until else 0
    whose = "you" if mine == held_unseen else "others"
    sentence = (
        f"{held_unseen:,} open pairs are on the desks of {whose}. The next comes free within {free_in:,} seconds;"
        " a lead can free them at once."
    )
    return Empty("leased_or_seen" if seen else "all_leased", sentence, *counts)


def queue_progress(person_id: int) -> dict[str, int]:
    """Answers of the person today and in all, days in a row, and open tasks; at most two seconds old.

    Former days do not change but for what is taken back, and are looked at every few minutes.
    """
    done = remembered(("done", person_id), PROGRESS_SECONDS, lambda: _done(person_id))
    today = timezone.now().date()
    days = remembered(("days", person_id, today), DAYS_SECONDS, lambda: _days(person_id))
    if done["done_today"]:
        days = days | {today}
    row = days_in_a_row(days, today)
    return {**done, "days_in_a_row": row, "open": remembered(("open",), PROGRESS_SECONDS, open_count)}


def _days(person_id: int) -> frozenset[date]:
    """Days (UTC) of the last `STREAK_DAYS` on which the person answered."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT (created_at AT TIME ZONE 'UTC')::date FROM taxonomy_annotation"
            " WHERE person_id = %s AND stands AND created_at >= %s",
            [person_id, timezone.now() - timedelta(days=STREAK_DAYS)],
        )
        return frozenset(day for (day,) in cursor.fetchall())


def _done(person_id: int) -> dict[str, int]:
    midnight = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE created_at >= %s), count(*) FROM taxonomy_annotation"
            " WHERE person_id = %s AND stands",
            [midnight, person_id],
        )
        today, total = cursor.fetchone()
    return {"done_today": int(today), "done_total": int(total)}


def open_count() -> int:
    """Open tasks, counted up to `COUNTED_AT_MOST`."""
    return Task.objects.filter(state=Task.State.OPEN).values("pk")[:COUNTED_AT_MOST].count()


PAIRS_SHOWN = 5

_LEASES: Final = """
SELECT h.person, u.username, u.first_name, h.tasks, h.first_until, h.last_until, h.id, a.text, b.text, h.leased_until
FROM (
    SELECT t.id, t.pair_id, t.leased_by_id AS person, t.leased_until,
           row_number() OVER (PARTITION BY t.leased_by_id ORDER BY t.leased_until, t.id) AS place,
           count(*) OVER whose AS tasks, min(t.leased_until) OVER whose AS first_until,
           max(t.leased_until) OVER whose AS last_until
    FROM taxonomy_task t WHERE t.leased_by_id IS NOT NULL AND t.leased_until > now()
    WINDOW whose AS (PARTITION BY t.leased_by_id)
) h
JOIN taxonomy_person u ON u.id = h.person
JOIN taxonomy_pair p ON p.id = h.pair_id
JOIN taxonomy_title a ON a.id = p.title_a_id
JOIN taxonomy_title b ON b.id = p.title_b_id
WHERE h.place <= %s
ORDER BY h.tasks DESC, h.person, h.place
"""


def leases_by_person() -> list[dict[str, Any]]:
    """Who holds what now: how many tasks, when the first and the last come free, and the first few pairs."""
    with connection.cursor() as cursor:
        cursor.execute(_LEASES, [PAIRS_SHOWN])
        rows = cursor.fetchall()
    people: dict[int, dict[str, Any]] = {}
    for person, username, name, tasks, first, last, task, a, b, until in rows:
        held = people.setdefault(
            person,
            {
                "person": person,
                "username": username,
                "name": name or username,
                "tasks": tasks,
                "first_until": first,
                "last_until": last,
                "pairs": [],
            },
        )
        held["pairs"].append({"task_id": task, "title_a": a, "title_b": b, "leased_until": until})
    return list(people.values())


_STATE: Final = """
SELECT count(*) FILTER (WHERE state = 'open'),
       count(*) FILTER (WHERE state = 'open' AND leased_until > now()),
       count(*) FILTER (WHERE state = 'open' AND wanted > 1),
       count(*) FILTER (WHERE state = 'open' AND answers > 0),
       count(*) FILTER (WHERE state = 'open' AND in_random_slice),
       count(*) FILTER (WHERE state = 'disputed')
FROM taxonomy_task WHERE state IN ('open', 'disputed')
"""
_STATE_NAMES: Final = ("open", "leased", "wanted_twice", "half_answered", "at_random", "disputed")


def queue_state() -> dict[str, int]:
    """How many tasks wait, and for what. Cost: linear in the open tasks."""
    with connection.cursor() as cursor:
        cursor.execute(_STATE)
        return dict(zip(_STATE_NAMES, (int(count) for count in cursor.fetchone()), strict=True))
