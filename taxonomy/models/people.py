"""People, their roles, and the tokens of programs that act for them."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.db import models

SCOPES: tuple[str, ...] = ("graph:read", "annotate", "review", "models", "admin")


class Role(models.TextChoices):
    """What a person is here for. The rights of each stand in `taxonomy.core.rights`."""

    ANNOTATOR = "annotator", "Annotator"
    REVIEWER = "reviewer", "Lead"
    ML_ENGINEER = "ml_engineer", "ML engineer"
    SEARCH_CLIENT = "search_client", "Search client"
    ADMINISTRATOR = "administrator", "Administrator"


class Person(AbstractUser):
    """Somebody who can log in. Never deleted, only made inactive: the ledger names people for ever."""

    role = models.CharField(max_length=20, choices=Role.choices, default=Role.ANNOTATOR)
    must_change_password = models.BooleanField(default=False)
    # Came by single sign-on and waits, inactive, until a lead lets them in.
    waiting_since = models.DateTimeField(null=True, blank=True)

    class Meta(AbstractUser.Meta):
        verbose_name_plural = "people"
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="person_role_known"),
            models.CheckConstraint(
                condition=models.Q(waiting_since=None) | models.Q(is_active=False),
                name="person_waits_inactive",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["id"], name="person_waiting", condition=models.Q(waiting_since__isnull=False)
            ),
        ]


class Invitation(models.Model):
    """A link that lets one person in, once, with the role that stands here. Only its SHA-256 digest is kept."""

    role = models.CharField(max_length=20, choices=Role.choices)
    note = models.CharField(max_length=150, default="", blank=True)  # whom it is for, in the inviter's words
    digest = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.OneToOneField(Person, on_delete=models.PROTECT, null=True, related_name="invitation")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="invitation_role_known"),
            models.CheckConstraint(
                condition=models.Q(accepted_at=None, accepted_by=None)
                | models.Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="invitation_accepted_whole",
            ),
        ]


class ApiToken(models.Model):
    """An opaque token, kept only as a SHA-256 digest, with scopes, expiry and last use."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=20))
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
