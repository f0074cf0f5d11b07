"""The state of the whole installation in one answer."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from typing import Any

import redis

from config.observability.broker import QUEUES, broker_connection, queue_lengths
from config.observability.heartbeat import WorkerBeat, beats_read, serving
from config.observability.probes import Finding, probe_all


@dataclass(frozen=True, slots=True)
class Health:
    """``down``: nothing can be saved. ``degraded``: people can work, but something waits for a repair."""

    status: str
    checks: dict[str, Finding]
    workers: list[WorkerBeat]
    queues: dict[str, int]
    notes: list[str]
    now: float

    @property
    def is_ready(self) -> bool:
        """Whether requests can be served."""
        return self.checks["database"].ok and self.checks["broker"].ok

    def as_json(self) -> dict[str, Any]:
        """The body of the health page."""
        return {
            "status": self.status,
            "live": True,
            "ready": self.is_ready,
            "checks": {name: asdict(finding) for name, finding in self.checks.items()},
            "workers": [
                {
                    "name": beat.name,
                    "queues": list(beat.queues),
                    "alive": beat.is_alive(self.now),
                    "age_seconds": round(self.now - beat.at, 1),
                }
                for beat in self.workers
            ],
            "queues": self.queues,
            "notes": self.notes,
        }


def health_read() -> Health:
    """Probe everything; takes less than two seconds in every state."""
    checks = probe_all()
    now = time.time()
    beats: list[WorkerBeat] = []
    queues: dict[str, int] = {}
    if checks["broker"].ok:
        try:
            with broker_connection() as connection:
                beats = beats_read(connection, now)
                queues = queue_lengths(connection)
        except redis.RedisError as error:
            checks["broker"] = Finding(False, 0.0, str(error))
    notes = [f"{name}: {finding.detail}" for name, finding in checks.items() if not finding.ok]
    if checks["broker"].ok:
        notes += [_absence(beats, queue) for queue in QUEUES if not serving(beats, queue, now)]
    down = not (checks["database"].ok and checks["broker"].ok)
    return Health("down" if down else "degraded" if notes else "ok", checks, beats, queues, notes, now)


def _absence(beats: list[WorkerBeat], queue: str) -> str:
    last = max((beat.at for beat in beats if queue in beat.queues), default=None)
    since = time.strftime("since %Y-%m-%d %H:%M:%S UTC", time.gmtime(last)) if last else "yet"
    return f"no worker for the queue {queue} {since}"
