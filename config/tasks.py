"""Tasks that belong to no house."""

from __future__ import annotations

from typing import Final

from celery import shared_task

from config.observability.broker import broker_connection
from taxonomy.services.request_context import request_id

KEEP_SECONDS: Final = 60


@shared_task
def round_trip(key: str) -> None:
    """Put the id of the request that asked under `key` in the broker: the way to a worker and back works."""
    with broker_connection() as broker:
        broker.set(key, request_id.get(), ex=KEEP_SECONDS)
