"""The queue: filling it, leasing from it, giving back, skipping."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from psycopg2.extras import execute_values

from taxonomy.core.errors import BadInput, NotFound
from taxonomy.core.queue_order import STRATEGIES, Offer, asked_twice, choose, reason_of, uncertainty
from taxonomy.models import Person, Task
from taxonomy.services.audit import audit_record

MAX_LEASED = 50
PER_TITLE = 3
RANDOM_SHARE = 0.1
POOL = 20
"""Candidates looked at for each task wanted."""


@dataclass(frozen=True, slots=True)
class LeasedTask:
    """A task in somebody's hands, with what is shown of it."""

    id: int
    pair_id: int
    reason: str
    leased_until: datetime
    wanted: int
    title_a: dict[str, Any]
    title_b: dict[str, Any]


# First what this person holds already (a page that was reloaded gets its items back), then free tasks in the
# order of the queue. SKIP LOCKED lets twenty people take from the head at once without waiting for each other. A
# lease that a power cut loses costs nothing, so its commit need not wait for the disk.
_LEASE = """
SET LOCAL synchronous_commit = off;
WITH mine AS (
    SELECT id FROM taxonomy_task
    WHERE leased_by_id = %(person)s AND state = 'open' AND leased_until > now() AND NOT id = ANY(%(holding)s)
      AND NOT %(person)s = ANY(seen_by)
    ORDER BY priority DESC, id LIMIT %(count)s FOR UPDATE SKIP LOCKED
), fresh AS (
    SELECT id FROM taxonomy_task
    WHERE state = 'open' AND (leased_until IS NULL OR leased_until <= now()) AND NOT %(person)s = ANY(seen_by)
    ORDER BY priority DESC, id LIMIT GREATEST(0, %(count)s - (SELECT count(*) FROM mine)) FOR UPDATE SKIP LOCKED
)
UPDATE taxonomy_task t
SET leased_by_id = %(person)s, leased_until = now() + make_interval(secs => %(seconds)s), updated_at = now()
FROM taxonomy_pair p
JOIN taxonomy_title a ON a.id = p.title_a_id
JOIN taxonomy_title b ON b.id = p.title_b_id
WHERE t.id IN (SELECT id FROM mine UNION ALL SELECT id FROM fresh) AND p.id = t.pair_id
RETURNING t.priority, t.id, t.pair_id, t.reason, t.leased_until, t.wanted,
          a.id, a.text, a.language, a.count, b.id, b.text, b.language, b.count
"""


@transaction.atomic
def tasks_lease(*, person: Person, count: int = 1, holding: Sequence[int] = ()) -> list[LeasedTask]:
    """Lease up to ``count`` tasks to a person, for `settings.TITLELOOM_LEASE_SECONDS`.

    A task is never in two hands at once, and never comes back to somebody who answered or skipped it.

    Args:
        holding: ids of leased tasks that the person has on the screen already; their leases are left as they are.

    Raises:
        BadInput: ``count`` is not 1..50.
    """
    if not 1 <= count <= MAX_LEASED:
        raise BadInput(f"count must be 1 to {MAX_LEASED}.", field="count")
    with connection.cursor() as cursor:
        cursor.execute(
            _LEASE,
            {
                "person": person.pk,
                "count": count,
                "holding": list(holding),
                "seconds": settings.TITLELOOM_LEASE_SECONDS,
            },
        )
        rows = sorted(cursor.fetchall(), key=lambda row: (-row[0], row[1]))
    return [
        LeasedTask(
            id=row[1],
            pair_id=row[2],
            reason=row[3],
            leased_until=row[4],
            wanted=row[5],
            title_a=dict(zip(("id", "text", "language", "count"), row[6:10], strict=True)),
            title_b=dict(zip(("id", "text", "language", "count"), row[10:14], strict=True)),
        )
        for row in rows
    ]


@transaction.atomic
def tasks_release(*, task_ids: Sequence[int], by: Person, anybodys: bool = False) -> int:
    """Give leased tasks back; a lead may give back anybody's. Returns how many."""
    leased = Task.objects.filter(pk__in=task_ids, leased_by__isnull=False)
    if not anybodys:
        leased = leased.filter(leased_by=by)
    given = leased.update(leased_by=None, leased_until=None, updated_at=timezone.now())
    if given:
        audit_record(
            actor=by, action="task.release", obj_type="task", obj_id=task_ids[0], data={"tasks": given}
        )
    return given


@transaction.atomic
def leases_release_all(*, by: Person) -> int:
    """Give back every lease, expired ones too: a lead's answer to a queue that seems empty."""
    given = Task.objects.filter(leased_by__isnull=False).update(
        leased_by=None, leased_until=None, updated_at=timezone.now()
    )
    audit_record(actor=by, action="task.release_all", obj_type="task", obj_id="all", data={"tasks": given})
    return given


@transaction.atomic
def task_skip(*, task_id: int, by: Person) -> None:
    """Not for this person: the task goes back and never comes to them again.

    Raises:
        NotFound: there is no such task.
    """
    task = Task.objects.select_for_update().filter(pk=task_id).first()
    if task is None:
        raise NotFound(f"There is no task {task_id}.")
    if by.pk not in task.seen_by:
        task.seen_by = [*task.seen_by, by.pk]
    if task.leased_by_id == by.pk:
        task.leased_by = None
        task.leased_until = None
    task.updated_at = timezone.now()
    task.save(update_fields=["seen_by", "leased_by", "leased_until", "updated_at"])
    audit_record(actor=by, action="task.skip", obj_type="task", obj_id=task_id)


# Pairs that were never decided and never asked, with the best score of their candidates. Rejected proposals count
# as decided: a person has looked at them. The inner query keeps to the index of candidates by score.
_OFFERS = """
SELECT p.id, p.title_a_id, p.title_b_id, max(c.score), array_agg(DISTINCT c.proposer), least(a.count, b.count), o.score
FROM (SELECT pair_id, proposer, score FROM taxonomy_candidate {order} LIMIT %(pool)s) c
JOIN taxonomy_pair p ON p.id = c.pair_id
JOIN taxonomy_title a ON a.id = p.title_a_id
JOIN taxonomy_title b ON b.id = p.title_b_id
LEFT JOIN taxonomy_proposal o ON o.pair_id = p.id AND o.state = 'open'
WHERE p.decision_id IS NULL
  AND NOT EXISTS (SELECT 1 FROM taxonomy_task t WHERE t.pair_id = p.id)
  AND NOT EXISTS (SELECT 1 FROM taxonomy_proposal r WHERE r.pair_id = p.id AND r.state = 'rejected')
GROUP BY p.id, p.title_a_id, p.title_b_id, a.count, b.count, o.score
"""
_ORDERS = {
    "similar": "WHERE pair_id NOT IN (SELECT pair_id FROM taxonomy_task) ORDER BY score DESC",
    "random": "WHERE pair_id NOT IN (SELECT pair_id FROM taxonomy_task) ORDER BY random()",
    "uncertain": "JOIN taxonomy_proposal q USING (pair_id) WHERE q.state = 'open' ORDER BY abs(q.score - 0.5)",
}


def _offers(order: str, pool: int) -> list[Offer]:
    fields = "pair_id, proposer, score"
    query = _OFFERS.format(order=_ORDERS[order])
    if order == "uncertain":
        query = query.replace(
            f"SELECT {fields} FROM",
            "SELECT pair_id, taxonomy_candidate.proposer, taxonomy_candidate.score FROM",
        )
    with connection.cursor() as cursor:
        cursor.execute(query, {"pool": pool})
        return [
            Offer(pair, a, b, float(score), frozenset(proposers), used, model)
            for pair, a, b, score, proposers, used, model in cursor.fetchall()
        ]


@transaction.atomic
def tasks_fill(
    *,
    limit: int,
    strategy: str = "value",
    overlap: float | None = None,
    random_share: float = RANDOM_SHARE,
    seed: int | None = None,
    by: Person | None = None,
) -> int:
    """Make up to ``limit`` tasks of candidates that nobody was asked about; returns how many were made.

    Args:
        strategy: one of `STRATEGIES`.
        overlap: share of tasks that two people judge blindly; the setting when None.
        random_share: share drawn at random, kept apart for honest measuring.
        seed: of the random part; None draws anew.

    Raises:
        BadInput: an unknown strategy.
    """
    if strategy not in STRATEGIES:
        raise BadInput(
            f"'{strategy}' is not a strategy; use one of {', '.join(STRATEGIES)}.", field="strategy"
        )
    overlap = settings.TITLELOOM_OVERLAP_SHARE if overlap is None else overlap
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('taxonomy.tasks_fill'))")
        if seed is not None:
            cursor.execute("SELECT setseed(%s)", [random.Random(seed).uniform(-1, 1)])
    at_random = limit if strategy == "random" else round(limit * random_share)
    drawn = {o.pair_id: o for o in _offers("random", at_random * 3)} if at_random else {}
    slice_ids = set(sorted(drawn, key=lambda pk: random.Random(f"{seed}:{pk}").random())[:at_random])
    rows = [(drawn[pk], 0.0, True) for pk in sorted(slice_ids)]
    if len(rows) < limit and strategy != "random":
        offers = {o.pair_id: o for order in _pools(strategy) for o in _offers(order, limit * POOL)}
        left = [o for o in offers.values() if o.pair_id not in slice_ids]
        chosen = choose(left, limit=limit - len(rows), strategy=strategy, per_title=PER_TITLE)
        rows += [(offer, worth, False) for offer, worth in chosen]
    top = max((worth for _, worth, _ in rows), default=1.0)
    made = _insert(rows, top=top, overlap=overlap, seed=seed)
    audit_record(
        actor=by,
        action="task.fill",
        obj_type="queue",
        obj_id="tasks",
        data={"made": made, "strategy": strategy},
    )
    return made


def _pools(strategy: str) -> tuple[str, ...]:
    return {"value": ("uncertain", "similar"), "uncertain": ("uncertain",), "similar": ("similar",)}[strategy]


def _insert(rows: list[tuple[Offer, float, bool]], *, top: float, overlap: float, seed: int | None) -> int:
    """The tasks; those of the random slice are strewn over the queue, so that they are not answered last."""
    now = timezone.now()
    strewn = random.Random(seed)
    values = [
        (
            offer.pair_id,
            strewn.uniform(0.0, top) if in_slice else worth,
            reason_of(offer.proposers, random_slice=in_slice, doubtful=uncertainty(offer.model_score) > 0.6),
            2 if asked_twice(offer.pair_id, share=overlap) else 1,
            in_slice,
            now,
            now,
        )
        for offer, worth, in_slice in rows
    ]
    if not values:
        return 0
    with connection.cursor() as cursor:
        made = execute_values(
            cursor.cursor,
            "INSERT INTO taxonomy_task (pair_id, priority, reason, wanted, in_random_slice, created_at, updated_at,"
            " state, answers, seen_by) VALUES %s ON CONFLICT (pair_id) DO NOTHING RETURNING id",
            values,
            template="(%s, %s, %s, %s, %s, %s, %s, 'open', 0, '{}')",
            page_size=5_000,
            fetch=True,
        )
    return len(made)
