from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from config.celery import app
from config.observability.broker import UNACKED, broker_connection
from config.observability.heartbeat import KEY, WorkerBeat, beat_write
from config.observability.recovery import messages_recover
from config.tasks import round_trip


@pytest.fixture
def taken(services: object) -> Iterator[None]:
    """A message that a worker has taken, and no more is heard of it."""
    with broker_connection() as broker:
        broker.delete("default", "training", UNACKED, "unacked_index", KEY)
        round_trip.delay("recovered")
        connection = app.connection_for_read()
        channel: Any = connection.default_channel
        assert channel.basic_get("default", no_ack=False)
        assert (broker.llen("default"), broker.hlen(UNACKED)) == (0, 1)
        yield
        broker.delete("default", UNACKED, "unacked_index", KEY)
    connection.close()


def waiting() -> tuple[int, int]:
    with broker_connection() as broker:
        return int(broker.llen("default")), int(broker.hlen(UNACKED))


def beat(name: str, age: float) -> None:
    with broker_connection() as broker:
        beat_write(broker, WorkerBeat(name, ("default",), 1, 0.0, time.time() - age))


def test_gives_back_what_a_dead_worker_had_taken(taken: None) -> None:
    beat("default@here", age=1.0)  # the predecessor of the same name, killed a second ago

    assert messages_recover(app, {"default"}, "default@here") == 1
    assert waiting() == (1, 0)


def test_leaves_alone_what_a_living_worker_works_on(taken: None) -> None:
    beat("default@elsewhere", age=1.0)

    assert messages_recover(app, {"default"}, "default@here") == 0
    assert waiting() == (0, 1)


def test_leaves_alone_what_belongs_to_another_queue(taken: None) -> None:
    assert messages_recover(app, {"training"}, "training@here") == 0
    assert waiting() == (0, 1)
