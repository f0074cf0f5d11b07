"""What the search team tells about answers of the graph; two titles become a task at once, a lead closes it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from kgraph.models import Feedback, FeedbackClosing
from kgraph.services.notices import notice_record
from taxonomy.core.errors import BadInput, NotFound
from taxonomy.models import Pair, Person, Task, Title
from taxonomy.services.audit import audit_record
from taxonomy.services.candidates import candidates_store
from taxonomy.services.pairs import pair_get_or_create
from taxonomy.services.tasks import tasks_reopen

_PRIORITY = 10.0
"""Before everything that a model thinks worth asking: somebody is waiting for it."""


@dataclass(frozen=True, slots=True)
class FeedbackReceipt:
    """What came of it: the row, and the task that asks about the two titles (None: nothing is to be asked)."""

    feedback: Feedback
    task: int | None


@transaction.atomic
def feedback_record(
    *,
    person: Person,
    kind: str,
    text: str = "",
    concept: int | None = None,
    edge: int | None = None,
    title_a: int | None = None,
    title_b: int | None = None,
    relation: str = "",
    release: int | None = None,
    comment: str = "",
) -> FeedbackReceipt:
    """Store feedback. A settled pair of titles is asked again, blind, since somebody doubts it.

    Raises:
        BadInput: it says nothing, or names one title only.
        NotFound, SameTitle
    """
    if (title_a is None) != (title_b is None):
        raise BadInput("Name both titles or none.", field="title_b" if title_b is None else "title_a")
    if title_a is None and not text and concept is None and edge is None and not comment:
        raise BadInput(
            "Say what it is about: a text, a concept, an edge, two titles or a comment.", field="comment"
        )
    for field, title in (("title_a", title_a), ("title_b", title_b)):
        if title is not None and not Title.objects.filter(pk=title).exists():
            raise NotFound(f"There is no title {title}.", field=field)
    row = Feedback.objects.create(
        person=person,
        kind=kind,
        text=text,
        concept=concept,
        edge=edge,
        title_a_id=title_a,
        title_b_id=title_b,
        relation=relation,
        release=release,
        comment=comment,
        created_at=timezone.now(),
    )
    task = None if title_a is None or title_b is None else _ask(title_a, title_b, person)
    audit_record(
        actor=person,
        action="feedback.record",
        obj_type="feedback",
        obj_id=row.pk,
        data={"kind": kind, "release": release, "task": task},
    )
    return FeedbackReceipt(row, task)


@transaction.atomic
def feedback_close(*, feedback_id: int, by: Person, note: str = "") -> Feedback:
    """Say that feedback was dealt with, and how. The first word stays: twice changes nothing.

    Raises:
        NotFound
    """
    row = Feedback.objects.filter(pk=feedback_id).first()
    if row is None:
        raise NotFound(f"There is no feedback {feedback_id}.")
    _, new = FeedbackClosing.objects.get_or_create(
        feedback=row, defaults={"person": by, "note": note, "created_at": timezone.now()}
    )
    if new:
        audit_record(
            actor=by, action="feedback.close", obj_type="feedback", obj_id=row.pk, data={"note": note}
        )
        notice_record("feedback.closed", {"feedback": row.pk, "note": note})
    return row


def _ask(title_a: int, title_b: int, person: Person) -> int:
    pair, _ = pair_get_or_create(title_a, title_b)
    candidates_store([(title_a, title_b, 1.0)], proposer="feedback", by=person)
    return _task_for(pair)


def _task_for(pair: Pair) -> int:
    now = timezone.now()
    task, new = Task.objects.get_or_create(
        pair=pair,
        defaults={
            "priority": _PRIORITY,
            "reason": "The search team asks.",
            "created_at": now,
            "updated_at": now,
        },
    )
    if not new and task.state == Task.State.SETTLED:
        tasks_reopen([pair.pk])
    if not new and task.state in (Task.State.OPEN, Task.State.SETTLED) and task.priority < _PRIORITY:
        Task.objects.filter(pk=task.pk, state=Task.State.OPEN).update(priority=_PRIORITY, updated_at=now)
    return task.pk
