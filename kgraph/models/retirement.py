"""Concepts that people have taken out of the graph, with the reason."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from taxonomy.models import Person, Title


class Retirement(models.Model):
    """A concept is no longer part of the graph, until the retirement is lifted. Rows are never deleted.

    The concept's one title is kept, since it is how the number was founded; no edge may hang on it meanwhile.
    ``concept`` and ``instead`` are numbers without a constraint, so that concepts can be rebuilt from the ledger.
    """

    concept = models.BigIntegerField()
    title = models.ForeignKey(Title, on_delete=models.PROTECT, related_name="+", db_index=False)
    reason = models.TextField()
    instead = models.BigIntegerField(null=True)  # the concept to use in its place, where there is one
    retired_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    retired_at = models.DateTimeField()
    lifted_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    lifted_at = models.DateTimeField(null=True)
    lifted_why = models.TextField(default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["concept"], condition=Q(lifted_at=None), name="retirement_one_standing"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="retirement_says_why"),
            models.CheckConstraint(
                condition=Q(instead=None) | ~Q(instead=F("concept")), name="retirement_instead_another"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["title"], name="retirement_of_title", condition=Q(lifted_at=None)),
            models.Index(fields=["instead"], name="retirement_instead", condition=Q(lifted_at=None)),
        ]
