"""Background work on the graph. Each task calls one service and is safe to run twice."""

from __future__ import annotations

import logging

from celery import shared_task
from django.core.cache import cache
from django.db import transaction
from kombu.exceptions import OperationalError

from kgraph.services.locks import GraphBusy
from kgraph.services.merge import merge_pending as merge_pending_service

log = logging.getLogger(__name__)

_QUEUED = "kgraph.merge_pending.queued"
_QUEUED_SECONDS = 20  # after which a lost message no longer keeps others back


@shared_task(
    name="kgraph.tasks.merge_pending",
    autoretry_for=(GraphBusy,),
    retry_backoff=1,
    retry_backoff_max=30,
    retry_jitter=True,
    max_retries=20,
    ignore_result=True,
)
def merge_pending() -> None:
    """Merge every decision that waits. Busy (another worker is at it): tried again shortly after."""
    cache.delete(_QUEUED)  # decisions made from here on queue a task of their own
    merge_pending_service()


def merge_soon() -> None:
    """Queue `merge_pending` after the transaction has committed; many calls within a moment queue it once."""
    transaction.on_commit(_queue, robust=True)


def _queue() -> None:
    if not cache.add(_QUEUED, 1, timeout=_QUEUED_SECONDS):
        return
    try:
        merge_pending.delay()
    except OperationalError:
        # The decisions are in the ledger as pending; the next call or the regular sweep merges them.
        cache.delete(_QUEUED)
        log.warning("the broker does not answer: decisions wait to be merged", exc_info=True)
