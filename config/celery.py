"""The Celery application: queues ``default`` and ``training``.

Messages are doorbells: what is to be done stands in the database, a task looks there, and periodic tasks
look there too. A message that is lost delays work, and one that comes twice changes nothing.
"""

from __future__ import annotations

import functools
import os
from typing import Any

from celery import Celery, signals
from celery.contrib.django.task import DjangoTask
from django.db import transaction

from config.observability.tasks import observe

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


class DoorbellTask(DjangoTask[Any, Any]):
    """A task whose message may fail to be sent: what was committed stays committed, and is swept up later."""

    abstract = True

    def delay_on_commit(self, *args: Any, **kwargs: Any) -> None:  # type: ignore[override]
        """Send after the commit; a broker that is away is logged and does not spoil the answer."""
        transaction.on_commit(functools.partial(self.delay, *args, **kwargs), robust=True)


app = Celery("titleloom", task_cls=DoorbellTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
observe(app)


@signals.celeryd_init.connect
def _share_services(**_: Any) -> None:
    """A worker started by hand brings up the embedded services, as every command does."""
    if not os.environ.get("TITLELOOM_SUPERVISED"):
        from config.embedded.share import use_services

        use_services()
