"""How the API schema describes the ways to log in."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Programs."""

    target_class = "taxonomy.api.authentication.BearerAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """An opaque token in the header."""
        return {"type": "http", "scheme": "bearer", "description": "An opaque token with scopes."}


class SessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Browsers."""

    target_class = "taxonomy.api.authentication.SessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """The session's cookie; writes need the CSRF token of ``session`` in the header ``X-CSRFToken``."""
        text = "The browser's session; writes send the CSRF token in the header X-CSRFToken."
        return {"type": "apiKey", "in": "cookie", "name": "titleloom_session", "description": text}
