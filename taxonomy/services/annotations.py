"""Recording judgements, and taking them back.

An annotation, what it does to its task, the decision that may come of it and the audit row are one transaction.
The client's key makes it safe to send again: the same key gives the same answer and changes nothing, so a client
that lost the receipt simply repeats.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from taxonomy.core.consensus import Answer, Consensus, Outcome, consensus_of
from taxonomy.core.errors import BadInput, Fault, NotFound, Refused
from taxonomy.core.relations import Stored, parse_relation, read, store
from taxonomy.models import Annotation, AnnotationUndo, Decision, Pair, Person, Task
from taxonomy.services.audit import audit_record
from taxonomy.services.decisions import Settlement, decision_record
from taxonomy.services.request_context import request_id

CONSENSUS_EVIDENCE = "annotations"


class AlreadyAnswered(Refused):
    """The person has a live answer to this task; it is replaced by naming it in ``supersedes``."""

    code = "annotation.already_answered"


class NotYours(Refused):
    """Only the author (or a lead) takes an annotation back."""

    code = "annotation.not_yours"
    status = 403


class AlreadyUndone(Refused):
    """The annotation was taken back before."""

    code = "annotation.already_undone"


class KeyReused(BadInput):
    """The client's key belongs to another annotation."""

    code = "annotation.key_reused"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a client sends.

    Attributes:
        relation: one of the seven or ``unsure``, from the title shown first to the one shown second.
        swapped: whether the pair's second title was shown first.
        client_key: made by the client once for each decision of the person.
        supersedes: id of the person's own annotation that this one replaces.
    """

    relation: str
    client_key: uuid.UUID
    task_id: int | None = None
    pair_id: int | None = None
    swapped: bool = False
    duration_ms: int | None = None
    comment: str = ""
    flagged: bool = False
    blind: bool = True
    supersedes: int | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the person may rely on: it is committed.

    Attributes:
        state: of the task: open, settled or disputed; ``settled`` without a task.
        decision: ledger number of the decision that the answer brought about, if it did.
        replay: whether this key was stored before.
    """

    id: int
    task_id: int | None
    pair_id: int
    relation: str
    state: str
    decision: int | None
    replay: bool


@transaction.atomic
def annotation_record(*, person: Person, judgement: Judgement) -> Receipt:
    """Store a judgement, and settle its pair when the answers that were asked for agree.

    An answer that comes after its lease has expired, or after the task was settled, is stored all the same: work is
    never thrown away. It only settles nothing then.

    Raises:
        UnknownRelation, NotFound: nothing was saved.
        AlreadyAnswered: the person answered this task before, with another key.
        KeyReused: somebody else's key, or one for another pair.
    """
    stored = store(parse_relation(judgement.relation, allow_unsure=True), swapped=judgement.swapped)
    task = _locked_task(judgement)
    pair_id = task.pair_id if task is not None else judgement.pair_id
    known = Annotation.objects.filter(client_key=judgement.client_key).first()
    if known is not None:
        return _replayed(known, person, pair_id)
    if judgement.supersedes is not None:
        annotation_undo(annotation_id=judgement.supersedes, by=person)
        task = _locked_task(judgement)
    if task is not None and person.pk in task.seen_by and _live_answer(task, person):
        raise AlreadyAnswered("You have answered this already; undo that answer or replace it.")
    if task is None and not Pair.objects.filter(pk=pair_id or 0).exists():
        raise NotFound(f"There is no pair {pair_id}.", field="pair_id")
    annotation_id = _insert(person, judgement, stored, pair_id, task)
    if annotation_id is None:  # the same key came in by another request at the same moment
        return _replayed(Annotation.objects.get(client_key=judgement.client_key), person, pair_id)
    decision = _advance(task, person, stored, judgement.flagged) if task is not None else None
    return Receipt(
        id=annotation_id,
        task_id=task.pk if task else None,
        pair_id=pair_id or 0,
        relation=judgement.relation,
        state=task.state if task else Task.State.SETTLED,
        decision=decision.seq if decision else None,
        replay=False,
    )


def _locked_task(judgement: Judgement) -> Task | None:
    if judgement.task_id is None:
        if judgement.pair_id is None:
            raise BadInput("Name a task_id or a pair_id.", field="task_id")
        return Task.objects.select_for_update().filter(pair_id=judgement.pair_id).first()
    task = Task.objects.select_for_update().filter(pk=judgement.task_id).first()
    if task is None:
        raise NotFound(f"There is no task {judgement.task_id}.", field="task_id")
    return task


def _live_answer(task: Task, person: Person) -> bool:
    return Annotation.objects.filter(task=task, person=person, undo=None).exists()


# The annotation and its audit row in one statement: this is the hottest write of the product.
_INSERT = """
WITH made AS (
    INSERT INTO taxonomy_annotation (pair_id, task_id, person_id, relation, reversed, client_key, duration_ms, comment,
                                     flagged, blind, created_at)
    VALUES (%(pair)s, %(task)s, %(person)s, %(relation)s, %(reversed)s, %(key)s, %(duration)s, %(comment)s,
            %(flagged)s, %(blind)s, %(now)s)
    ON CONFLICT (client_key) DO NOTHING RETURNING id
), told AS (
    INSERT INTO taxonomy_auditentry (at, actor_id, action, object_type, object_id, data, request_id)
    SELECT %(now)s, %(person)s, 'annotation.record', 'annotation', made.id::text, %(data)s::jsonb, %(request)s FROM made
)
SELECT id FROM made
"""


def _insert(
    person: Person, judgement: Judgement, stored: Stored, pair_id: int | None, task: Task | None
) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT,
            {
                "pair": pair_id,
                "task": task.pk if task else None,
                "person": person.pk,
                "relation": stored.relation,
                "reversed": stored.reversed,
                "key": str(judgement.client_key),
                "duration": judgement.duration_ms,
                "comment": judgement.comment,
                "flagged": judgement.flagged,
                "blind": judgement.blind,
                "now": timezone.now(),
                "data": json.dumps(
                    {"pair": pair_id, "relation": stored.relation, "reversed": stored.reversed}
                ),
                "request": request_id.get(),
            },
        )
        row = cursor.fetchone()
    return int(row[0]) if row else None


def _replayed(known: Annotation, person: Person, pair_id: int | None) -> Receipt:
    if known.person_id != person.pk or (pair_id is not None and known.pair_id != pair_id):
        raise KeyReused("The client_key belongs to another annotation; make a new one.", field="client_key")
    task = Task.objects.filter(pk=known.task_id).first() if known.task_id else None
    return Receipt(
        id=known.pk,
        task_id=known.task_id,
        pair_id=known.pair_id,
        relation=read(known.relation, known.reversed),
        state=task.state if task else Task.State.SETTLED,
        decision=None,
        replay=True,
    )


def _advance(task: Task, person: Person, stored: Stored, flagged: bool) -> Decision | None:
    """Count the answer, and settle the task when it can be settled. The row is locked by the caller."""
    was_open = task.state == Task.State.OPEN
    others: list[Answer] = []
    if task.answers:
        others = [a for a in live_answers(task) if a.person_id != person.pk]
    consensus = consensus_of([*others, Answer(person.pk, stored, flagged)], wanted=task.wanted)
    task.answers += 1
    task.seen_by = [*task.seen_by, person.pk] if person.pk not in task.seen_by else task.seen_by
    if task.leased_by_id == person.pk or not was_open:
        task.leased_by = None
        task.leased_until = None
    if was_open:
        task.state = _STATES[consensus.outcome]
        if task.state != Task.State.OPEN:
            task.leased_by = None
            task.leased_until = None
    task.updated_at = timezone.now()
    decision = _decide(task, consensus) if was_open else None
    task.save(update_fields=["answers", "seen_by", "leased_by", "leased_until", "state", "updated_at"])
    return decision


_STATES = {
    Outcome.OPEN: Task.State.OPEN,
    Outcome.AGREED: Task.State.SETTLED,
    Outcome.NOBODY_KNOWS: Task.State.SETTLED,
    Outcome.DISPUTED: Task.State.DISPUTED,
}


def live_answers(task: Task) -> list[Answer]:
    """The answers to a task that were not taken back."""
    rows = Annotation.objects.filter(task=task, undo=None).order_by("pk")
    return [
        Answer(person, Stored(relation, reversed), flagged)
        for person, relation, reversed, flagged in rows.values_list(
            "person_id", "relation", "reversed", "flagged"
        )
    ]


def _decide(task: Task, consensus: Consensus) -> Decision | None:
    if consensus.stored is None:
        return None
    return decision_record(
        Settlement(
            pair_id=task.pair_id,
            relation=read(consensus.stored.relation, consensus.stored.reversed),
            settled_by=Decision.SettledBy.CONSENSUS,
            evidence={"task": task.pk, "answers": task.answers},
        ),
        merge="soon",
        close_task=False,
    )


@transaction.atomic
def annotation_undo(
    *, annotation_id: int, by: Person, may_undo_others: bool = False
) -> tuple[Annotation, Task | None]:
    """Take an annotation back by a further event; its task is asked again, first of the same person.

    A decision that came of the annotations alone is taken back too, by a compensating one; what a lead has settled
    since stands.

    Raises:
        NotFound, NotYours, AlreadyUndone.
    """
    annotation = Annotation.objects.filter(pk=annotation_id).first()
    if annotation is None:
        raise NotFound(f"There is no annotation {annotation_id}.")
    if annotation.person_id != by.pk and not may_undo_others:
        raise NotYours("Only the one who made an annotation, or a lead, takes it back.")
    task = (
        Task.objects.select_for_update().filter(pk=annotation.task_id).first() if annotation.task_id else None
    )
    _, made = AnnotationUndo.objects.get_or_create(
        annotation=annotation, defaults={"person": by, "created_at": timezone.now()}
    )
    if not made:
        raise AlreadyUndone("This annotation was taken back before.")
    audit_record(actor=by, action="annotation.undo", obj_type="annotation", obj_id=annotation_id)
    if task is not None:
        _reopen(task, annotation, by)
    return annotation, task


def _reopen(task: Task, annotation: Annotation, by: Person) -> None:
    pair = Pair.objects.select_for_update().get(pk=task.pair_id)
    standing = Decision.objects.filter(pk=pair.decision_id).first() if pair.decision_id else None
    ours = standing is not None and standing.settled_by == Decision.SettledBy.CONSENSUS and standing.relation
    if ours:
        decision_record(
            Settlement(
                pair_id=pair.pk,
                relation=None,
                settled_by=Decision.SettledBy.CONSENSUS,
                reason="An annotation was taken back.",
                evidence={"annotation": annotation.pk},
            ),
            merge="soon",
            close_task=False,
        )
    task.answers = max(0, task.answers - 1)
    task.seen_by = [pk for pk in task.seen_by if pk != annotation.person_id]
    if ours or standing is None or not standing.relation:
        task.state = Task.State.OPEN
        held = (
            task.leased_until is not None
            and task.leased_until > timezone.now()
            and task.leased_by_id != by.pk
        )
        if annotation.person_id == by.pk and not held:
            task.leased_by = by
            task.leased_until = timezone.now() + _lease_time()
    task.updated_at = timezone.now()
    task.save(update_fields=["answers", "seen_by", "state", "leased_by", "leased_until", "updated_at"])


def _lease_time() -> timedelta:
    return timedelta(seconds=settings.TITLELOOM_LEASE_SECONDS)


def annotations_record(
    *, person: Person, judgements: Sequence[Judgement]
) -> list[Receipt | tuple[uuid.UUID, Fault]]:
    """Several judgements, each in a transaction of its own: one that is refused does not hold up the others."""
    results: list[Receipt | tuple[uuid.UUID, Fault]] = []
    for judgement in judgements:
        try:
            results.append(annotation_record(person=person, judgement=judgement))
        except Fault as fault:
            results.append((judgement.client_key, fault))
    return results
