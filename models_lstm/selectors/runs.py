"""Reading training runs, as the UI watches them."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any, Final

import redis
from django.conf import settings
from django.db.models import QuerySet

from models_lstm.models import TrainingRun
from taxonomy.core.errors import NotFound

LOG: Final = "log.txt"
TAIL_LINES: Final = 40
TAIL_BYTES: Final = 16_384
_WORKERS_KEY: Final = "titleloom:workers"
_STALE_SECONDS: Final = 20.0
QUEUE: Final = "training"


def runs_all() -> QuerySet[TrainingRun]:
    """All runs with what their rows show."""
    return TrainingRun.objects.select_related("dataset", "created_by", "model_version", "warm_start")


def run_get(run_id: int) -> TrainingRun:
    """One run.

    Raises:
        NotFound: there is none.
    """
    found = runs_all().filter(pk=run_id).first()
    if found is None:
        raise NotFound(f"There is no training run {run_id}.")
    return found


def run_folder(run: TrainingRun) -> Path:
    """Where the run keeps checkpoint, event files and log: ``runs/<id>-<part of its key>`` in the home folder.

    The part of the key keeps two databases that share a home folder apart.
    """
    return Path(settings.HOME_DIR) / "runs" / f"{run.pk}-{run.key.hex[:8]}"


def run_log(run: TrainingRun) -> str:
    """The whole log; empty before it began."""
    path = run_folder(run) / LOG
    return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""


def run_log_tail(run: TrainingRun) -> str:
    """The log's last lines, read from its end."""
    path = run_folder(run) / LOG
    if not path.exists():
        return ""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - TAIL_BYTES))
        return "\n".join(file.read().decode(errors="replace").splitlines()[-TAIL_LINES:])


def run_row(run: TrainingRun, *, detail: bool = False) -> dict[str, Any]:
    """A run for the API and for commands; with curves, recipe and the log's end when ``detail``."""
    version = getattr(run, "model_version", None)
    row: dict[str, Any] = {
        "id": run.pk,
        "state": run.state,
        "waiting_reason": waiting_reason() if run.state == TrainingRun.State.QUEUED else None,
        "dataset": {"id": run.dataset.pk, "name": run.dataset.name},
        "preset": run.preset,
        "seed": run.seed,
        "device": run.device,
        "automatic": run.automatic,
        "promotes": run.promotes,
        "outcome": run.outcome,
        "warm_start": run.warm_start.version if run.warm_start else None,
        "progress": run.progress,
        "metrics": run.metrics,
        "model_version": version.version if version else None,
        "error": run.error,
        "cancel_requested": run.cancel_requested,
        "resumes": run.resumes,
        "created_by": run.created_by.username if run.created_by else None,
        "queued_at": run.queued_at,
        "started_at": run.started_at,
        "finished_at": run.finished_at,
        "heartbeat_at": run.heartbeat_at,
    }
    if detail:
        row |= {
            "curves": run.curves,
            "recipe": run.recipe,
            "log_tail": run_log_tail(run),
            "folder": str(run_folder(run)),
        }
    return row


def waiting_reason() -> str:
    """Why a queued run does not run yet, as the workers' heartbeats in the broker tell it."""
    missing = worker_missing()
    return (
        f"Waiting: {missing}." if missing else "Waiting: the worker for trainings is busy or about to begin."
    )


def worker_missing() -> str:
    """Why nobody would execute a queued run, as part of a sentence; empty when a worker serves trainings."""
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1) as broker:
            raw: Any = broker.hgetall(_WORKERS_KEY)
    except redis.RedisError:
        return "the broker does not answer"
    beats = [b for b in map(json.loads, raw.values()) if QUEUE in b["queues"]]
    now = time.time()
    if any(not b["stopped"] and now - b["at"] <= _STALE_SECONDS for b in beats):
        return ""
    last = max((b["at"] for b in beats), default=None)
    since = time.strftime("since %Y-%m-%d %H:%M:%S UTC", time.gmtime(last)) if last else "yet"
    return f"no worker for trainings {since}"
