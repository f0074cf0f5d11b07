"""What leads do beside judging: pairs whose answer is known, work given to a person, and the guideline."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from taxonomy.core.relations import DIRECTED_RELATIONS, STORED_RELATIONS
from taxonomy.models.people import Person
from taxonomy.models.titles import Pair


class GoldItem(models.Model):
    """A pair whose answer a lead vouches for. It is asked of everybody, unmarked, to measure them by."""

    pair = models.ForeignKey(Pair, on_delete=models.PROTECT, related_name="+", db_index=False)
    relation = models.CharField(max_length=10)
    reversed = models.BooleanField(default=False)
    note = models.TextField(default="", blank=True)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["pair"], condition=Q(retired_at=None), name="gold_once"),
            models.CheckConstraint(condition=Q(relation__in=STORED_RELATIONS), name="gold_relation_known"),
            models.CheckConstraint(
                condition=Q(reversed=False) | Q(relation__in=sorted(DIRECTED_RELATIONS)),
                name="gold_reversed_only_directed",
            ),
        ]


class Assignment(models.Model):
    """Open tasks that a lead gave to one person; nobody else is asked until that person has answered or skipped."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="assignments")
    note = models.CharField(max_length=200, default="", blank=True)
    tasks = models.IntegerField()  # how many were given
    due_on = models.DateField(null=True)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # taken back: what is left goes to everybody

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(tasks__gte=1), name="assignment_not_empty"),
        ]


class Guideline(models.Model):
    """One version of the text by which people judge, in Markdown. Append-only; the newest counts."""

    version = models.IntegerField(unique=True)
    text = models.TextField()
    note = models.CharField(max_length=300, default="", blank=True)  # what changed, in a sentence
    relations = ArrayField(models.CharField(max_length=10), default=list)  # what was asked again for it
    asked_again = models.IntegerField(default=0)  # how many pairs
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    created_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(F("version").desc(), name="guideline_newest")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(relations__contained_by=list(STORED_RELATIONS)), name="guideline_relations_known"
            ),
        ]
