"""The transitions of a training run. Each is an update where the state is still the old one."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from models_lstm.models import TrainingRun
from models_lstm.selectors.runs import run_get
from models_lstm.services.processes import is_gone, this_process
from taxonomy.core.errors import Busy, Refused
from taxonomy.models import Person
from taxonomy.services.audit import audit_record

SILENT: Final = timedelta(seconds=60)
"""A running run that was silent for so long has lost its process."""
RING_AGAIN: Final = timedelta(seconds=120)
AUTO_RESUMES: Final = 3
"""So often the sweep resumes a run whose process died; then a person has to look why it does."""
State = TrainingRun.State


class AnotherRunActive(Busy):
    """One training at a time: another run waits or runs."""

    code = "training.busy"


class NotInState(Refused):
    """The run is in no state in which this can be done."""

    code = "training.wrong_state"


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to execute a run, held by one process until it lets go or falls silent."""

    run_id: int
    token: uuid.UUID
    resumed: bool

    @property
    def row(self) -> Any:
        """The run's row as long as this claim holds."""
        return TrainingRun.objects.filter(pk=self.run_id, claim=self.token, state=State.RUNNING)


@transaction.atomic
def run_claim(run_id: int, *, celery_id: str = "") -> Claim | None:
    """Take a queued or interrupted run; None when somebody else has it or it is finished."""
    former = TrainingRun.objects.select_for_update().filter(pk=run_id).first()
    if former is None or former.state not in (State.QUEUED, State.INTERRUPTED):
        return None
    now = timezone.now()
    token = uuid.uuid4()
    resumed = former.started_at is not None
    try:
        with transaction.atomic():
            TrainingRun.objects.filter(pk=run_id).update(
                state=State.RUNNING,
                claim=token,
                worker=this_process(),
                celery_id=celery_id,
                started_at=former.started_at or now,
                heartbeat_at=now,
                error="",
                resumes=F("resumes") + (1 if resumed else 0),
            )
    except IntegrityError:
        return None
    audit_record(
        actor=None, action="training.begin", obj_type="training_run", obj_id=run_id, data={"resumed": resumed}
    )
    return Claim(run_id, token, resumed)


def run_end(claim: Claim, state: str, *, error: str = "", **fields: Any) -> bool:
    """Leave ``running``; false when the claim was lost, and then nothing is changed."""
    with transaction.atomic():
        finished = state in (State.SUCCEEDED, State.FAILED, State.CANCELLED)
        ended = claim.row.update(
            state=state,
            error=error,
            claim=None,
            worker="",
            finished_at=timezone.now() if finished else None,
            **fields,
        )
        if ended:
            audit_record(
                actor=None,
                action=f"training.{state}",
                obj_type="training_run",
                obj_id=claim.run_id,
                data={"error": error} if error else {},
            )
        return bool(ended)


@transaction.atomic
def run_cancel(run_id: int, *, by: Person | None = None) -> TrainingRun:
    """Cancel a run: at once when nobody executes it, else within about a second.

    Raises:
        NotFound: there is no such run.
        NotInState: it is finished.
    """
    waiting = TrainingRun.objects.filter(pk=run_id, state__in=[State.QUEUED, State.INTERRUPTED])
    if not waiting.update(state=State.CANCELLED, cancel_requested=True, finished_at=timezone.now()):
        running = TrainingRun.objects.filter(pk=run_id, state=State.RUNNING)
        if not running.update(cancel_requested=True):
            raise NotInState(f"Run {run_id} is {run_get(run_id).state}; there is nothing to cancel.")
    audit_record(actor=by, action="training.cancel", obj_type="training_run", obj_id=run_id)
    return run_get(run_id)


@transaction.atomic
def run_resume(run_id: int, *, by: Person | None = None, automatically: bool = False) -> TrainingRun:
    """Put an interrupted, cancelled or failed run back into the queue; it goes on from its checkpoint.

    Raises:
        NotFound: there is no such run.
        NotInState: it succeeded, or is active already.
        AnotherRunActive: another run is.
    """
    resting = TrainingRun.objects.filter(
        pk=run_id, state__in=[State.INTERRUPTED, State.CANCELLED, State.FAILED]
    )
    try:
        with transaction.atomic():
            resumed = resting.update(
                state=State.QUEUED,
                cancel_requested=False,
                finished_at=None,
                error="",
                rung_at=timezone.now(),
                auto_resumes=F("auto_resumes") + (1 if automatically else 0),
            )
    except IntegrityError:
        raise _busy() from None
    if not resumed:
        raise NotInState(f"Run {run_id} is {run_get(run_id).state} and cannot be resumed.")
    audit_record(
        actor=by,
        action="training.resume",
        obj_type="training_run",
        obj_id=run_id,
        data={"automatically": automatically},
    )
    return run_get(run_id)


def _busy() -> AnotherRunActive:
    active = TrainingRun.objects.filter(state__in=[State.QUEUED, State.RUNNING]).first()
    what = f"Run {active.pk} is {active.state}" if active else "Another run is active"
    return AnotherRunActive(f"{what}; one training at a time. Wait for it or cancel it.", retry_after=60)


def run_insert(run: TrainingRun) -> None:
    """Save a new queued run in the caller's transaction.

    Raises:
        AnotherRunActive: another run waits or runs.
    """
    try:
        with transaction.atomic():
            run.save()
    except IntegrityError:
        raise _busy() from None


@dataclass(frozen=True, slots=True)
class Sweep:
    """What a sweep found: runs that lost their process, those of them put back, and those to ring for again."""

    interrupted: tuple[int, ...]
    resumed: tuple[int, ...]
    ring: tuple[int, ...]


def runs_sweep(now: datetime | None = None) -> Sweep:
    """Find runs whose process is gone or silent, and resume them (`AUTO_RESUMES`). Safe to run at any time."""
    moment = now or timezone.now()
    interrupted = [
        run.pk
        for run in TrainingRun.objects.filter(state=State.RUNNING)
        if (is_gone(run.worker) or _silent(run, moment)) and _interrupt(run)
    ]
    resumed = []
    for run in TrainingRun.objects.filter(
        state=State.INTERRUPTED, auto_resumes__lt=AUTO_RESUMES, cancel_requested=False
    ).order_by("pk"):
        try:
            run_resume(run.pk, automatically=True)
            resumed.append(run.pk)
        except (AnotherRunActive, NotInState):
            continue
    return Sweep(tuple(interrupted), tuple(resumed), (*resumed, *_ring_again(moment)))


def run_put_back(run_id: int) -> bool:
    """Resume a run that its database interrupted; whether it waits for a worker now."""
    state = TrainingRun.objects.filter(pk=run_id).values_list("state", "auto_resumes").first()
    if state is not None and state[0] == State.INTERRUPTED and state[1] < AUTO_RESUMES:
        try:
            run_resume(run_id, automatically=True)
        except (AnotherRunActive, NotInState):
            return False
        return True
    return state is not None and state[0] == State.QUEUED


def _silent(run: TrainingRun, now: datetime) -> bool:
    return run.heartbeat_at is None or now - run.heartbeat_at > SILENT


@transaction.atomic
def _interrupt(run: TrainingRun) -> bool:
    """From running to interrupted (or cancelled, when that was the wish), unless somebody was faster."""
    state = State.CANCELLED if run.cancel_requested else State.INTERRUPTED
    return run_end(
        Claim(run.pk, run.claim or uuid.UUID(int=0), resumed=False),
        state,
        error="" if run.cancel_requested else "The process that trained it is gone.",
    )


def _ring_again(now: datetime) -> list[int]:
    """Queued runs whose message may have been lost; each is told again every two minutes at most."""
    late = TrainingRun.objects.filter(state=State.QUEUED).filter(
        Q(rung_at=None) | Q(rung_at__lt=now - RING_AGAIN)
    )
    found = list(late.values_list("pk", flat=True))
    TrainingRun.objects.filter(pk__in=found).update(rung_at=now)
    return found
