"""Tokens for programs: shown once, kept as a digest."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from taxonomy.core.errors import BadInput, Fault
from taxonomy.core.rights import scopes_of
from taxonomy.models import ApiToken, Person
from taxonomy.services.audit import audit_record

MARK = "tl_"
LAST_USE_STEP = timedelta(minutes=1)


class TokenRefused(Fault):
    """No such token, expired, or revoked."""

    code = "token.refused"
    status = 401


class ScopeTooWide(BadInput):
    """A token may not do more than its person."""

    code = "token.scope_too_wide"


def token_digest(secret: str) -> str:
    """What is kept of a secret."""
    # The secret has 256 random bits: a plain hash cannot be searched, and is fast enough for every request.
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def token_create(
    *,
    person: Person,
    name: str,
    scopes: Sequence[str],
    made_by: Person,
    expires_at: datetime | None = None,
    within: frozenset[str] | None = None,
) -> tuple[ApiToken, str]:
    """A new token and its secret, which cannot be read again.

    Args:
        within: scopes of the token that asks, where one asks: a narrow token must not beget a wide one.

    Raises:
        ScopeTooWide: a scope that the person's role does not have, or that is not ``within``.
    """
    allowed = scopes_of(person.role)
    if not scopes:
        raise ScopeTooWide("Name at least one scope.", field="scopes")
    if too_wide := sorted(set(scopes) - allowed):
        raise ScopeTooWide(
            f"{', '.join(too_wide)}: the role {person.role} has only {', '.join(sorted(allowed))}.",
            field="scopes",
        )
    if within is not None and (beyond := sorted(set(scopes) - within)):
        raise ScopeTooWide(
            f"{', '.join(beyond)}: you act here with {', '.join(sorted(within)) or 'no scope'} only.",
            field="scopes",
        )
    secret = MARK + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        person=person,
        name=name,
        prefix=secret[:10],
        digest=token_digest(secret),
        scopes=sorted(set(scopes)),
        created_at=timezone.now(),
        expires_at=expires_at,
    )
    audit_record(
        actor=made_by,
        action="token.create",
        obj_type="token",
        obj_id=token.pk,
        data={"person": person.pk, "scopes": token.scopes, "name": name},
    )
    return token, secret


def token_verify(secret: str) -> ApiToken:
    """The live token with this secret; notes its use (at most once a minute).

    Raises:
        TokenRefused: unknown, expired, revoked, or its person is inactive.
    """
    token = ApiToken.objects.select_related("person").filter(digest=token_digest(secret)).first()
    now = timezone.now()
    if token is None or token.revoked_at is not None or not token.person.is_active:
        raise TokenRefused("The token is unknown or was revoked.")
    if token.expires_at is not None and token.expires_at <= now:
        raise TokenRefused("The token has expired.")
    if token.last_used_at is None or now - token.last_used_at > LAST_USE_STEP:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    return token


@transaction.atomic
def token_revoke(*, token: ApiToken, by: Person) -> None:
    """Make a token useless from now on; the row stays."""
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now())
    audit_record(actor=by, action="token.revoke", obj_type="token", obj_id=token.pk)
