"""The request that a write belongs to, so that logs and audit rows can name it."""

from __future__ import annotations

from contextvars import ContextVar

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""Set by the web server's middleware and by Celery's task start; empty in commands."""
