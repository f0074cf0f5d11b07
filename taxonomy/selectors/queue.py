"""The state of the queue: why it is empty for somebody, and how far they have got."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

from django.db import connection
from django.db.models import Count
from django.utils import timezone

from taxonomy.models import Task
from taxonomy.selectors.nearby_cache import remembered

PROGRESS_SECONDS = 2.0
COUNTED_AT_MOST = 100_000


class LeasedTask(NamedTuple):
    """A task that is somebody's for now, with what is shown of it."""

    id: int
    pair_id: int
    reason: str
    leased_until: datetime
    wanted: int
    a_id: int
    a_text: str
    a_language: str
    a_count: int
    b_id: int
    b_text: str
    b_language: str
    b_count: int


_SHOWN: Final = """
SELECT t.id, t.pair_id, t.reason, t.leased_until, t.wanted,
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
    """Why nothing is handed out: ``nothing_open``, ``all_leased``, ``all_seen`` or ``leased_or_seen``.

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
       min(leased_until) FILTER (WHERE held AND NOT seen)
FROM (
    SELECT leased_by_id, leased_until, coalesce(leased_until > now(), false) AS held,
           seen_by @> ARRAY[%(me)s]::bigint[] AS seen
    FROM taxonomy_task WHERE state = 'open' LIMIT %(most)s
) t
"""


def queue_empty_reason(person_id: int) -> Empty:
    """Why this person gets nothing, in a sentence that says what to do."""
    with connection.cursor() as cursor:
        cursor.execute(_WHY, {"me": person_id, "most": COUNTED_AT_MOST})
        opened, leased, mine, seen, held_unseen, until = cursor.fetchone()
    counts = (int(opened), int(leased), int(mine))
    if not opened:
        sentence = "No pair waits for a judgement. New candidates or proposals fill the queue; a lead can fill it too."
        return Empty("nothing_open", sentence, *counts)
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
    """Answers of the person today and in all, and open tasks; at most two seconds old."""
    done = remembered(("done", person_id), PROGRESS_SECONDS, lambda: _done(person_id))
    return {**done, "open": remembered(("open",), PROGRESS_SECONDS, open_count)}


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


def leases_by_person() -> list[dict[str, Any]]:
    """Who holds how many tasks now, and until when the last of them."""
    held = (
        Task.objects.filter(leased_by__isnull=False, leased_until__gt=timezone.now())
        .values("leased_by_id", "leased_by__username")
        .annotate(tasks=Count("pk"))
        .order_by("-tasks", "leased_by_id")
    )
    return [
        {"person": row["leased_by_id"], "username": row["leased_by__username"], "tasks": row["tasks"]}
        for row in held
    ]
