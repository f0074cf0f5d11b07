"""The audit trail, which is also the outbox: one row for every write, in the write's own transaction."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from taxonomy.models.people import Person


class AuditEntry(models.Model):
    """Who did what to which thing, when, in which request. Append-only.

    Consumers outside (a message bus, a webhook) read it by ascending ``id``.
    """

    at = models.DateTimeField()
    actor = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    action = models.CharField(max_length=60)
    object_type = models.CharField(max_length=40)
    object_id = models.CharField(max_length=64)
    data = models.JSONField(default=dict)
    request_id = models.CharField(max_length=64, default="")

    class Meta:
        verbose_name_plural = "audit entries"
        indexes: ClassVar = [
            models.Index(fields=["object_type", "object_id", "id"], name="audit_by_object"),
            models.Index(
                fields=["actor", "-id"], name="audit_by_actor", condition=models.Q(actor__isnull=False)
            ),
        ]
