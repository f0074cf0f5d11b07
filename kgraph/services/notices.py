"""Telling that something happened: in the transaction of what happened, in one order for all who read."""

from __future__ import annotations

import logging
from typing import Any, Final

from celery import current_app
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from kgraph.models import Notice, Webhook

log = logging.getLogger(__name__)

_LOCK: Final = 0x7417E_0012
DELIVERING: Final = "kgraph.deliver.queued"
_QUEUED_SECONDS: Final = 20  # after which a lost message no longer keeps others back
_AT_ONCE: Final = 10_000


def notice_record(kind: str, data: dict[str, Any]) -> None:
    """Note what happened, in the transaction that is open; it gets its place as soon as that has committed.

    Args:
        kind: one of `kgraph.core.notices.KINDS`.
        data: JSON types only.
    """
    Notice.objects.create(kind=kind, at=timezone.now(), data=data)
    transaction.on_commit(_number, robust=True)


def _number() -> None:

    try:
        notices_number()
    except DatabaseError:
        log.warning("notices wait for their places; the sweep gives them", exc_info=True)
        return
    _ring()


def _ring() -> None:
    """Have a worker deliver, where an address waits to be told. Without a broker the sweep does it."""
    if not Webhook.objects.filter(removed_at=None, paused_at=None).exists():
        return
    if not cache.add(DELIVERING, 1, timeout=_QUEUED_SECONDS):
        return
    try:
        current_app.send_task("kgraph.tasks.deliver")
    except OperationalError:
        cache.delete(DELIVERING)
        log.warning("the broker does not answer: notices wait to be delivered", exc_info=True)


@transaction.atomic
def notices_number() -> int:
    """Give every committed notice without a place the next one; how many got one."""
    with connection.cursor() as cursor:
        # One at a time, and the next statement sees what the one before has committed.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        cursor.execute(
            """
            WITH last AS (SELECT COALESCE(MAX(place), 0) AS place FROM kgraph_notice),
            waiting AS (
                SELECT id, row_number() OVER (ORDER BY id) AS turn
                FROM (SELECT id FROM kgraph_notice WHERE place IS NULL ORDER BY id LIMIT %s) AS batch
            )
            UPDATE kgraph_notice AS notice SET place = last.place + waiting.turn
            FROM waiting, last WHERE notice.id = waiting.id
            """,
            [_AT_ONCE],
        )
        numbered: int = cursor.rowcount
        return numbered
