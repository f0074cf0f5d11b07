"""Background work on the record. Each task calls one service and is safe to run twice."""

from __future__ import annotations

import logging

from celery import shared_task
from django.core.cache import cache
from kombu.exceptions import OperationalError

from taxonomy.models import Task
from taxonomy.services.tasks import tasks_fill

log = logging.getLogger(__name__)

LOW = 200
BATCH = 500
_QUEUED = "taxonomy.queue_top_up.queued"


@shared_task(name="taxonomy.tasks.queue_top_up", ignore_result=True)
def queue_top_up() -> None:
    """Fill the queue when few open tasks are left."""
    cache.delete(_QUEUED)
    if Task.objects.filter(state=Task.State.OPEN).count() < LOW:
        tasks_fill(limit=BATCH)


def queue_top_up_soon() -> None:
    """Ring for `queue_top_up`; many rings within a moment are one. Without a broker the clock does it."""
    if not cache.add(_QUEUED, 1, timeout=20):
        return
    try:
        queue_top_up.delay()
    except OperationalError:
        cache.delete(_QUEUED)
        log.warning("the broker does not answer: the queue is topped up by the clock")
