"""Reading comparisons of two versions over all candidates."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from models_lstm.models import ComparisonRun, ModelVersion
from models_lstm.selectors.background import background_row
from taxonomy.core.errors import NotFound


def comparison_runs_of(
    first: ModelVersion | None = None, second: ModelVersion | None = None
) -> QuerySet[ComparisonRun]:
    """All comparisons, or those of these versions."""
    found = ComparisonRun.objects.select_related("first", "second", "created_by")
    if first is not None:
        found = found.filter(first=first)
    return found if second is None else found.filter(second=second)


def comparison_runs_waiting() -> list[int]:
    """Numbers of the queued comparisons, the oldest first."""
    queued = ComparisonRun.objects.filter(state=ComparisonRun.State.QUEUED)
    return list(queued.order_by("pk").values_list("pk", flat=True))


def comparison_run_get(run_id: int) -> ComparisonRun:
    """One comparison.

    Raises:
        NotFound: there is none.
    """
    found = comparison_runs_of().filter(pk=run_id).first()
    if found is None:
        raise NotFound(f"There is no comparison {run_id}.")
    return found


def comparison_run_row(run: ComparisonRun, *, detail: bool = False) -> dict[str, Any]:
    """A comparison for the API; with its result when ``detail``."""
    row = background_row(run) | {
        "a": run.first.version,
        "b": run.second.version,
        "min_score": run.min_score,
    }
    return row | {"result": run.result} if detail else row
