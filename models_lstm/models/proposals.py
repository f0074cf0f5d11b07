"""Runs that turn candidates into proposals."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from models_lstm.models.background import BackgroundRun, background_constraints
from models_lstm.models.registry import ModelVersion


class ProposalRun(BackgroundRun):
    """A version scores the candidates; its proposals take the place of the former ones."""

    AUDITED_AS = ("proposals", "proposal_run")

    model_version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="proposal_runs")
    options = models.JSONField(default=dict)  # limit, min_score, top
    counts = models.JSONField(default=dict)  # titles, neighbours, candidates, scored, stored, ...
    histograms = models.JSONField(default=dict)  # of the inputs and of the scores, for watching drift
    surroundings = models.JSONField(
        default=dict
    )  # how what stands around a pair was weighed; empty: not at all
    shares = models.JSONField(
        default=dict
    )  # how the opinions were moved to what is found; empty: no candidates

    class Meta:
        constraints: ClassVar = background_constraints("proposal_run")
