"""Model versions, what they are worth, and which of them serve."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from models_lstm.models.datasets import Dataset
from models_lstm.models.runs import TrainingRun
from taxonomy.models import Person


class ModelVersion(models.Model):
    """A trained model: ``v1``, ``v2``, ... Never changed, never reused."""

    number = models.IntegerField(unique=True)
    version = models.CharField(max_length=20, unique=True)
    run = models.OneToOneField(TrainingRun, on_delete=models.PROTECT, null=True, related_name="model_version")
    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="model_versions")
    artifact = models.CharField(max_length=120)
    bundle_hash = models.CharField(max_length=64)
    metrics = models.JSONField(default=dict)  # headline figures on its own data set's test split
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(number__gte=1), name="model_version_counts_from_one"),
        ]


class AliasMove(models.Model):
    """An alias (``champion``, ``challenger``) came to name another version. Append-only; the last row counts."""

    class Kind(models.TextChoices):
        PROMOTE = "promote"
        ROLLBACK = "rollback"

    alias = models.CharField(max_length=20)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.PROMOTE)
    model_version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="moves")
    from_version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, null=True, related_name="+")
    undoes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="undone_by")
    override = models.BooleanField(default=False)
    reason = models.TextField(default="", blank=True)
    verdict = models.JSONField(default=dict)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(alias__in=["champion", "challenger"]), name="alias_move_alias_known"
            ),
            models.CheckConstraint(
                condition=Q(from_version=None) | ~Q(model_version=F("from_version")),
                name="alias_move_goes_elsewhere",
            ),
            models.CheckConstraint(
                condition=Q(override=False) | ~Q(reason=""), name="alias_move_override_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(kind="promote", undoes=None) | Q(kind="rollback", undoes__isnull=False),
                name="alias_move_rollback_names_what_it_undoes",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["alias", "-id"], name="alias_move_latest")]


class Evaluation(models.Model):
    """A version measured on a data set's test split, with the lexical baseline beside it.

    The probabilities of every test pair stand in the artifact, so that versions can be compared pair by pair.
    """

    model_version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="evaluations")
    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="evaluations")
    report = models.JSONField(default=dict)
    baseline = models.JSONField(default=dict)
    predictions = models.CharField(max_length=120)  # artifact
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["model_version", "dataset"], name="evaluation_once"),
        ]


class TitleVectors(models.Model):
    """The vectors that a version gave to the titles of a language, kept so that only new titles are encoded."""

    model_version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="vectors")
    language = models.CharField(max_length=12)
    count = models.IntegerField()
    artifact = models.CharField(max_length=120)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "title vectors"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["model_version", "language"], name="title_vectors_once"),
        ]
