"""What happened to the graph, told to programs: notices in one order, and who is to be told."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from taxonomy.models import Person


class Notice(models.Model):
    """Something happened. Written in the transaction of what happened; ``place`` is given after it has committed.

    Ids are drawn before a commit, so a reader who goes by them can miss one that commits late. Places are given by
    one at a time and only to what is committed: who has read up to a place has read everything before it.
    """

    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    data = models.JSONField(default=dict)
    place = models.BigIntegerField(null=True, unique=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["id"], name="notice_without_place", condition=Q(place=None)),
        ]


class Webhook(models.Model):
    """An address that is told. The secret that signs is made of ``salt`` and the installation's key, never stored."""

    url = models.CharField(max_length=1000)
    kinds = models.JSONField(default=list)  # of notices; empty: all
    note = models.CharField(max_length=200, default="")
    salt = models.CharField(max_length=32)
    salt_before = models.CharField(max_length=32, default="")
    rotated_at = models.DateTimeField(null=True)
    told = models.BigIntegerField()  # the last place for which deliveries were made
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True)
    paused_why = models.CharField(max_length=300, default="")
    removed_at = models.DateTimeField(null=True)


class Delivery(models.Model):
    """A notice on its way to an address."""

    class State(models.TextChoices):
        """Waiting is tried again; given up is not, unless somebody asks."""

        WAITING = "waiting"
        SENT = "sent"
        GIVEN_UP = "given_up"

    webhook = models.ForeignKey(Webhook, on_delete=models.PROTECT, related_name="deliveries", db_index=False)
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.IntegerField(default=0)
    next_at = models.DateTimeField()  # while waiting: not before; also the lease of who sends it
    tries = models.JSONField(default=list)  # the last of them: at, status, error, milliseconds
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "deliveries"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["webhook", "notice"], name="delivery_once"),
            models.CheckConstraint(
                condition=Q(state__in=("waiting", "sent", "given_up")), name="delivery_state_known"
            ),
            models.CheckConstraint(condition=Q(attempts__gte=0), name="delivery_attempts_positive"),
        ]
        indexes: ClassVar = [
            models.Index(F("next_at"), name="delivery_due", condition=Q(state="waiting")),
            models.Index(fields=["webhook", "-id"], name="delivery_by_webhook"),
        ]
