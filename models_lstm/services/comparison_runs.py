"""Ask for a comparison over all candidates, and take that back; executing it is in `compare`."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone

from models_lstm.models import ComparisonRun, ModelVersion
from models_lstm.selectors.comparisons import comparison_run_get
from taxonomy.core.errors import BadInput, Refused
from taxonomy.models import Person
from taxonomy.services.audit import audit_record

State = ComparisonRun.State


class ComparisonOver(Refused):
    """The comparison has ended already."""

    code = "comparison.over"


@transaction.atomic
def comparison_run_queue(
    first: ModelVersion, second: ModelVersion, *, min_score: float, by: Person | None = None
) -> tuple[ComparisonRun, bool]:
    """A comparison that waits or runs, and whether it was made: the same question is asked once at a time.

    Raises:
        BadInput: a version against itself, or a score that is none.
    """
    if first == second:
        raise BadInput(f"'{first.version}' cannot be compared with itself.", field="b")
    if not 0.0 <= min_score <= 1.0:
        raise BadInput("'min_score' must lie between 0 and 1.", field="min_score")
    now = timezone.now()
    try:
        with transaction.atomic():
            run = ComparisonRun.objects.create(
                first=first, second=second, min_score=min_score, created_by=by, queued_at=now, rung_at=now
            )
    except IntegrityError:  # somebody else has just asked
        waiting = ComparisonRun.objects.filter(state__in=(State.QUEUED, State.RUNNING))
        return waiting.select_related("first", "second", "created_by").get(
            first=first, second=second, min_score=min_score
        ), False
    audit_record(
        actor=by,
        action="comparison.queue",
        obj_type="comparison_run",
        obj_id=run.pk,
        data={"first": first.version, "second": second.version, "min_score": min_score},
    )
    return run, True


@transaction.atomic
def comparison_run_cancel(run_id: int, *, by: Person | None = None) -> ComparisonRun:
    """End a comparison that waits or runs; its process stops at the next batch.

    Raises:
        NotFound, ComparisonOver
    """
    ended = ComparisonRun.objects.filter(pk=run_id, state__in=(State.QUEUED, State.RUNNING)).update(
        state=State.CANCELLED, claim=None, worker="", finished_at=timezone.now()
    )
    run = comparison_run_get(run_id)
    if not ended:
        raise ComparisonOver(f"Comparison {run_id} is {run.state}.")
    audit_record(actor=by, action="comparison.cancel", obj_type="comparison_run", obj_id=run_id)
    return run
