"""Who keeps an eye on a concept, and what people say about it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from taxonomy.models import Person


class ConceptWatch(models.Model):
    """A person is told what happens to a concept. The row goes when they have seen enough; the audit trail stays.

    ``concept`` is a number without a constraint, so that concepts can be rebuilt from the ledger.
    """

    concept = models.BigIntegerField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    seen_at = models.DateTimeField()  # what happened later is news

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["concept", "person"], name="concept_watch_once"),
        ]


class ConceptComment(models.Model):
    """What somebody said about a concept. Never deleted: a withdrawn one is no longer shown."""

    concept = models.BigIntegerField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    text = models.TextField()
    client_key = models.UUIDField(unique=True)  # made by the browser once, so that nothing is said twice
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(text=""), name="concept_comment_says_something"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["concept", "id"], name="concept_comment_shown", condition=Q(withdrawn_at=None)
            ),
        ]
