"""What leads do beside judging: gold items, assignments, and the guideline. Each with its audit row."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Final

from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Least
from django.utils import timezone

from taxonomy.core.errors import BadInput, NotFound, Refused
from taxonomy.core.queue_order import AT_RANDOM
from taxonomy.core.relations import STORED_RELATIONS, parse_relation, store
from taxonomy.core.rights import scopes_of
from taxonomy.models import Assignment, GoldItem, Guideline, Pair, Person, Task
from taxonomy.selectors.leads import gold_get, guideline_affected, guideline_now
from taxonomy.services.audit import audit_record
from taxonomy.services.tasks import MOST_ANSWERS

MOST_ASSIGNED: Final = 5_000
MOST_TEXT: Final = 100_000
ASKED_AGAIN: Final = "The guideline has changed: one more voice"


class AlreadyGold(Refused):
    """A pair is gold once."""

    code = "gold.exists"


class NothingToAssign(Refused):
    """No open pair fits the wish."""

    code = "assignment.nothing"


class GuidelineMoved(Refused):
    """Somebody else has written a newer version meanwhile; nothing was saved."""

    code = "guideline.moved"


@transaction.atomic
def gold_add(*, pair_id: int, relation: str, by: Person, note: str = "") -> GoldItem:
    """Vouch for a pair's answer, and have it asked of everybody, unmarked among the others.

    Args:
        relation: one of the seven, from the pair's first title.

    Raises:
        NotFound: there is no such pair.
        AlreadyGold, UnknownRelation
    """
    stored = store(parse_relation(relation))
    pair = Pair.objects.filter(pk=pair_id).first()
    if pair is None:
        raise NotFound(f"There is no pair {pair_id}.")
    now = timezone.now()
    try:
        with transaction.atomic():
            item = GoldItem.objects.create(
                pair=pair,
                relation=stored.relation,
                reversed=stored.reversed,
                note=note.strip(),
                made_by=by,
                created_at=now,
            )
    except IntegrityError:
        raise AlreadyGold("This pair is gold already.", field="pair_id") from None
    Task.objects.get_or_create(
        pair=pair, defaults={"reason": AT_RANDOM, "created_at": now, "updated_at": now}
    )
    # As many answers as a task may want, so that it stays open for everybody who has not seen it; somewhere among the
    # others with the reason of those that are drawn at random: neither its place nor its words say that it is gold.
    Task.objects.filter(pair=pair).update(
        state=Task.State.OPEN,
        wanted=MOST_ANSWERS,
        priority=_somewhere(pair.pk),
        reason=AT_RANDOM,
        updated_at=now,
    )
    data = {"pair": pair.pk, "relation": relation}
    audit_record(actor=by, action="gold.add", obj_type="gold", obj_id=item.pk, data=data)
    return gold_get(item.pk)


def _somewhere(pair_id: int) -> float:
    digest = hashlib.blake2b(pair_id.to_bytes(8, "big"), digest_size=8, person=b"gold").digest()
    return int.from_bytes(digest, "big") / 2**64


@transaction.atomic
def gold_retire(*, number: int, by: Person) -> None:
    """Measure nobody by it any more, and ask no more for it. What was answered stays.

    Raises:
        NotFound
    """
    item = gold_get(number)
    now = timezone.now()
    GoldItem.objects.filter(pk=item.pk, retired_at=None).update(retired_at=now)
    asked = Task.objects.filter(pair=item.pair, state=Task.State.OPEN)
    asked.filter(pair__decision__isnull=False).update(
        state=Task.State.SETTLED, leased_by=None, leased_until=None, updated_at=now
    )
    # Not settled by anybody yet: an ordinary pair again, one voice more than have spoken.
    asked.update(wanted=Least(F("answers") + 1, Value(MOST_ANSWERS)), updated_at=now)
    audit_record(actor=by, action="gold.retire", obj_type="gold", obj_id=item.pk)


_CHOOSE: Final = """
SELECT t.id FROM taxonomy_task t
JOIN taxonomy_pair p ON p.id = t.pair_id
JOIN taxonomy_title a ON a.id = p.title_a_id
JOIN taxonomy_title b ON b.id = p.title_b_id
WHERE t.state = 'open' AND t.assigned_to_id IS NULL AND (t.leased_until IS NULL OR t.leased_until <= now())
  AND NOT t.seen_by @> ARRAY[%(person)s]::bigint[]
  AND (%(q)s = '' OR strpos(a.key, %(q)s) > 0 OR strpos(b.key, %(q)s) > 0)
  AND NOT EXISTS (SELECT FROM taxonomy_golditem g WHERE g.pair_id = t.pair_id AND g.retired_at IS NULL)
ORDER BY t.priority DESC, t.id LIMIT %(count)s FOR UPDATE OF t SKIP LOCKED
"""


@transaction.atomic
def assignment_make(
    *, person: Person, count: int, by: Person, q: str = "", note: str = "", due_on: date | None = None
) -> Assignment:
    """Give open pairs to one person, the most valuable first; nobody else is asked before them.

    Args:
        q: words that one of the titles holds; empty for any.

    Raises:
        BadInput: a count out of range, or somebody who may not judge.
        NothingToAssign
    """
    if not 1 <= count <= MOST_ASSIGNED:
        raise BadInput(f"Between 1 and {MOST_ASSIGNED:,} pairs can be given at once.", field="count")
    if not person.is_active or "annotate" not in scopes_of(person.role):
        raise BadInput(f"{person.username} does not judge pairs.", field="person")
    with connection.cursor() as cursor:
        cursor.execute(_CHOOSE, {"person": person.pk, "q": q.strip().casefold(), "count": count})
        chosen = [row[0] for row in cursor.fetchall()]
    if not chosen:
        raise NothingToAssign("No open pair fits that is not assigned or on a desk already.")
    now = timezone.now()
    made = Assignment.objects.create(
        person=person, note=note.strip(), tasks=len(chosen), due_on=due_on, made_by=by, created_at=now
    )
    Task.objects.filter(pk__in=chosen).update(assigned_to=person, assignment=made, updated_at=now)
    audit_record(
        actor=by,
        action="assignment.make",
        obj_type="assignment",
        obj_id=made.pk,
        data={"person": person.pk, "tasks": len(chosen), "q": q},
    )
    return made


@transaction.atomic
def assignment_end(*, assignment: Assignment, by: Person) -> int:
    """Take back what is left of an assignment; everybody is asked again. Returns how many. Twice is no error."""
    left = Task.objects.filter(assignment=assignment, assigned_to__isnull=False).filter(~Q(state="settled"))
    freed = left.update(assigned_to=None, updated_at=timezone.now())
    ended = Assignment.objects.filter(pk=assignment.pk, ended_at=None).update(ended_at=timezone.now())
    if ended:
        audit_record(
            actor=by,
            action="assignment.end",
            obj_type="assignment",
            obj_id=assignment.pk,
            data={"freed": freed},
        )
    return freed


@transaction.atomic
def guideline_write(
    *, text: str, by: Person, base: int, note: str = "", relations: Sequence[str] = ()
) -> Guideline:
    """A new version of the guideline; pairs that it affects are asked once more, of somebody who has not judged them.

    Where the new voice differs from the old ones, the pair waits for a lead; until then what stood stands.

    Args:
        base: the version that the text was made from, 0 for the first.
        relations: stored relations whose pairs are to be judged anew.

    Raises:
        GuidelineMoved: ``base`` is not the newest version any more.
        BadInput: no text, too long a text, or an unknown relation.
    """
    if not text.strip() or len(text) > MOST_TEXT:
        raise BadInput(f"The text has 1 to {MOST_TEXT:,} characters.", field="text")
    if unknown := sorted(set(relations) - set(STORED_RELATIONS)):
        raise BadInput(f"{', '.join(unknown)}: not one of {', '.join(STORED_RELATIONS)}.", field="relations")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('taxonomy.guideline'))")
    newest = guideline_now()
    version = newest.version if newest else 0
    if base != version:
        raise GuidelineMoved(
            f"Version {version} was written meanwhile. Copy your text, look at theirs, and save again.",
            extra={"version": version},
        )
    asked = 0
    if relations:
        asked = (
            guideline_affected(relations)
            .filter(answers__lt=MOST_ANSWERS)
            .update(
                state=Task.State.OPEN,
                wanted=F("answers") + 1,
                reason=ASKED_AGAIN,
                leased_by=None,
                leased_until=None,
                updated_at=timezone.now(),
            )
        )
    made = Guideline.objects.create(
        version=version + 1,
        text=text,
        note=note.strip(),
        relations=sorted(set(relations)),
        asked_again=asked,
        made_by=by,
        created_at=timezone.now(),
    )
    audit_record(
        actor=by,
        action="guideline.write",
        obj_type="guideline",
        obj_id=made.version,
        data={"relations": made.relations, "asked_again": asked, "note": made.note},
    )
    return made
