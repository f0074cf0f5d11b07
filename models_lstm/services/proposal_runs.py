"""Queue, claim, end and sweep proposal runs."""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from models_lstm.models import ModelVersion, ProposalRun
from models_lstm.services.processes import is_gone, this_process
from models_lstm.services.run_states import RING_AGAIN, SILENT
from taxonomy.core.errors import BadInput
from taxonomy.models import Person
from taxonomy.selectors.quarantines import model_refuse_quarantined
from taxonomy.services.audit import audit_record

State = ProposalRun.State
MOST_PROPOSALS: Final = 200_000


@dataclass(frozen=True, slots=True)
class ProposeOptions:
    """How to propose.

    Attributes:
        limit: most proposals to store, the best ones.
        min_score: least calibrated score.
        top: nearest titles of each title that become candidates; 0 leaves the candidates as they are.
        explained: of how many of the best the words are weighed, which costs a scoring for each word.
    """

    limit: int = 10_000
    min_score: float = 0.5
    top: int = 20
    explained: int = MOST_PROPOSALS

    def __post_init__(self) -> None:
        if not 1 <= self.limit <= MOST_PROPOSALS:
            raise BadInput(f"'limit' must lie between 1 and {MOST_PROPOSALS:,}.", field="limit")
        if not 0.0 <= self.min_score <= 1.0:
            raise BadInput("'min_score' must lie between 0 and 1.", field="min_score")
        if self.explained < 0:
            raise BadInput("'explained' must not be negative.", field="explained")
        if not 0 <= self.top <= 200:
            raise BadInput("'top' must lie between 0 and 200.", field="top")


@dataclass(frozen=True, slots=True)
class ProposalClaim:
    """The right to execute a proposal run."""

    run_id: int
    token: uuid.UUID

    @property
    def row(self) -> Any:
        """The row as long as this claim holds."""
        return ProposalRun.objects.filter(pk=self.run_id, claim=self.token, state=State.RUNNING)


@transaction.atomic
def proposal_run_queue(
    version: ModelVersion, *, options: ProposeOptions | None = None, by: Person | None = None
) -> ProposalRun:
    """Queue a run; queued ones of other versions are cancelled, since the newest wish counts.

    Raises:
        ModelQuarantined
    """
    model_refuse_quarantined(version.version)
    now = timezone.now()
    ProposalRun.objects.filter(state=State.QUEUED).update(
        state=State.CANCELLED, finished_at=now, error="A newer proposal run took its place."
    )
    run = ProposalRun.objects.create(
        model_version=version,
        options=asdict(options or ProposeOptions()),
        created_by=by,
        queued_at=now,
        rung_at=now,
    )
    audit_record(
        actor=by,
        action="proposals.queue",
        obj_type="proposal_run",
        obj_id=run.pk,
        data={"version": version.version, **run.options},
    )
    return run


@transaction.atomic
def proposal_run_claim(run_id: int) -> ProposalClaim | None:
    """Take a queued run; None when it is not queued any more, or another one is running."""
    token, now = uuid.uuid4(), timezone.now()
    try:
        with transaction.atomic():
            taken = ProposalRun.objects.filter(pk=run_id, state=State.QUEUED).update(
                state=State.RUNNING, claim=token, worker=this_process(), started_at=now, heartbeat_at=now
            )
    except IntegrityError:
        return None
    return ProposalClaim(run_id, token) if taken else None


@transaction.atomic
def proposal_run_end(claim: ProposalClaim, state: str, *, error: str = "", **fields: Any) -> bool:
    """Leave ``running``; false when the claim was lost, and then nothing is changed."""
    ended = claim.row.update(
        state=state, error=error, claim=None, worker="", finished_at=timezone.now(), **fields
    )
    if ended:
        audit_record(
            actor=None,
            action=f"proposals.{state}",
            obj_type="proposal_run",
            obj_id=claim.run_id,
            data={"error": error} if error else fields.get("counts", {}),
        )
    return bool(ended)


@transaction.atomic
def proposal_run_requeue(claim: ProposalClaim) -> bool:
    """From running back into the queue, for the next worker that comes; false when the claim was lost."""
    back = claim.row.update(state=State.QUEUED, claim=None, worker="", rung_at=None)
    if back:
        audit_record(actor=None, action="proposals.requeue", obj_type="proposal_run", obj_id=claim.run_id)
    return bool(back)


def proposal_runs_sweep(now: datetime | None = None) -> list[int]:
    """Put runs whose process is gone back into the queue; the ids of queued runs to ring for."""
    moment = now or timezone.now()
    for run in ProposalRun.objects.filter(state=State.RUNNING):
        silent = run.heartbeat_at is None or moment - run.heartbeat_at > SILENT
        if not (silent or is_gone(run.worker)):
            continue
        proposal_run_requeue(ProposalClaim(run.pk, run.claim or uuid.UUID(int=0)))
    late = ProposalRun.objects.filter(state=State.QUEUED).filter(
        Q(rung_at=None) | Q(rung_at__lt=moment - RING_AGAIN)
    )
    found = list(late.values_list("pk", flat=True))
    ProposalRun.objects.filter(pk__in=found).update(rung_at=moment)
    return found
