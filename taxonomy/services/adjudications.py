"""A lead's deciding, signed judgement of a disputed pair."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils import timezone

from taxonomy.core.errors import NotFound, Refused
from taxonomy.core.relations import UNSURE, inverse, parse_relation
from taxonomy.models import Annotation, Decision, Pair, Person, Task
from taxonomy.services.audit import audit_record
from taxonomy.services.decisions import Settlement, decision_record


class NotDisputed(Refused):
    """The task waits for nobody's adjudication (any more)."""

    code = "adjudication.not_disputed"


@transaction.atomic
def task_adjudicate(
    *, task_id: int, relation: str, by: Person, client_key: uuid.UUID, swapped: bool = False, reason: str = ""
) -> Decision | None:
    """Settle a disputed task: merged at once, or refused with the proving chain and nothing saved.

    ``unsure`` closes the task without a decision: nobody can tell, and it is not asked again. The same ``client_key``
    again changes nothing.

    Raises:
        NotFound, NotDisputed, UnknownRelation.
        Fault: the algebra refuses; ``extra["chain"]`` proves it.
    """
    word = parse_relation(relation, allow_unsure=True)
    # The pair before its task, as every other writer locks them.
    pair = Pair.objects.select_for_update(of=("self",)).filter(task=task_id).first()
    if pair is None:
        raise NotFound(f"There is no task {task_id}.", field="task_id")
    task = Task.objects.select_for_update().get(pk=task_id)
    done = Decision.objects.filter(pair_id=task.pair_id, evidence__client_key=str(client_key)).first()
    if done is not None:
        return done
    if task.state != Task.State.DISPUTED:
        raise NotDisputed(f"Task {task_id} is {task.state}; only disputed tasks are adjudicated.")
    task.state = Task.State.SETTLED
    task.leased_by = None
    task.leased_until = None
    task.updated_at = timezone.now()
    task.save(update_fields=["state", "leased_by", "leased_until", "updated_at"])
    audit_record(
        actor=by,
        action="task.adjudicate",
        obj_type="task",
        obj_id=task_id,
        data={"relation": word, "reason": reason},
    )
    if word == UNSURE:
        return None
    answers = Annotation.objects.filter(pair=pair, stands=True).values_list("pk", flat=True)
    return decision_record(
        Settlement(
            pair_id=task.pair_id,
            relation=inverse(word) if swapped else word,
            settled_by=Decision.SettledBy.ADJUDICATION,
            person=by,
            reason=reason,
            evidence={"task": task_id, "annotations": list(answers), "client_key": str(client_key)},
        ),
        merge="now",
        close_task=False,
    )
