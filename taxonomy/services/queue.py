"""Handing out: each open task is leased to one person at a time, for a while.

The hand-out is one statement. ``FOR UPDATE SKIP LOCKED`` makes twenty people who ask at the same moment each take
other rows, and whoever waits for a row looks at its newest version again, so that a lease that was given meanwhile
counts. There is no audit row for a lease: it ends by itself and changes nothing that anybody decided.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.db import connection, transaction
from django.utils import timezone

from taxonomy.core.errors import BadInput, NotFound
from taxonomy.models import Person, Task
from taxonomy.selectors.prepared import Prepared
from taxonomy.selectors.proofs import DESK, HOLDS, PROOF_TYPES, Proof
from taxonomy.selectors.quarantines import person_refuse_quarantined
from taxonomy.selectors.queue import LeasedTask
from taxonomy.selectors.queue_policy import lease_seconds
from taxonomy.services.audit import audit_record

MOST_LEASED: Final = 50


# `mine` is what the person holds and has not on the screen: a page that was reloaded gets it back. `held` keeps alive
# what is on the screen, also where the lease has run out and nobody else took it; only past half of the time, so that
# asking often does not write often. `given` comes before `fresh`: what a lead gave to this person; what was given to
# others waits until they have seen it. The four lists cannot overlap. They are joined as arrays, because the planner,
# which cannot know how short they are, would otherwise read the whole table. The commit waits for the disk like any
# other: a lease that a crash forgot would put one task into two hands.
_STATEMENT: Final = """
WITH /*desk*/ mine AS (
    SELECT id FROM taxonomy_task
    WHERE leased_by_id = %(me)s AND state = 'open' /*proven*/ AND leased_until > now()
      AND NOT id = ANY(%(holding)s::bigint[]) AND NOT seen_by @> ARRAY[%(me)s]::bigint[]
    ORDER BY priority DESC, id LIMIT %(count)s FOR UPDATE SKIP LOCKED
), held AS (
    SELECT id FROM taxonomy_task
    WHERE leased_by_id = %(me)s AND state = 'open' /*proven*/ AND id = ANY(%(holding)s::bigint[])
      AND leased_until < now() + %(time)s * interval '0.5 second'
    FOR UPDATE SKIP LOCKED
), given AS (
    SELECT id FROM taxonomy_task
    WHERE state = 'open' /*proven*/ AND assigned_to_id = %(me)s AND (leased_until IS NULL OR leased_until <= now())
      AND NOT seen_by @> ARRAY[%(me)s]::bigint[] AND NOT id = ANY(%(holding)s::bigint[])
      AND NOT EXISTS (SELECT 1 FROM taxonomy_quarantine q
                      WHERE q.person_id = %(me)s AND q.kind = 'person' AND q.lifted_at IS NULL)
    ORDER BY priority DESC, id LIMIT %(count)s - (SELECT count(*) FROM mine) FOR UPDATE SKIP LOCKED
), fresh AS (
    SELECT id FROM taxonomy_task
    WHERE state = 'open' /*proven*/ AND (leased_until IS NULL OR leased_until <= now())
      AND (assigned_to_id IS NULL OR seen_by @> ARRAY[assigned_to_id])
      AND NOT seen_by @> ARRAY[%(me)s]::bigint[] AND NOT id = ANY(%(holding)s::bigint[])
      AND NOT EXISTS (SELECT 1 FROM taxonomy_quarantine q
                      WHERE q.person_id = %(me)s AND q.kind = 'person' AND q.lifted_at IS NULL)
    ORDER BY priority DESC, id
    LIMIT %(count)s - (SELECT count(*) FROM mine) - (SELECT count(*) FROM given) FOR UPDATE SKIP LOCKED
), leased AS (
    UPDATE taxonomy_task t SET leased_by_id = %(me)s, leased_until = now() + %(time)s * interval '1 second'
    WHERE t.id = ANY (ARRAY(SELECT id FROM mine) || ARRAY(SELECT id FROM given) || ARRAY(SELECT id FROM fresh)
                      || ARRAY(SELECT id FROM held))
    RETURNING t.id, t.pair_id, t.reason, t.leased_until, t.wanted, t.in_random_slice, t.priority, t.assigned_to_id
)
SELECT l.id, l.pair_id, l.reason, l.leased_until, l.wanted, l.in_random_slice,
       a.id, a.text, a.language, a.count, b.id, b.text, b.language, b.count
FROM leased l
JOIN taxonomy_pair p ON p.id = l.pair_id
JOIN taxonomy_title a ON a.id = p.title_a_id
JOIN taxonomy_title b ON b.id = p.title_b_id
WHERE NOT l.id = ANY(%(holding)s::bigint[])
ORDER BY (l.assigned_to_id IS NOT DISTINCT FROM %(me)s) DESC, l.priority DESC, l.id
"""
_TYPES: Final = {"me": "bigint", "count": "bigint", "holding": "bigint[]", "time": "double precision"}
_LEASE: Final = Prepared("lease", _STATEMENT.replace("/*desk*/ ", "").replace(" /*proven*/", ""), _TYPES)
_LEASE_PROVEN: Final = Prepared(
    "lease_proven",
    _STATEMENT.replace("/*desk*/", f"{DESK},").replace("/*proven*/", f"AND {HOLDS}"),
    {**_TYPES, **PROOF_TYPES},
)


def tasks_lease(*, person: Person, count: int = 1, holding: Sequence[int] = ()) -> list[LeasedTask]:
    """Lease up to ``count`` open tasks that the person has neither answered nor skipped, the most valuable first.

    Args:
        holding: leased tasks that the person has on the screen already; they are kept and not handed out again.

    Raises:
        BadInput: ``count`` is not 1 to 50.
        PersonQuarantined

    Cost: linear in the tasks at the head of the queue that others hold.
    """
    leased = _lease(_LEASE, {"me": person.pk}, count, holding)
    if not leased:
        person_refuse_quarantined(person.pk)  # looked up for those alone who get nothing
    return leased


def tasks_lease_proven(*, proof: Proof, count: int = 1, holding: Sequence[int] = ()) -> list[LeasedTask]:
    """The same for whom an earlier request has let in; nothing when that does not hold any more, or nothing is there.

    Raises:
        BadInput: ``count`` is not 1 to 50.
    """
    return _lease(_LEASE_PROVEN, proof.names(), count, holding)


def _lease(
    statement: Prepared, who: Mapping[str, str | int], count: int, holding: Sequence[int]
) -> list[LeasedTask]:
    if not 1 <= count <= MOST_LEASED:
        raise BadInput(f"count lies between 1 and {MOST_LEASED}.", field="count")
    names = {**who, "count": count, "holding": list(holding), "time": lease_seconds()}
    with connection.cursor() as cursor:
        statement.run(cursor, names)
        return [LeasedTask(*row) for row in cursor.fetchall()]


@transaction.atomic
def tasks_release(*, task_ids: Sequence[int], by: Person) -> int:
    """Give one's own leased tasks back; returns how many.

    What somebody else holds by now is left alone, whoever asks: a desk that is left gives back what it shows, and
    some of that may have run out and been handed on.
    """
    leased = Task.objects.select_for_update().filter(pk__in=list(task_ids), leased_by=by)
    given = list(leased.order_by("pk").values_list("pk", flat=True))
    _free(given)
    audit_record(actor=by, action="queue.release", obj_type="queue", obj_id="tasks", data={"tasks": given})
    return len(given)


@transaction.atomic
def leases_release(*, by: Person, person_id: int | None = None) -> int:
    """A lead gives free what a person (or everybody) holds; returns how many tasks. Answers that come later count."""
    held = Task.objects.select_for_update().filter(leased_by__isnull=False)
    if person_id is not None:
        held = held.filter(leased_by=person_id)
    ids = list(held.order_by("pk").values_list("pk", flat=True))
    _free(ids)
    audit_record(
        actor=by,
        action="queue.release_leases",
        obj_type="queue",
        obj_id="everybody" if person_id is None else person_id,
        data={"tasks": len(ids)},
    )
    return len(ids)


def _free(task_ids: Sequence[int]) -> None:
    Task.objects.filter(pk__in=task_ids).update(leased_by=None, leased_until=None, updated_at=timezone.now())


_SKIP: Final = """
UPDATE taxonomy_task SET seen_by = array_append(seen_by, %(me)s), updated_at = now(),
  leased_until = CASE WHEN leased_by_id = %(me)s THEN NULL ELSE leased_until END,
  leased_by_id = CASE WHEN leased_by_id = %(me)s THEN NULL ELSE leased_by_id END
WHERE id = %(task)s AND NOT seen_by @> ARRAY[%(me)s]::bigint[]
"""


@transaction.atomic
def task_skip(*, task_id: int, by: Person) -> None:
    """Never show the task to this person again; others get it. Twice is no error.

    Raises:
        NotFound: there is no such task.
    """
    names: dict[str, Any] = {"me": by.pk, "task": task_id}
    with connection.cursor() as cursor:
        cursor.execute(_SKIP, names)
        skipped = cursor.rowcount
    if skipped:
        audit_record(actor=by, action="task.skip", obj_type="task", obj_id=task_id)
    elif not Task.objects.filter(pk=task_id).exists():
        raise NotFound(f"There is no task {task_id}.")
