"""Tasks carry the id of the request that asked for them, into the worker's logs and audit rows."""

from __future__ import annotations

import logging.config
import time
from contextvars import Token
from typing import Any

from celery import Celery, signals
from django.conf import settings

from config.observability.heartbeat import Heart
from taxonomy.services.request_context import request_id

HEADER = "titleloom_request_id"
logger = logging.getLogger("titleloom.task")

_running: dict[str, tuple[Token[str], float]] = {}


def observe(app: Celery[Any]) -> None:
    """Wire the signals and the heartbeat of an application."""
    signals.setup_logging.connect(_configure_logging, weak=False)
    signals.before_task_publish.connect(_send_along, weak=False)
    signals.task_prerun.connect(_take_up, weak=False)
    signals.task_postrun.connect(_put_down, weak=False)
    signals.task_failure.connect(_report_failure, weak=False)
    app.steps["worker"].add(Heart)


def _configure_logging(**_: Any) -> None:
    logging.config.dictConfig(settings.LOGGING)


def _send_along(headers: dict[str, Any] | None = None, **_: Any) -> None:
    if headers is not None and (current := request_id.get()):
        headers[HEADER] = current


def _take_up(task_id: str = "", task: Any = None, **_: Any) -> None:
    given = (
        getattr(task.request, HEADER, None)
        or (task.request.headers or {}).get(HEADER)
        or f"task-{task_id[:8]}"
    )
    _running[task_id] = (request_id.set(str(given)), time.perf_counter())


def _put_down(task_id: str = "", task: Any = None, state: str | None = None, **_: Any) -> None:
    token, began = _running.pop(task_id, (None, 0.0))
    if token is None:
        return
    seconds = time.perf_counter() - began
    # Periodic sweeps that find nothing are not worth a line each.
    level = logging.INFO if seconds > 0.5 or state != "SUCCESS" else logging.DEBUG
    logger.log(
        level,
        "task",
        extra={"task": task.name, "task_id": task_id, "state": state, "seconds": round(seconds, 3)},
    )
    request_id.reset(token)


def _report_failure(
    task_id: str = "", exception: BaseException | None = None, sender: Any = None, **_: Any
) -> None:
    logger.error(
        "task failed",
        extra={"task": getattr(sender, "name", ""), "task_id": task_id, "error": repr(exception)},
    )
