"""Structured logs: one JSON object a line, each with the request that it belongs to."""

from __future__ import annotations

import logging
import os
from typing import Any

from taxonomy.services.request_context import request_id


class RequestIdFilter(logging.Filter):
    """Adds the request's id to every record made while it is served, by a thread or by a worker's task."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Add it; nothing is filtered out."""
        if current := request_id.get():
            record.request_id = current
        return True


def logging_settings(*, as_json: bool | None = None) -> dict[str, Any]:
    """Django's ``LOGGING``: JSON lines for the servers, plain sentences for a person at a terminal.

    The supervisor sets ``TITLELOOM_LOG=json`` for what it starts.
    """
    if as_json is None:
        as_json = os.environ.get("TITLELOOM_LOG", "").lower() == "json"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request_id": {"()": "config.observability.logs.RequestIdFilter"}},
        "formatters": {
            "json": {
                "()": "pythonjsonlogger.orjson.OrjsonFormatter",
                "fmt": "%(levelname)s %(name)s %(message)s",
                "rename_fields": {"levelname": "level", "name": "logger"},
                "timestamp": "at",
                "static_fields": {"process": os.environ.get("TITLELOOM_PROCESS", "command")},
            },
            "plain": {"format": "{levelname}: {message}", "style": "{"},
        },
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "filters": ["request_id"],
                "formatter": "json" if as_json else "plain",
            }
        },
        "root": {"handlers": ["stderr"], "level": "INFO" if as_json else "WARNING"},
        "loggers": {
            # The middleware writes one line a request itself.
            "django.server": {"handlers": [], "propagate": False},
            "django.request": {"level": "ERROR"},
            "celery.worker.strategy": {"level": "WARNING"},
        },
    }
