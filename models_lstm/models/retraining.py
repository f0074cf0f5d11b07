"""When the learner is trained by itself, as people have said."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from taxonomy.models import Person


class RetrainPolicy(models.Model):
    """A word on automatic training. Append-only: the newest row counts, without one it is off."""

    enabled = models.BooleanField()
    after = models.IntegerField()  # decisions since the ledger was last trained on
    preset = models.CharField(max_length=20)
    promotes = models.BooleanField()  # ask the gate when done; else only a version is registered
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "retrain policies"
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(after__gte=1), name="retrain_policy_after_some"),
        ]
