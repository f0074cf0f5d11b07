"""Reading proposal runs."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from models_lstm.models import ProposalRun
from models_lstm.selectors.runs import waiting_reason
from taxonomy.core.errors import NotFound


def proposal_runs_all() -> QuerySet[ProposalRun]:
    """All proposal runs."""
    return ProposalRun.objects.select_related("model_version", "created_by")


def proposal_runs_waiting() -> list[int]:
    """Numbers of the queued runs (at most one)."""
    return list(ProposalRun.objects.filter(state=ProposalRun.State.QUEUED).values_list("pk", flat=True))


def proposal_run_get(run_id: int) -> ProposalRun:
    """One proposal run.

    Raises:
        NotFound: there is none.
    """
    found = proposal_runs_all().filter(pk=run_id).first()
    if found is None:
        raise NotFound(f"There is no proposal run {run_id}.")
    return found


def proposal_run_row(run: ProposalRun, *, detail: bool = False) -> dict[str, Any]:
    """A proposal run for the API and for commands; with its histograms when ``detail``."""
    row: dict[str, Any] = {
        "id": run.pk,
        "state": run.state,
        "waiting_reason": waiting_reason() if run.state == ProposalRun.State.QUEUED else None,
        "model_version": run.model_version.version,
        "options": run.options,
        "progress": run.progress,
        "counts": run.counts,
        "surroundings": run.surroundings,
        "error": run.error,
        "created_by": run.created_by.username if run.created_by else None,
        "queued_at": run.queued_at,
        "started_at": run.started_at,
        "finished_at": run.finished_at,
    }
    return row | {"histograms": run.histograms} if detail else row
