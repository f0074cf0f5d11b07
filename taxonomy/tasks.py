"""Background work on the record. Each task calls one service and is safe to run twice."""

from __future__ import annotations

import logging

from celery import shared_task
from django.core.cache import cache
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from taxonomy.selectors.proposals import proposals_state
from taxonomy.services.acceptance import acceptance_run
from taxonomy.services.proposal_effects import proposals_measure
from taxonomy.services.tasks import tasks_top_up

log = logging.getLogger(__name__)

_QUEUED = "taxonomy.queue_top_up.queued"
_QUEUED_SECONDS = 20
_MEASURED = "taxonomy.proposals.measured"
_MEASURED_SECONDS = 24 * 3600


@shared_task(name="taxonomy.tasks.queue_top_up", ignore_result=True)
def queue_top_up() -> None:
    """Fill the queue when few open tasks are left."""
    tasks_top_up()


@shared_task(name="taxonomy.tasks.measure_proposals", ignore_result=True)
def measure_proposals() -> None:
    """Measure the effects of the open proposals, unless nothing has changed since the last time."""
    state = proposals_state()
    if cache.get(_MEASURED) != state:
        proposals_measure()
        cache.set(_MEASURED, state, timeout=_MEASURED_SECONDS)


@shared_task(name="taxonomy.tasks.accept_proposals", ignore_result=True)
def accept_proposals() -> None:
    """Accept without a person what the reviewed sample has earned; nothing while no relation is switched on."""
    acceptance_run()


def queue_top_up_soon() -> None:
    """Ring for `queue_top_up`; at most once in `_QUEUED_SECONDS`. Without a broker the clock does it."""
    try:
        if cache.add(_QUEUED, 1, timeout=_QUEUED_SECONDS):
            queue_top_up.delay()
    except (OperationalError, RedisError):
        log.warning("the broker does not answer: the queue is topped up by the clock")
