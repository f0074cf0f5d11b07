"""What every piece of the learner's background work has: a state, a claim, signs of life."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from models_lstm.models.runs import FINISHED_STATES
from taxonomy.models import Person


class BackgroundRun(models.Model):
    """``queued -> running -> succeeded | failed | cancelled``; back to queued when the process was lost.

    ``claim`` names the execution that may write to a running row; whoever lost it stops.
    """

    AUDITED_AS: ClassVar[tuple[str, str]]
    """The first word of the actions, and the type of the object, in the audit."""

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        SUCCEEDED = "succeeded"
        FAILED = "failed"
        CANCELLED = "cancelled"

    state = models.CharField(max_length=12, choices=State.choices, default=State.QUEUED)
    progress = models.JSONField(default=dict)
    error = models.TextField(default="", blank=True)
    claim = models.UUIDField(null=True)
    worker = models.CharField(max_length=120, default="", blank=True)
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    queued_at = models.DateTimeField()
    rung_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


def background_constraints(name: str) -> list[Any]:
    """The states are the known ones, what is finished has its end, and one runs at a time."""
    return [
        models.CheckConstraint(
            condition=Q(state__in=["queued", "running", "succeeded", "failed", "cancelled"]),
            name=f"{name}_state_known",
        ),
        models.CheckConstraint(
            condition=Q(state__in=FINISHED_STATES, finished_at__isnull=False)
            | (~Q(state__in=FINISHED_STATES) & Q(finished_at=None)),
            name=f"{name}_finished_has_end",
        ),
        models.UniqueConstraint(models.Value(1), condition=Q(state="running"), name=f"{name}_one_running"),
    ]
