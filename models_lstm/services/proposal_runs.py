"""Queue proposal runs; what they share with other background work is in `background`."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Final

from django.db import transaction
from django.utils import timezone

from models_lstm.models import ModelVersion, ProposalRun
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
