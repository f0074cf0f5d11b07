"""Taking an answer back: an event, never a delete. What the answer brought about is taken back with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from taxonomy.core.consensus import votes_settle
from taxonomy.core.errors import Fault, NotFound
from taxonomy.core.relations import read
from taxonomy.models import Annotation, AnnotationUndo, Decision, Pair, Person, Task
from taxonomy.selectors.queue_policy import lease_seconds
from taxonomy.services.audit import audit_record
from taxonomy.services.decisions import Settlement, decision_record


class NotYourAnswer(Fault):
    """People take back their own answers; a lead settles a pair otherwise instead."""

    code = "annotation.not_yours"
    status = 403


@dataclass(frozen=True, slots=True)
class Undone:
    """What taking back has led to.

    Attributes:
        task_id: the task that is leased to the person again; None when it was somebody else's answer, a lead has
            settled the pair, somebody else holds the task now, or the pair was answered anew.
    """

    annotation_id: int
    task_id: int | None


@transaction.atomic
def annotation_undo(*, annotation_id: int, by: Person, may_undo_others: bool = False) -> Undone:
    """Take one's own answer back and get the task again; leads take back anybody's. Twice is no error.

    Raises:
        NotFound, NotYourAnswer
    """
    annotation = Annotation.objects.filter(pk=annotation_id).first()
    if annotation is None:
        raise NotFound(f"There is no answer {annotation_id}.")
    if annotation.person_id != by.pk and not may_undo_others:
        raise NotYourAnswer("Only your own answers can be taken back here.")
    Pair.objects.select_for_update().get(pk=annotation.pair_id)
    annotation.refresh_from_db(fields=["stands"])
    if annotation.stands:
        annotation_take_back(annotation_id, by=by)
    mine = annotation.person_id == by.pk
    return Undone(annotation_id, _lease_again(annotation, by) if mine else None)


def annotation_take_back(annotation_id: int, *, by: Person) -> None:
    """Make an answer stand no more, in the caller's transaction, which holds the lock of its pair.

    A consensus that the answer took part in is taken back by a compensating decision, and the task waits for answers
    again. A decision by a higher voice stays.
    """
    annotation = Annotation.objects.get(pk=annotation_id)
    Annotation.objects.filter(pk=annotation_id).update(stands=False)
    AnnotationUndo.objects.create(annotation=annotation, person=by, created_at=timezone.now())
    task = Task.objects.select_for_update().filter(pair=annotation.pair_id).first()
    taken_back = _take_back_consensus(annotation, by)
    if task is not None:
        _wait_again(task, annotation)
    audit_record(
        actor=by,
        action="annotation.undo",
        obj_type="annotation",
        obj_id=annotation_id,
        data={"pair": annotation.pair_id, "decision": taken_back},
    )


def _take_back_consensus(annotation: Annotation, by: Person) -> int | None:
    """The compensating decision's number, when the pair stands on a consensus that this answer took part in."""
    pair = Pair.objects.select_related("decision__supersedes").get(pk=annotation.pair_id)
    standing = pair.decision
    if standing is None or not standing.relation or standing.settled_by != Decision.SettledBy.CONSENSUS:
        return None
    if annotation.pk not in standing.evidence.get("annotations", []):
        return None
    former = standing.supersedes
    restored = former is not None and former.relation and former.settled_by != Decision.SettledBy.CONSENSUS
    decision = decision_record(
        Settlement(
            pair_id=pair.pk,
            relation=read(former.relation, former.reversed) if former is not None and restored else None,
            settled_by=Decision.SettledBy.CONSENSUS,
            person=by,
            evidence={"reverts": standing.seq, "undone_annotation": annotation.pk},
        ),
        merge="soon",
        close_task=False,
    )
    return decision.seq


def _wait_again(task: Task, annotation: Annotation) -> None:
    """Bring the task to where it stands without the answer; the person may get it again."""
    pair = Pair.objects.select_related("decision").get(pk=task.pair_id)
    changes: dict[str, Any] = {
        "seen_by": [person for person in task.seen_by if person != annotation.person_id],
        "updated_at": timezone.now(),
    }
    if pair.decision is None or not pair.decision.relation:
        left = Annotation.objects.filter(pair=task.pair_id, stands=True)
        rows = list(left.values_list("relation", "reversed", "flagged"))
        votes = [read(relation, backwards) for relation, backwards, _ in rows]
        verdict = votes_settle(votes, task.wanted, flagged=any(flag for _, _, flag in rows))
        # Answers that came late can be enough without this one; what they say together is for a lead to see.
        state = Task.State.DISPUTED if verdict.relation is not None else Task.State(verdict.state)
        open_still = state == Task.State.OPEN and task.state == Task.State.OPEN
        changes |= {
            "state": state,
            "answers": len(votes),
            "leased_by": task.leased_by_id if open_still else None,
            "leased_until": task.leased_until if open_still else None,
        }
    Task.objects.filter(pk=task.pk).update(**changes)


def _lease_again(annotation: Annotation, person: Person) -> int | None:
    """Lease the open task to the person unless somebody else holds it; its id, or None."""
    now = timezone.now()
    task = Task.objects.select_for_update().filter(pair=annotation.pair_id, state=Task.State.OPEN).first()
    if task is None or person.pk in task.seen_by:
        return None
    if task.leased_by_id not in (None, person.pk) and task.leased_until and task.leased_until > now:
        return None
    until = now + timedelta(seconds=lease_seconds())
    Task.objects.filter(pk=task.pk).update(leased_by=person, leased_until=until, updated_at=now)
    return task.pk
