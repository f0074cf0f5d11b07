"""Messages that a killed worker had taken and not finished: back into their queue at once.

The transport itself gives them back only after hours (`visibility_timeout`), since it cannot tell a dead worker from one
that is busy. A worker that starts can: if no other worker of its queue has a heartbeat, nobody is busy.
"""

from __future__ import annotations

import json
import time
from typing import Any

from celery import Celery
from kombu.utils.encoding import bytes_to_str

from config.observability.broker import UNACKED, broker_connection
from config.observability.heartbeat import beats_read, serving


def messages_recover(app: Celery[Any], queues: set[str], worker: str) -> int:
    """Give back what was taken from `queues`, unless another worker than `worker` lives; returns how many.

    Tasks are safe to run twice, so a message that was finished but not acknowledged does no harm.

    Raises:
        redis.RedisError: the broker does not answer.
    """
    now = time.time()
    with broker_connection() as broker:
        beats = [beat for beat in beats_read(broker, now) if beat.name != worker]
        dead = {queue for queue in queues if not serving(beats, queue, now)}
        tags = [tag for tag, raw in broker.hscan_iter(UNACKED) if _queue_of(raw) in dead]
    with app.connection_for_write() as connection:
        channel: Any = connection.default_channel
        for tag in tags:
            channel.qos.restore_by_tag(bytes_to_str(tag))
    return len(tags)


def _queue_of(raw: bytes) -> str:
    """The routing key, which with direct exchanges is the queue's name."""
    _message, _exchange, routing_key = json.loads(raw)
    return str(routing_key)
