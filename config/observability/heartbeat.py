"""Workers say every few seconds that they live; independent of the database.

The hash `KEY` in the broker has a field for each worker, which stays after its death, so that "no worker since
10:31" can be told.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, cast

import orjson
import redis
from celery import bootsteps

from config.observability.broker import broker_connection

logger = logging.getLogger("titleloom.worker")

KEY: Final = "titleloom:workers"
EVERY: Final = 5.0
"""Seconds between two heartbeats."""
STALE: Final = 20.0
"""A worker that was silent for so many seconds is not there."""
FORGET: Final = 7 * 24 * 3600.0


@dataclass(frozen=True, slots=True)
class WorkerBeat:
    """One worker's last heartbeat; times are seconds since the epoch."""

    name: str
    queues: tuple[str, ...]
    pid: int
    started_at: float
    at: float
    stopped: bool = False

    def is_alive(self, now: float) -> bool:
        """Whether the worker can be relied on."""
        return not self.stopped and now - self.at <= STALE


def beat_write(connection: redis.Redis, beat: WorkerBeat) -> None:
    """Record a heartbeat."""
    connection.hset(KEY, beat.name, orjson.dumps(asdict(beat)).decode())


def beats_read(connection: redis.Redis, now: float) -> list[WorkerBeat]:
    """All known workers, the latest heartbeat first; those of last week are forgotten."""
    beats = []
    for name, raw in cast(dict[bytes, bytes], connection.hgetall(KEY)).items():
        body = orjson.loads(raw)
        beat = WorkerBeat(**{**body, "queues": tuple(body["queues"])})
        if now - beat.at > FORGET:
            connection.hdel(KEY, name)
        else:
            beats.append(beat)
    return sorted(beats, key=lambda beat: -beat.at)


def serving(beats: Sequence[WorkerBeat], queue: str, now: float) -> list[WorkerBeat]:
    """The live workers of a queue."""
    return [beat for beat in beats if queue in beat.queues and beat.is_alive(now)]


class Heart(bootsteps.StartStopStep):
    """The worker's heart. It beats in the worker's own event loop: a worker that hangs falls silent."""

    requires = ("celery.worker.components:Timer",)

    def __init__(self, parent: Any, **options: Any) -> None:
        super().__init__(parent, **options)
        self.timer: Any = None
        self.started_at = time.time()
        self.connection = broker_connection()

    def start(self, parent: Any) -> None:
        """Begin to beat, after taking up what a dead predecessor left."""
        self._recover(parent)
        self.beat(parent)
        self.timer = parent.timer.call_repeatedly(EVERY, self.beat, (parent,), priority=10)

    def terminate(self, parent: Any) -> None:
        """The same in a stop that does not wait, which is how the supervisor ends a worker."""
        self.stop(parent)

    def stop(self, parent: Any) -> None:
        """Say good-bye."""
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None
            self.beat(parent, stopped=True)

    def _recover(self, parent: Any) -> None:
        from config.observability.recovery import messages_recover

        try:
            if count := messages_recover(parent.app, set(self._queues(parent)), parent.hostname):
                logger.warning("gave back %s messages of a worker that died", count)
        except redis.RedisError:
            logger.warning("the broker does not answer yet")

    def _queues(self, parent: Any) -> tuple[str, ...]:
        return tuple(sorted(queue.name for queue in parent.app.amqp.queues.consume_from.values()))

    def beat(self, parent: Any, *, stopped: bool = False) -> None:
        """One heartbeat. While the broker is away, the worker cannot work either: silence is the truth."""
        beat = WorkerBeat(
            parent.hostname, self._queues(parent), os.getpid(), self.started_at, time.time(), stopped
        )
        try:
            beat_write(self.connection, beat)
        except redis.RedisError:
            self.connection.connection_pool.disconnect()
