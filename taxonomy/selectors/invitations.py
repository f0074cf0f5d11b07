"""Reading invitations. Their secrets are not known any more."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from taxonomy.core.errors import NotFound
from taxonomy.models import Invitation

STATES: tuple[str, ...] = ("open", "accepted", "revoked", "expired")


def invitations_all() -> QuerySet[Invitation]:
    """All invitations with the people on both sides; used and revoked ones too."""
    return Invitation.objects.select_related("made_by", "accepted_by")


def invitation_get(invitation_id: int) -> Invitation:
    """One invitation.

    Raises:
        NotFound: there is none of this number.
    """
    found = invitations_all().filter(pk=invitation_id).first()
    if found is None:
        raise NotFound(f"There is no invitation {invitation_id}.")
    return found


def invitation_state(invitation: Invitation, now: datetime) -> str:
    """One of `STATES`."""
    if invitation.accepted_at is not None:
        return "accepted"
    if invitation.revoked_at is not None:
        return "revoked"
    return "open" if invitation.expires_at > now else "expired"


def invitation_row(invitation: Invitation, now: datetime) -> dict[str, Any]:
    """An invitation for the API."""
    return {
        "id": invitation.pk,
        "role": invitation.role,
        "note": invitation.note,
        "state": invitation_state(invitation, now),
        "made_by": invitation.made_by.username,
        "accepted_by": invitation.accepted_by.username if invitation.accepted_by else None,
        "created_at": invitation.created_at,
        "expires_at": invitation.expires_at,
        "accepted_at": invitation.accepted_at,
        "revoked_at": invitation.revoked_at,
    }
