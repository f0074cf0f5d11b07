"""The learner's record in Django's admin: to look at, not to change."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest

from models_lstm.models import (
    AliasMove,
    Dataset,
    Evaluation,
    ModelVersion,
    ProposalRun,
    RetrainPolicy,
    TrainingRun,
)


class ReadOnly(admin.ModelAdmin[Any]):
    """Rows are made by services alone."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False


@admin.register(Dataset)
class DatasetAdmin(ReadOnly):
    """Data sets."""

    list_display = (
        "name",
        "source",
        "ledger_seq",
        "train_count",
        "validation_count",
        "test_count",
        "created_at",
    )


@admin.register(TrainingRun)
class TrainingRunAdmin(ReadOnly):
    """Training runs."""

    list_display = ("id", "state", "dataset", "preset", "seed", "queued_at", "finished_at")
    list_filter: ClassVar = ("state",)


@admin.register(ModelVersion)
class ModelVersionAdmin(ReadOnly):
    """Model versions."""

    list_display = ("version", "dataset", "created_at")


@admin.register(AliasMove)
class AliasMoveAdmin(ReadOnly):
    """Moves of aliases."""

    list_display = ("alias", "kind", "model_version", "from_version", "override", "by", "at")


@admin.register(Evaluation)
class EvaluationAdmin(ReadOnly):
    """Evaluations."""

    list_display = ("model_version", "dataset", "created_at")


@admin.register(ProposalRun)
class ProposalRunAdmin(ReadOnly):
    """Proposal runs."""

    list_display = ("id", "state", "model_version", "queued_at", "finished_at")
    list_filter: ClassVar = ("state",)


@admin.register(RetrainPolicy)
class RetrainPolicyAdmin(ReadOnly):
    """What was said on automatic training."""

    list_display = ("created_at", "enabled", "after", "preset", "promotes", "made_by")
