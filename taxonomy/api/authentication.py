"""Who calls: a browser with its session (and CSRF), or a program with a bearer token."""

from __future__ import annotations

from typing import Any

from rest_framework import authentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from taxonomy.models import Person
from taxonomy.services.tokens import TokenRefused, token_verify


class SessionAuthentication(authentication.SessionAuthentication):
    """Django's session; a request without one answers 401 (not 403), so that the UI knows to log in."""

    def authenticate_header(self, request: Request) -> str:
        """What makes the framework answer 401."""
        return "Session"


class BearerAuthentication(authentication.BaseAuthentication):
    """``Authorization: Bearer <token>``. ``request.auth`` becomes the token, whose scopes narrow the person's."""

    def authenticate(self, request: Request) -> tuple[Person, Any] | None:
        """The person behind the token; None when there is no bearer token."""
        header = request.headers.get("Authorization", "")
        if not header.startswith("Bearer "):
            return None
        try:
            token = token_verify(header[len("Bearer ") :].strip())
        except TokenRefused as refused:
            raise AuthenticationFailed(refused.detail, code=refused.code) from None
        return token.person, token

    def authenticate_header(self, request: Request) -> str:
        """Names the scheme in the 401 answer."""
        return 'Bearer realm="titleloom"'
