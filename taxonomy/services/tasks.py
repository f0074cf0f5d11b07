"""Tasks are made from candidates, and withdrawn or opened again when their pair is settled otherwise."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Max, Q, Value
from django.db.models.functions import Greatest, Least
from django.utils import timezone
from psycopg2.extras import execute_values

from taxonomy.core.errors import BadInput
from taxonomy.core.queue_order import BY_DOUBT, STRATEGIES, Chosen, pairs_choose
from taxonomy.models import Person, Task
from taxonomy.selectors.label_value import label_value
from taxonomy.selectors.queue_policy import queue_policy
from taxonomy.selectors.task_pool import pool_read
from taxonomy.services.audit import audit_record

MOST_TASKS = 100_000
MOST_ANSWERS = 9
POOL_FACTOR, POOL_LEAST = 20, 5_000
LOW_WATER = 100
"""Open tasks below which the queue is filled up."""


@transaction.atomic
def tasks_fill(
    *,
    limit: int,
    strategy: str | None = None,
    per_title: int = 3,
    by: Person | None = None,
    seed: int | None = None,
    overlap: float | None = None,
    random_share: float | None = None,
) -> int:
    """Make at most ``limit`` tasks from the candidates; returns how many were made.

    Args:
        strategy: one of `taxonomy.core.queue_order.STRATEGIES`; by default as the leads have set it.
        per_title: at most so many tasks with the same title in one filling.
        seed: of the random slice; by default the number of the last task, which differs at each filling.
        overlap: share of tasks that want two blind answers, 0..1; by default as the leads have set it.
        random_share: share of tasks drawn at random, 0..1; by default as the leads have set it.

    Raises:
        BadInput: an unknown strategy or a limit out of range.
    """
    policy = queue_policy()
    strategy = policy.strategy if strategy is None else strategy
    if strategy not in STRATEGIES:
        raise BadInput(f"'{strategy}' is none of {', '.join(STRATEGIES)}.", field="strategy")
    if strategy in BY_DOUBT and label_value().gain_gone:
        strategy = "random"  # the doubtful pairs that are left are those that cannot be learnt
    if not 1 <= limit <= MOST_TASKS:
        raise BadInput(f"The limit lies between 1 and {MOST_TASKS:,}.", field="limit")
    with connection.cursor() as cursor:
        # Two fillings at once would choose the same pairs: the second waits and sees what the first has made.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('taxonomy.tasks_fill'))")
    seed = int(Task.objects.aggregate(last=Max("pk"))["last"] or 0) if seed is None else seed
    chosen = pairs_choose(
        pool_read(size=max(POOL_LEAST, POOL_FACTOR * limit), seed=seed),
        limit=limit,
        strategy=strategy,
        per_title=per_title,
        random_share=policy.random_share if random_share is None else random_share,
        seed=seed,
    )
    made = _insert(chosen, overlap=policy.overlap_share if overlap is None else overlap)
    if made:
        audit_record(
            actor=by,
            action="tasks.fill",
            obj_type="queue",
            obj_id=strategy,
            data={"made": made, "limit": limit, "seed": seed},
        )
    return made


def _insert(chosen: Sequence[Chosen], *, overlap: float) -> int:
    now = timezone.now()
    rows = [
        (
            c.pair_id,
            "open",
            c.priority,
            c.reason,
            1 + wants_second(c.pair_id, overlap),
            0,
            c.at_random,
            c.guess,
            now,
            now,
        )
        for c in chosen
    ]
    if not rows:
        return 0
    with connection.cursor() as cursor:
        made: list[Any] = execute_values(
            cursor.cursor,
            "INSERT INTO taxonomy_task (pair_id, state, priority, reason, wanted, answers, in_random_slice,"
            " guess, created_at, updated_at, seen_by) VALUES %s ON CONFLICT (pair_id) DO NOTHING RETURNING 1",
            rows,
            template="(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, '{}')",
            page_size=1_000,
            fetch=True,
        )
    return len(made)


def wants_second(pair_id: int, share: float) -> bool:
    """Whether a pair belongs to the share that is judged twice: by a hash, hence the same at each try."""
    digest = hashlib.blake2b(pair_id.to_bytes(8, "big"), digest_size=8, person=b"overlap").digest()
    return int.from_bytes(digest, "big") < share * 2**64


@transaction.atomic
def tasks_top_up(*, batch: int = 500) -> int:
    """Fill the queue when few tasks are open; returns how many were made. Safe to run twice."""
    # Counted up to the mark only: the number of open tasks does not slow this down.
    open_now = Task.objects.filter(state=Task.State.OPEN).values("pk")[: LOW_WATER + 1].count()
    return tasks_fill(limit=batch) if open_now <= LOW_WATER else 0


def tasks_close(pair_ids: Sequence[int]) -> None:
    """Ask no more about pairs that were settled, in the caller's transaction."""
    Task.objects.filter(pair_id__in=list(pair_ids), state__in=[Task.State.OPEN, Task.State.DISPUTED]).update(
        state=Task.State.SETTLED, leased_by=None, leased_until=None, updated_at=timezone.now()
    )


def tasks_reopen(pair_ids: Sequence[int]) -> int:
    """Ask again about pairs whose decision was taken back: one more voice than have spoken.

    In the caller's transaction. Pairs that never had a task are left to `tasks_fill`.
    """
    return Task.objects.filter(pair_id__in=list(pair_ids), state=Task.State.SETTLED).update(
        state=Task.State.OPEN,
        wanted=Least(F("answers") + 1, Value(MOST_ANSWERS)),
        leased_by=None,
        leased_until=None,
        updated_at=timezone.now(),
    )


def tasks_withdraw(title_id: int) -> int:
    """Ask nothing about a title that was retired, in the caller's transaction; how many tasks that were."""
    asked = Task.objects.filter(_on_title(title_id), state__in=[Task.State.OPEN, Task.State.DISPUTED])
    return asked.update(
        state=Task.State.WITHDRAWN, leased_by=None, leased_until=None, updated_at=timezone.now()
    )


def tasks_bring_back(title_id: int) -> int:
    """Ask again what was withdrawn with a title that is back, in the caller's transaction.

    Those on which answers differed are asked once more, so that somebody sees them before a lead does.
    """
    withdrawn = Task.objects.filter(_on_title(title_id), state=Task.State.WITHDRAWN)
    return withdrawn.update(
        state=Task.State.OPEN,
        wanted=Greatest(F("wanted"), Least(F("answers") + 1, Value(MOST_ANSWERS))),
        updated_at=timezone.now(),
    )


def _on_title(title_id: int) -> Q:
    return Q(pair__title_a=title_id) | Q(pair__title_b=title_id)
