"""Background work on the graph. Each task calls one service and is safe to run twice."""

from __future__ import annotations

import logging

from celery import shared_task
from django.core.cache import cache
from django.db import transaction
from kombu.exceptions import OperationalError

from kgraph.services.locks import GraphBusy
from kgraph.services.merge import merge_pending as merge_pending_service
from kgraph.services.notices import DELIVERING, notices_number
from kgraph.services.quality import sample_top_up as sample_top_up_service
from kgraph.services.releases import ReleaseBusy, release_build
from kgraph.services.webhooks import deliveries_make, deliveries_send
from taxonomy.core.errors import Fault, Refused
from taxonomy.models import Person

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


@shared_task(name="kgraph.tasks.sample_top_up", ignore_result=True)
def sample_top_up() -> None:
    """Draw what the sample of the served release's edges lacks."""
    sample_top_up_service()


@shared_task(name="kgraph.tasks.deliver", ignore_result=True)
def deliver() -> None:
    """Number what happened, make its deliveries, and send those that are due."""
    cache.delete(DELIVERING)  # what happens from here on queues a task of its own
    notices_number()
    deliveries_make()
    deliveries_send()


class NoBroker(Fault):
    """The message that starts the work could not be sent; nothing was begun."""

    code = "broker.unavailable"
    status = 503


@shared_task(
    name="kgraph.tasks.build_release",
    autoretry_for=(GraphBusy, ReleaseBusy),
    retry_backoff=5,
    retry_backoff_max=60,
    max_retries=10,
    ignore_result=True,
)
def build_release(*, by: int, note: str = "") -> None:
    """Build a draft release. Twice the same message is one release: nothing has changed for the second."""
    try:
        release_build(by=Person.objects.get(pk=by), note=note)
    except Refused as refused:
        log.warning("no release was built: %s", refused.detail)


def build_release_soon(*, by: Person, note: str) -> None:
    """Have a worker build a draft release.

    Raises:
        NoBroker
    """
    try:
        build_release.delay(by=by.pk, note=note)
    except OperationalError as error:
        raise NoBroker("The message broker does not answer; no build was begun.", retry_after=5) from error


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
