"""Reading proposal runs."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from models_lstm.models import ProposalRun
from models_lstm.selectors.background import background_row
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
    row = background_row(run) | {
        "model_version": run.model_version.version,
        "options": run.options,
        "counts": run.counts,
        "surroundings": run.surroundings,
        "shares": run.shares,
    }
    return row | {"histograms": run.histograms} if detail else row
