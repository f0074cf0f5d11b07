"""Frozen data sets."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from taxonomy.models import Person


class Dataset(models.Model):
    """A snapshot of judged pairs with its split, never changed after it was made.

    The rows stand in the artifact; this row says what they are and where they came from. ``content_hash`` is over
    the examples and their sides, in whatever order.
    """

    class Source(models.TextChoices):
        DECISIONS = "decisions"
        CSV = "csv"

    name = models.CharField(max_length=80, unique=True)
    source = models.CharField(max_length=10, choices=Source.choices)
    content_hash = models.CharField(max_length=64)
    ledger_seq = models.BigIntegerField(null=True)  # the last decision that was looked at
    seed = models.BigIntegerField(default=0)
    train_count = models.IntegerField()
    validation_count = models.IntegerField()
    test_count = models.IntegerField()
    counts = models.JSONField(default=dict)  # side -> relation -> pairs
    facts = models.JSONField(default=dict)  # dropped, sampled, unsure, contested, unlabelled titles
    artifact = models.CharField(max_length=120)
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(name=""), name="dataset_named"),
            models.CheckConstraint(
                condition=Q(train_count__gte=0, validation_count__gte=0, test_count__gte=0),
                name="dataset_counts_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(source="csv", ledger_seq=None) | Q(source="decisions", ledger_seq__isnull=False),
                name="dataset_of_decisions_names_its_place",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["content_hash"], name="dataset_by_content")]
