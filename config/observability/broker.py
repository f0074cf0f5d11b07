"""The broker as operators see it: short time-outs, no retries."""

from __future__ import annotations

from typing import Final

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

QUEUES: Final = ("default", "training")
UNACKED: Final = "unacked"
"""Where the Redis transport of Celery keeps messages that a worker has taken and not finished."""
SECONDS: Final = 1.0


def broker_connection() -> redis.Redis:
    """A connection that gives up after a second."""
    return redis.Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=SECONDS,
        socket_connect_timeout=SECONDS,
        retry=Retry(NoBackoff(), 0),
    )


def queue_lengths(connection: redis.Redis) -> dict[str, int]:
    """Messages that wait in each queue."""
    pipe = connection.pipeline(transaction=False)
    for queue in QUEUES:
        pipe.llen(queue)
    return dict(zip(QUEUES, map(int, pipe.execute()), strict=True))
