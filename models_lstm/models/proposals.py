"""Runs that turn candidates into proposals."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from models_lstm.models.registry import ModelVersion
from models_lstm.models.runs import FINISHED_STATES
from taxonomy.models import Person


class ProposalRun(models.Model):
    """A version scores the candidates; its proposals take the place of the former ones."""

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        SUCCEEDED = "succeeded"
        FAILED = "failed"
        CANCELLED = "cancelled"

    state = models.CharField(max_length=12, choices=State.choices, default=State.QUEUED)
    model_version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="proposal_runs")
    options = models.JSONField(default=dict)  # limit, min_score, top
    progress = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)  # titles, neighbours, candidates, scored, stored, ...
    histograms = models.JSONField(default=dict)  # of the inputs and of the scores, for watching drift
    surroundings = models.JSONField(
        default=dict
    )  # how what stands around a pair was weighed; empty: not at all
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
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["queued", "running", "succeeded", "failed", "cancelled"]),
                name="proposal_run_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=FINISHED_STATES, finished_at__isnull=False)
                | (~Q(state__in=FINISHED_STATES) & Q(finished_at=None)),
                name="proposal_run_finished_has_end",
            ),
            models.UniqueConstraint(
                models.Value(1), condition=Q(state="running"), name="proposal_run_one_running"
            ),
        ]
