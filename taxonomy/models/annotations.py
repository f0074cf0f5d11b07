"""The queue of pairs to judge, and people's judgements."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from taxonomy.core.relations import DIRECTED_RELATIONS, STORED_RELATIONS, UNSURE
from taxonomy.models.people import Person
from taxonomy.models.titles import Pair

ANNOTATION_RELATIONS = (*STORED_RELATIONS, UNSURE)


class Task(models.Model):
    """A pair that waits for judgement by ``wanted`` people, leased to one of them at a time."""

    class State(models.TextChoices):
        OPEN = "open"
        SETTLED = "settled"
        DISPUTED = "disputed"  # waits for a lead
        WITHDRAWN = "withdrawn"

    pair = models.OneToOneField(Pair, on_delete=models.PROTECT, related_name="task")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    priority = models.FloatField(default=0.0)
    reason = models.CharField(
        max_length=200, default=""
    )  # why this pair is asked, in words for the annotator
    wanted = models.SmallIntegerField(default=1)  # how many people judge it, blind to each other
    answers = models.SmallIntegerField(default=0)  # judgements that count (not undone)
    leased_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    leased_until = models.DateTimeField(null=True)
    # People who answered or skipped it: kept on the row, so that handing out needs no second table.
    seen_by = ArrayField(models.BigIntegerField(), default=list)
    in_random_slice = models.BooleanField(default=False)  # drawn at random: kept apart for honest measuring
    # What the model would have said when the task was made, seen from the pair's first title; empty without an opinion.
    guess = models.CharField(max_length=10, default="", db_default="", blank=True)
    # Whom a lead gave it to, and with which assignment. See `Assignment`.
    assigned_to = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    assignment = models.ForeignKey(
        "taxonomy.Assignment", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(wanted__gte=1, wanted__lte=9), name="task_wanted_range"),
            models.CheckConstraint(
                condition=Q(leased_by=None, leased_until=None)
                | Q(leased_by__isnull=False, leased_until__isnull=False),
                name="task_lease_whole",
            ),
        ]
        indexes: ClassVar = [
            models.Index(F("priority").desc(), "id", name="task_queue", condition=Q(state="open")),
            models.Index(fields=["leased_by"], name="task_leased_by", condition=Q(leased_by__isnull=False)),
            models.Index(
                F("assigned_to"),
                F("priority").desc(),
                "id",
                name="task_assigned",
                condition=Q(state="open", assigned_to__isnull=False),
            ),
            models.Index(
                fields=["assignment"], name="task_of_assignment", condition=Q(assignment__isnull=False)
            ),
            models.Index(fields=["id"], name="task_disputed", condition=Q(state="disputed")),
        ]


class Annotation(models.Model):
    """One person's judgement of a pair. Append-only; taking it back is an `AnnotationUndo`."""

    pair = models.ForeignKey(Pair, on_delete=models.PROTECT, related_name="annotations")
    task = models.ForeignKey(
        Task, on_delete=models.PROTECT, null=True, related_name="annotations", db_index=False
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="annotations", db_index=False)
    relation = models.CharField(max_length=10)
    reversed = models.BooleanField(default=False)
    client_key = models.UUIDField(unique=True)  # idempotency: made by the client, once per decision
    duration_ms = models.IntegerField(null=True)  # from shown to decided, as the client measured it
    comment = models.TextField(default="")
    flagged = models.BooleanField(default=False)
    blind = models.BooleanField(default=True)  # no suggestion or other answer was shown
    stands = models.BooleanField(default=True, db_default=True)  # false once an `AnnotationUndo` names it
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(relation__in=ANNOTATION_RELATIONS), name="annotation_relation_known"
            ),
            models.CheckConstraint(
                condition=Q(reversed=False) | Q(relation__in=sorted(DIRECTED_RELATIONS)),
                name="annotation_reversed_only_directed",
            ),
            models.UniqueConstraint(
                fields=["pair", "person"], condition=Q(stands=True), name="annotation_one_standing"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["person", "-id"], name="annotation_by_person")]


class QueuePolicy(models.Model):
    """How the queue is filled and handed out. Append-only: the newest row counts, without one the settings."""

    overlap_share = models.FloatField()  # share of new tasks that want two answers, blind to each other
    random_share = models.FloatField()  # share of new tasks that are drawn at random
    strategy = models.CharField(max_length=20, default="value")  # `taxonomy.core.queue_order.STRATEGIES`
    lease_seconds = models.IntegerField(default=300)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "queue policies"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(
                    overlap_share__gte=0, overlap_share__lte=1, random_share__gte=0, random_share__lte=1
                ),
                name="queue_policy_shares",
            ),
            models.CheckConstraint(
                condition=Q(lease_seconds__gte=30, lease_seconds__lte=86_400), name="queue_policy_lease"
            ),
        ]


class AnnotationUndo(models.Model):
    """The event that takes an annotation back."""

    annotation = models.OneToOneField(Annotation, on_delete=models.PROTECT, related_name="undo")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    created_at = models.DateTimeField()
