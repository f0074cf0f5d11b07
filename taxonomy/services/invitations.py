"""Invitations: a link that works once, for a while, for one role. The secret is in the link and nowhere else."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from taxonomy.core.errors import BadInput, Fault
from taxonomy.models import Invitation, Person
from taxonomy.selectors.invitations import invitation_get
from taxonomy.services.audit import audit_record
from taxonomy.services.people import person_create, role_check

MARK = "tli_"
DAYS, MOST_DAYS = 7, 30


class InvitationRefused(Fault):
    """The link is unknown, used, revoked, or too old; which of these is told to whoever holds a true one."""

    code = "invitation.refused"
    status = 410


def invitation_digest(secret: str) -> str:
    """What is kept of a secret; it has 256 random bits, so a plain hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def invitation_make(
    *, role: str, by: Person, within: frozenset[str], note: str = "", days: int = DAYS
) -> tuple[Invitation, str]:
    """A new invitation and the secret of its link, which cannot be read again.

    Args:
        within: the scopes with which ``by`` acts here; the role may have no others.
        days: how long the link works, 1..`MOST_DAYS`.

    Raises:
        BadInput: an unknown role, or ``days`` out of range.
        RoleTooWide: the role may do what the inviter may not.
    """
    role_check(role, within)
    if not 1 <= days <= MOST_DAYS:
        raise BadInput(f"A link works for 1 to {MOST_DAYS} days.", field="days")
    secret = MARK + secrets.token_urlsafe(32)
    now = timezone.now()
    invitation = Invitation.objects.create(
        role=role,
        note=note.strip(),
        digest=invitation_digest(secret),
        made_by=by,
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    audit_record(
        actor=by,
        action="invitation.make",
        obj_type="invitation",
        obj_id=invitation.pk,
        data={"role": role, "note": invitation.note, "days": days},
    )
    return invitation, secret


def invitation_open(secret: str, *, lock: bool = False) -> Invitation:
    """The invitation behind a link, if it still lets somebody in.

    Raises:
        InvitationRefused
    """
    found = Invitation.objects.select_related("made_by").filter(digest=invitation_digest(secret))
    invitation = (found.select_for_update(of=("self",)) if lock else found).first()
    if invitation is None:
        raise InvitationRefused("This link invites nobody. Ask for a new one, and copy all of it.")
    if invitation.accepted_at is not None:
        raise InvitationRefused("This link was used. If that was you, log in with your name and password.")
    if invitation.revoked_at is not None:
        raise InvitationRefused("This invitation was taken back. Ask who sent it to you.")
    if invitation.expires_at <= timezone.now():
        raise InvitationRefused("This link has run out. Ask who sent it to you for a new one.")
    if not invitation.made_by.is_active:
        raise InvitationRefused("Whoever made this link is no longer here. Ask for a new one.")
    return invitation


@transaction.atomic
def invitation_accept(*, secret: str, username: str, password: str, name: str = "") -> Person:
    """The person whom the link lets in, with the name and the password they chose. The link is used up.

    Raises:
        InvitationRefused, PersonExists, PasswordRefused, BadInput: nobody was added, and the link still works.
    """
    invitation = invitation_open(secret, lock=True)
    person, _ = person_create(
        username=username, name=name, role=invitation.role, password=password, made_by=invitation.made_by
    )
    invitation.accepted_at, invitation.accepted_by = timezone.now(), person
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    audit_record(
        actor=person,
        action="invitation.accept",
        obj_type="invitation",
        obj_id=invitation.pk,
        data={"role": invitation.role, "invited_by": invitation.made_by_id},
    )
    return person


@transaction.atomic
def invitation_revoke(*, invitation_id: int, by: Person) -> Invitation:
    """Take an invitation back. Twice is no error; an accepted one stays accepted.

    Raises:
        NotFound
    """
    invitation = invitation_get(invitation_id)
    changed = Invitation.objects.filter(pk=invitation.pk, revoked_at=None, accepted_at=None).update(
        revoked_at=timezone.now()
    )
    if changed:
        audit_record(actor=by, action="invitation.revoke", obj_type="invitation", obj_id=invitation.pk)
    return invitation_get(invitation_id)
