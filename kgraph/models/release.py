"""Releases of the graph, and what the search team says about them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q, Value

from taxonomy.core.relations import RELATIONS
from taxonomy.models import Person, Title


class Release(models.Model):
    """A numbered, immutable state of the graph, kept as an artifact. Only its state ever changes."""

    class State(models.TextChoices):
        DRAFT = "draft"
        PUBLISHED = "published"
        WITHDRAWN = "withdrawn"

    number = models.IntegerField(primary_key=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    artifact = models.CharField(max_length=120)
    content_hash = models.CharField(
        max_length=64
    )  # of the graph alone; equal for two releases that say the same
    ledger_seq = models.BigIntegerField()  # the last decision of the ledger when it was read
    tick = models.BigIntegerField()  # the last event of the graph that is in it
    counts = models.JSONField(default=dict)
    # The model whose encoder places titles that the release does not know: its name, and its files. Empty: none.
    encoder = models.CharField(max_length=60, default="", db_default="", blank=True)
    encoder_artifact = models.CharField(max_length=120, default="", db_default="", blank=True)
    note = models.TextField(default="", blank=True)
    major = models.IntegerField(default=1)
    minor = models.IntegerField(default=0)
    compatibility = models.JSONField(
        default=dict
    )  # {"level", "reasons", "against"}: the number it was held against
    notes = models.TextField(
        default="", blank=True
    )  # for people, Markdown; empty: written from the difference
    built_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    built_at = models.DateTimeField()
    published_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    published_at = models.DateTimeField(null=True)
    # When `latest` was last moved to it: the published release of the latest moment is the one that is served.
    served_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.TextField(default="", blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(number__gte=1), name="release_number_positive"),
            models.CheckConstraint(
                condition=Q(state="draft", published_at=None, withdrawn_at=None)
                | Q(state="published", published_at__isnull=False, withdrawn_at=None)
                | (Q(state="withdrawn", withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")),
                name="release_state_whole",
            ),
        ]


class Feedback(models.Model):
    """What a searcher's program or a person tells about an answer of the graph. Never changed."""

    class Kind(models.TextChoices):
        MISSING = "missing"  # a title that the graph does not know
        WRONG_MATCH = "wrong_match"  # a title that was taken for the wrong concept
        WRONG_EDGE = "wrong_edge"
        RELATION = "relation"  # two titles and what one should be to the other
        EXPANSION_HURT = "expansion_hurt"  # a query that found worse things with the terms that were added
        OTHER = "other"

    kind = models.CharField(max_length=20, choices=Kind.choices)
    text = models.CharField(max_length=300, default="", blank=True)
    concept = models.BigIntegerField(null=True)
    edge = models.BigIntegerField(null=True)
    title_a = models.ForeignKey(Title, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    title_b = models.ForeignKey(Title, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    relation = models.CharField(max_length=10, default="", blank=True)
    release = models.IntegerField(null=True)
    query_id = models.CharField(max_length=200, default="", db_default="", blank=True)  # of the search engine
    terms = models.JSONField(default=list, db_default=Value([], models.JSONField()))  # that did not help
    edges = models.JSONField(default=list, db_default=Value([], models.JSONField()))  # that are asked about
    comment = models.TextField(default="", blank=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(relation="") | Q(relation__in=RELATIONS), name="feedback_relation_known"
            ),
            models.CheckConstraint(
                condition=Q(title_a=None, title_b=None) | Q(title_a__isnull=False, title_b__isnull=False),
                name="feedback_two_titles_or_none",
            ),
        ]


class FeedbackClosing(models.Model):
    """That a lead has dealt with feedback, and how. Append-only, like the feedback itself."""

    feedback = models.OneToOneField(Feedback, on_delete=models.PROTECT, related_name="closing")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    note = models.TextField(default="", blank=True)
    created_at = models.DateTimeField()
