"""Which relations of proposals are accepted without a person, as people have said and as the evidence allows."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from taxonomy.core.relations import STORED_RELATIONS
from taxonomy.models.people import Person


class AcceptancePolicy(models.Model):
    """A word on one relation. Append-only: the newest row counts, without one the relation is off.

    ``made_by`` is empty, and ``reason`` says why, where the program itself has switched a relation off.
    """

    relation = models.CharField(max_length=10)
    enabled = models.BooleanField()
    alpha = models.FloatField()  # share of wrong acceptances that is allowed
    sample_share = models.FloatField()  # share of the proposals that people review whatever their score
    reason = models.TextField(default="", blank=True)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(relation__in=STORED_RELATIONS), name="acceptance_relation"),
            models.CheckConstraint(
                condition=Q(alpha__gt=0.0, alpha__lte=0.5, sample_share__gte=0.0, sample_share__lte=1.0),
                name="acceptance_shares",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["relation", "-id"], name="acceptance_newest")]
