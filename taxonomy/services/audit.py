"""One audit row for every write, in the write's own transaction."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.utils import timezone

from taxonomy.models import AuditEntry, Person
from taxonomy.services.request_context import request_id


class NotInTransaction(RuntimeError):
    """An audit row outside its write's transaction could outlive the write, or be lost without it."""


def audit_record(
    *, actor: Person | None, action: str, obj_type: str, obj_id: object, data: dict[str, Any] | None = None
) -> None:
    """Add the audit row of a write that is going on.

    Args:
        actor: who did it; None for the system itself.
        action: ``noun.verb``, for example ``annotation.record``.
        data: JSON types only; what is needed to understand the change, never a secret.

    Raises:
        NotInTransaction: when no transaction is open.
    """
    if not connection.in_atomic_block:
        raise NotInTransaction(action)
    AuditEntry.objects.create(
        at=timezone.now(),
        actor=actor,
        action=action,
        object_type=obj_type,
        object_id=str(obj_id),
        data=data or {},
        request_id=request_id.get(),
    )
