"""Claim, execute, end and sweep the learner's background work, whatever it is."""

from __future__ import annotations

import logging
import traceback
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.db.models import Q
from django.utils import timezone

from models_lstm.models.background import BackgroundRun
from models_lstm.services.processes import is_gone, this_process
from models_lstm.services.pulse import Pulse, database_away, if_possible, patiently
from models_lstm.services.run_states import AUTO_RESUMES, RING_AGAIN, SILENT
from taxonomy.core.errors import Busy, Fault
from taxonomy.models import AuditEntry
from taxonomy.services.audit import audit_record

logger = logging.getLogger("titleloom.background")
State = BackgroundRun.State


class ClaimLost(Exception):
    """Somebody else executes the run now, or it was cancelled."""


class RunTaken(Busy):
    """The run is executed elsewhere, finished, or another one of its kind is running."""

    code = "run.busy"


@dataclass(frozen=True, slots=True)
class BackgroundClaim:
    """The right to execute a run, held by one process until it lets go or falls silent."""

    runs: type[BackgroundRun]
    run_id: int
    token: uuid.UUID

    @property
    def row(self) -> Any:
        """The row as long as this claim holds."""
        return self.runs._default_manager.filter(pk=self.run_id, claim=self.token, state=State.RUNNING)

    def audit(self, action: str, data: dict[str, Any] | None = None) -> None:
        """An audit row about the run that nobody in particular caused."""
        word, kind = self.runs.AUDITED_AS
        audit_record(
            actor=None, action=f"{word}.{action}", obj_type=kind, obj_id=self.run_id, data=data or {}
        )


@transaction.atomic
def background_claim(runs: type[BackgroundRun], run_id: int) -> BackgroundClaim | None:
    """Take a queued run; None when it is not queued any more, or another one is running."""
    token, now = uuid.uuid4(), timezone.now()
    try:
        with transaction.atomic():
            taken = runs._default_manager.filter(pk=run_id, state=State.QUEUED).update(
                state=State.RUNNING, claim=token, worker=this_process(), started_at=now, heartbeat_at=now
            )
    except IntegrityError:
        return None
    return BackgroundClaim(runs, run_id, token) if taken else None


@transaction.atomic
def background_end(
    claim: BackgroundClaim,
    state: str,
    *,
    error: str = "",
    told: dict[str, Any] | None = None,
    **fields: Any,
) -> bool:
    """Leave ``running``; false when the claim was lost, and then nothing is changed.

    Args:
        told: for the audit, beside an error. fields: of the row.
    """
    ended = claim.row.update(
        state=state, error=error, claim=None, worker="", finished_at=timezone.now(), **fields
    )
    if ended:
        claim.audit(state, {"error": error} if error else told)
    return bool(ended)


@transaction.atomic
def background_requeue(claim: BackgroundClaim, *, because: str = "") -> bool:
    """From running back into the queue, for the next worker that comes; false when the claim was lost."""
    back = claim.row.update(state=State.QUEUED, claim=None, worker="", rung_at=None)
    if back:
        claim.audit("requeue", {"because": because} if because else None)
    return bool(back)


_LOSS: Final = "the database went away"


def _losses(claim: BackgroundClaim) -> int:
    """How often the run was put back since its database had gone. One that brings the server down must not go on so."""
    word, kind = claim.runs.AUDITED_AS
    rows = AuditEntry.objects.filter(object_type=kind, object_id=str(claim.run_id), action=f"{word}.requeue")
    return rows.filter(data__because=_LOSS).count()


def background_execute(
    runs: type[BackgroundRun],
    run_id: int,
    work: Callable[[BackgroundClaim, Pulse], None],
    *,
    again: bool,
) -> None:
    """Claim the run, do ``work``, which ends it, and end it as failed where that fails; the row tells how it ended.

    Args:
        again: whether a run that is stopped from outside, or whose database goes away (`AUTO_RESUMES` times), is put
            back into the queue, as a worker's is; what a person stops at a terminal is cancelled.

    Raises:
        RunTaken: the run is executed elsewhere or finished, or another one is running.
        ObjectDoesNotExist: there is no such run.
    """
    claim = background_claim(runs, run_id)
    if claim is None:
        kind = runs.AUDITED_AS[1].replace("_", " ").capitalize()
        state = runs._default_manager.values_list("state", flat=True).get(pk=run_id)
        raise RunTaken(f"{kind} {run_id} is {state}, or another one is running.")
    with Pulse(runs, run_id, claim.token) as pulse:
        try:
            work(claim, pulse)
        except ClaimLost:
            logger.warning("another process has taken over, or it was cancelled", extra={"run": run_id})
        except Fault as fault:
            detail = fault.detail
            patiently(lambda: background_end(claim, State.FAILED, error=detail))
        except Exception as error:
            if database_away(error) and again and patiently(lambda: _losses(claim)) < AUTO_RESUMES:
                logger.warning("the database went away; the run is put back", extra={"run": run_id})
                patiently(lambda: background_requeue(claim, because=_LOSS))
                raise
            logger.error("background run failed", extra={"run": run_id, "trace": traceback.format_exc()})
            told = f"Unexpected: {type(error).__name__}: {error}"
            patiently(lambda: background_end(claim, State.FAILED, error=told))
            raise
        except BaseException:
            # Where everything is stopped at once the database may be gone already: then the sweep finds the run.
            with suppress(OperationalError, InterfaceError):
                if again:
                    background_requeue(claim)
                else:
                    background_end(claim, State.CANCELLED, error="It was stopped from outside.")
            raise


def background_tell(claim: BackgroundClaim, stage: str, done: int, of: int) -> None:
    """The stage and how far it is, for people; left out while the database is away."""
    progress: dict[str, Any] = {"stage": stage, "done": done, "of": of}
    progress["percent"] = round(100.0 * done / of, 1) if of else 0.0
    if_possible(lambda: claim.row.update(progress=progress, heartbeat_at=timezone.now()))


def background_waits(runs: type[BackgroundRun], run_id: int) -> bool:
    """Whether a run waits for a worker."""
    return runs._default_manager.filter(pk=run_id, state=State.QUEUED).exists()


def background_sweep(runs: type[BackgroundRun], now: datetime | None = None) -> list[int]:
    """Put runs whose process is gone back into the queue; the ids of queued runs to ring for."""
    moment = now or timezone.now()
    for run in runs._default_manager.filter(state=State.RUNNING):
        silent = run.heartbeat_at is None or moment - run.heartbeat_at > SILENT
        if not (silent or is_gone(run.worker)):
            continue
        background_requeue(BackgroundClaim(runs, run.pk, run.claim or uuid.UUID(int=0)))
    late = runs._default_manager.filter(state=State.QUEUED).filter(
        Q(rung_at=None) | Q(rung_at__lt=moment - RING_AGAIN)
    )
    found = list(late.values_list("pk", flat=True))
    runs._default_manager.filter(pk__in=found).update(rung_at=moment)
    return found
