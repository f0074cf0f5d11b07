"""Who calls: a browser with its session (and CSRF), or a program with a bearer token."""

from __future__ import annotations

from typing import Any, Final

from django.contrib.auth.backends import ModelBackend
from django.db import connection
from rest_framework import authentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from taxonomy.models import Person
from taxonomy.selectors.prepared import Prepared
from taxonomy.services.tokens import TokenRefused, token_verify

_PERSON_FIELDS: Final = tuple(field.attname for field in Person._meta.concrete_fields)
_PERSON: Final = Prepared(
    "person",
    f"SELECT {', '.join(str(field.column) for field in Person._meta.concrete_fields)}"
    " FROM taxonomy_person WHERE id = %(person)s",
    {"person": "bigint"},
)


class PersonBackend(ModelBackend):
    """Django's own, with a shorter way to the person behind a session: every request of the UI asks for them."""

    def get_user(self, user_id: int) -> Person | None:
        """The person as the database has them now; None when there is none, or they are inactive."""
        with connection.cursor() as cursor:
            _PERSON.run(cursor, {"person": user_id})
            row = cursor.fetchone()
        if row is None:
            return None
        person = Person.from_db(connection.alias, _PERSON_FIELDS, row)
        return person if self.user_can_authenticate(person) else None


class SessionAuthentication(authentication.SessionAuthentication):
    """Django's session; a request without one answers 401 (not 403), so that the UI knows to log in."""

    def authenticate_header(self, request: Request) -> str:
        """What makes the framework answer 401."""
        return "Session"


class BearerAuthentication(authentication.BaseAuthentication):
    """``Authorization: Bearer <token>``. ``request.auth`` becomes the token, whose scopes narrow the person's."""

    def authenticate(self, request: Request) -> tuple[Person, Any] | None:
        """The person behind the token; None when there is no bearer token."""
        header = self.header(request)
        return self.person_behind(header) if header.startswith("Bearer ") else None

    def header(self, request: Request) -> str:
        """What the caller says; empty when nothing."""
        return request.headers.get("Authorization", "")

    def person_behind(self, header: str) -> tuple[Person, Any]:
        """The person and the token that a header ``Bearer <token>`` names."""
        try:
            token = token_verify(header[len("Bearer ") :].strip())
        except TokenRefused as refused:
            raise AuthenticationFailed(refused.detail, code=refused.code) from None
        return token.person, token

    def authenticate_header(self, request: Request) -> str:
        """Names the scheme in the 401 answer."""
        return 'Bearer realm="titleloom"'
