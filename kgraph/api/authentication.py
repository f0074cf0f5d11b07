"""Tokens for the graph's readers: looked up in the database now and then, not at every question.

A token that was revoked or narrowed goes on working for ten seconds at most. While the database is away, tokens
that were good a quarter of an hour ago stay good, so that the graph is served on; a process that knows a token not
yet looks it up among those that were kept in a file (`kgraph.selectors.standby`).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from time import monotonic
from typing import Any, ClassVar

from django.db import DatabaseError
from django.utils import timezone
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from kgraph.selectors.releases import database_name
from kgraph.selectors.standby import token_kept
from taxonomy.api.authentication import BearerAuthentication
from taxonomy.models import ApiToken, Person
from taxonomy.services.tokens import token_digest

FRESH_SECONDS = 10.0
STALE_SECONDS = 900.0
_MOST = 10_000


@dataclass(frozen=True, slots=True)
class _Seen:
    token: ApiToken
    at: float


class CachedBearerAuthentication(BearerAuthentication):
    """``Authorization: Bearer``, remembered in the process for `FRESH_SECONDS`."""

    seen: ClassVar[dict[str, _Seen]] = {}

    def authenticate(self, request: Request) -> tuple[Person, Any] | None:
        """The person behind the token; None when there is no bearer token."""
        header = self.header(request)
        if not header.startswith("Bearer "):
            return None
        digest = _digest(header)
        known = self.seen.get(digest)
        age = monotonic() - known.at if known else float("inf")
        if known and age < FRESH_SECONDS and _lasts(known.token):
            return known.token.person, known.token
        try:
            found = self.person_behind(header)
        except DatabaseError:
            if known and age < STALE_SECONDS and _lasts(known.token):
                return known.token.person, known.token
            kept = token_kept(token_digest(header.removeprefix("Bearer ").strip()), database_name())
            if kept is None or not _lasts(kept):
                raise
            return kept.person, kept
        except AuthenticationFailed:
            self.seen.pop(digest, None)
            raise
        if len(self.seen) >= _MOST:
            self.seen.clear()
        self.seen[digest] = _Seen(found[1], monotonic())
        return found


class AddressTokenAuthentication(CachedBearerAuthentication):
    """The same, or ``?token=`` in the address where there is no such header: some programs can send nothing else."""

    def header(self, request: Request) -> str:
        """The header, or what it would have been."""
        said = super().header(request)
        token = request.query_params.get("token", "")
        return f"Bearer {token}" if token and not said else said


def person_known(header: str) -> tuple[Person, ApiToken] | None:
    """The person and token behind a header that was looked up less than `FRESH_SECONDS` ago; asks no database."""
    known = CachedBearerAuthentication.seen.get(_digest(header))
    if known is None or monotonic() - known.at >= FRESH_SECONDS or not _lasts(known.token):
        return None
    return known.token.person, known.token


def _digest(header: str) -> str:
    """Under which a token is remembered: not itself, which a dump of the process's memory would show."""
    return hashlib.sha256(header.encode()).hexdigest()


def _lasts(token: ApiToken) -> bool:
    return token.expires_at is None or token.expires_at > timezone.now()
