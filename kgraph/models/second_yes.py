"""Decisions that change so much that another person must agree: from which size on, and who agreed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from taxonomy.models import Decision, Person


class SecondYesPolicy(models.Model):
    """A lead's word on which decisions wait for another person. Append-only: the newest row counts.

    Without a row, and where a limit is empty, nothing waits.
    """

    merge_titles = models.IntegerField(null=True)  # a synonym joining two concepts of so many titles or more
    inferred_edges = models.IntegerField(null=True)  # more transitive edges than so many gained and lost
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(Q(merge_titles=None) | Q(merge_titles__gte=1))
                & (Q(inferred_edges=None) | Q(inferred_edges__gte=0)),
                name="second_yes_limits",
            ),
        ]


class SecondYes(models.Model):
    """Another person's yes to a decision that waited for it."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="second_yes")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    note = models.TextField(default="")
    at = models.DateTimeField()
