"""Every error leaves as ``application/problem+json`` (RFC 9457) with a stable ``code``."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response

from taxonomy.core.errors import Fault, NotFound
from taxonomy.services.request_context import request_id

PROBLEM = "application/problem+json"


def problem(
    *,
    status: int,
    code: str,
    detail: str,
    field: str | None = None,
    errors: Any = None,
    extra: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """The problem document."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": code,
        "status": status,
        "code": code,
        "detail": detail,
    }
    if field:
        body["field"] = field
    if errors is not None:
        body["errors"] = errors
    if request_id.get():
        body["request_id"] = request_id.get()
    return {**body, **(extra or {})}


def _field_errors(detail: Any, path: str = "") -> list[dict[str, str]]:
    """The framework's nested validation errors as a flat list of field, code and sentence."""
    if isinstance(detail, dict):
        found: list[dict[str, str]] = []
        for name, inner in detail.items():
            found += _field_errors(inner, f"{path}.{name}" if path else str(name))
        return found
    if isinstance(detail, list):
        found = []
        for index, inner in enumerate(detail):
            nested = isinstance(inner, dict | list)
            found += _field_errors(inner, f"{path}[{index}]" if nested else path)
        return found
    return [{"field": path, "code": getattr(detail, "code", "invalid"), "detail": str(detail)}]


def problem_response(exc: Exception, context: dict[str, Any]) -> Response | None:
    """The framework's exception handler: anticipated errors become problems, unexpected ones are raised."""
    if isinstance(exc, Http404):
        exc = NotFound(str(exc) or "There is no such thing.")
    if isinstance(exc, PermissionDenied):
        exc = exceptions.PermissionDenied()
    # Browsers and proxies keep a 404, 410 or 414 that does not forbid it (RFC 9110, 15.1), though it may be
    # mended a moment later: a retired concept comes back, a withdrawn release is followed by another one.
    headers = {"Cache-Control": "no-store"}
    if isinstance(exc, Fault):
        if exc.retry_after is not None:
            headers["Retry-After"] = str(exc.retry_after)
        body = problem(status=exc.status, code=exc.code, detail=exc.detail, field=exc.field, extra=exc.extra)
        return Response(body, status=exc.status, headers=headers, content_type=PROBLEM)
    if isinstance(exc, OperationalError):
        body = problem(
            status=503, code="database.unavailable", detail="The database does not answer; nothing was saved."
        )
        return Response(body, status=503, headers={**headers, "Retry-After": "2"}, content_type=PROBLEM)
    if isinstance(exc, exceptions.APIException):
        if isinstance(exc, exceptions.ValidationError):
            errors = _field_errors(exc.detail)
            sentence = "; ".join(
                f"{e['field']}: {e['detail']}" if e["field"] else e["detail"] for e in errors
            )
            body = problem(status=422, code="validation", detail=sentence, errors=errors)
            return Response(body, status=422, headers=headers, content_type=PROBLEM)
        if header := getattr(exc, "auth_header", None):
            headers["WWW-Authenticate"] = header
        if (wait := getattr(exc, "wait", None)) is not None:
            headers["Retry-After"] = str(int(wait) + 1)
        code = str(exc.get_codes()) if isinstance(exc.get_codes(), str) else exc.default_code
        body = problem(status=exc.status_code, code=code, detail=str(exc.detail))
        return Response(body, status=exc.status_code, headers=headers, content_type=PROBLEM)
    return None
