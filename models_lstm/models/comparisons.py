"""Runs that compare what two versions would propose for all open candidates."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from models_lstm.models.background import BackgroundRun, background_constraints
from models_lstm.models.registry import ModelVersion


class ComparisonRun(BackgroundRun):
    """The second version against the first; the result stays, with its day."""

    AUDITED_AS = ("comparison", "comparison_run")

    first = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="+")
    min_score = models.FloatField()
    result = models.JSONField(null=True)  # as `services.compare.models_compare` gives it

    class Meta:
        constraints: ClassVar = [
            *background_constraints("comparison_run"),
            models.CheckConstraint(condition=~Q(first=F("second")), name="comparison_run_of_two"),
            models.CheckConstraint(
                condition=Q(state="succeeded", result__isnull=False)
                | (~Q(state="succeeded") & Q(result__isnull=True)),
                name="comparison_run_succeeded_has_result",
            ),
            models.UniqueConstraint(
                "first", "second", "min_score",
                condition=Q(state__in=["queued", "running"]), name="comparison_run_asked_once",
            ),
        ]  # fmt: skip
        indexes: ClassVar = [models.Index(fields=["first", "second"], name="comparison_run_versions")]
