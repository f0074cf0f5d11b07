"""Training runs and their states."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from models_lstm.models.datasets import Dataset
from taxonomy.models import Person

ACTIVE_STATES = ("queued", "running")
FINISHED_STATES = ("succeeded", "failed", "cancelled")


class TrainingRun(models.Model):
    """One training, from the wish to the model.

    ``queued -> running -> succeeded | failed | cancelled | interrupted``, ``queued -> cancelled`` and
    ``interrupted -> queued | cancelled``. Every transition is an update where the state is still the old one.
    ``claim`` names the execution that may write to a running row; whoever lost it stops.
    """

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        SUCCEEDED = "succeeded"
        FAILED = "failed"
        CANCELLED = "cancelled"
        INTERRUPTED = "interrupted"

    key = models.UUIDField(default=uuid.uuid4, unique=True)  # names the run's folder, in whatever database
    state = models.CharField(max_length=12, choices=State.choices, default=State.QUEUED)
    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="runs")
    warm_start = models.ForeignKey(
        "models_lstm.ModelVersion", on_delete=models.PROTECT, null=True, related_name="+"
    )
    preset = models.CharField(max_length=20, blank=True, default="")  # empty: a recipe of one's own
    recipe = models.TextField()  # TOML
    seed = models.BigIntegerField(default=1)
    device = models.CharField(max_length=20, default="cpu")
    progress = models.JSONField(default=dict)
    curves = models.JSONField(default=dict)  # name -> [[step, value], ...], thinned
    metrics = models.JSONField(default=dict)  # of the validation split
    error = models.TextField(default="", blank=True)
    claim = models.UUIDField(null=True)
    worker = models.CharField(
        max_length=120, default="", blank=True
    )  # host:pid:start of the claiming process
    automatic = models.BooleanField(default=False)  # begun by the clock, not by a person
    promotes = models.BooleanField(default=False)  # show the version to the gate when it is done
    outcome = models.TextField(default="", blank=True)  # what the gate did with it
    celery_id = models.CharField(max_length=64, default="", blank=True)
    cancel_requested = models.BooleanField(default=False)
    resumes = models.SmallIntegerField(default=0)
    auto_resumes = models.SmallIntegerField(default=0)
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    queued_at = models.DateTimeField()
    rung_at = models.DateTimeField(null=True)  # when a worker was last told of it
    started_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(
                    state__in=["queued", "running", "succeeded", "failed", "cancelled", "interrupted"]
                ),
                name="training_run_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(state="running")
                | Q(claim__isnull=False, started_at__isnull=False, heartbeat_at__isnull=False),
                name="training_run_running_is_claimed",
            ),
            models.CheckConstraint(
                condition=Q(state__in=FINISHED_STATES, finished_at__isnull=False)
                | (~Q(state__in=FINISHED_STATES) & Q(finished_at=None)),
                name="training_run_finished_has_end",
            ),
            models.UniqueConstraint(
                models.Value(1), condition=Q(state__in=ACTIVE_STATES), name="training_run_one_active"
            ),
        ]
