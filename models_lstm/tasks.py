"""Background work of the learner, on the queue ``training``. Messages are doorbells: the work stands in the rows.

Each task takes an id, calls one service and may come twice: who comes second finds the run taken. What a task needs
of the learner is loaded only when it runs, since other workers and the web server know this module too.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from celery import shared_task, signals
from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction
from kombu.exceptions import OperationalError as BrokerError

from models_lstm.models import ComparisonRun, ProposalRun
from models_lstm.selectors.comparisons import comparison_runs_waiting
from models_lstm.selectors.proposal_runs import proposal_runs_waiting
from models_lstm.services.background import RunTaken as BackgroundRunTaken
from models_lstm.services.background import background_sweep, background_waits
from models_lstm.services.pulse import database_away, patiently
from models_lstm.services.retraining import retrain_settle, retrain_start, retrains_unsettled
from models_lstm.services.run_states import run_put_back, runs_sweep

logger = logging.getLogger("titleloom.training")
QUEUE = "training"


@shared_task(name="models_lstm.tasks.train_run", bind=True, ignore_result=True)
def train_run(self: Any, *, run_id: int) -> None:
    """Execute a training run."""
    from models_lstm.services.execution import RunTaken, run_execute

    with _once_more_when_the_database_is_back(self, run_id, run_put_back):
        try:
            run_execute(run_id, celery_id=self.request.id or "")
        except RunTaken as taken:
            logger.info("nothing to do: %s", taken.detail)
        settle_retrain(run_id=run_id)


@shared_task(name="models_lstm.tasks.retrain", ignore_result=True)
def retrain() -> None:
    """Begin a training when enough was decided since the last one, and see to those whose gate was missed."""
    with transaction.atomic():
        run = retrain_start()
        if run is not None:
            train_soon(run.pk)
    for run_id in retrains_unsettled().values_list("pk", flat=True):
        _ring(settle_retrain, run_id)


@shared_task(name="models_lstm.tasks.settle_retrain", ignore_result=True)
def settle_retrain(*, run_id: int) -> None:
    """Show the version of an automatic run to the gate, and let the new champion propose."""
    if retrain_settle(run_id):
        propose_waiting()


@shared_task(name="models_lstm.tasks.propose_run", bind=True, ignore_result=True)
def propose_run(self: Any, *, run_id: int) -> None:
    """Execute a proposal run."""
    from models_lstm.services.proposing import proposal_run_execute

    with _once_more_when_the_database_is_back(self, run_id, partial(background_waits, ProposalRun)):
        try:
            proposal_run_execute(run_id, again=True)
        except BackgroundRunTaken as taken:
            logger.info("nothing to do: %s", taken.detail)


@shared_task(name="models_lstm.tasks.compare_run", bind=True, ignore_result=True)
def compare_run(self: Any, *, run_id: int) -> None:
    """Execute a comparison."""
    from models_lstm.services.compare import comparison_run_execute

    with _once_more_when_the_database_is_back(self, run_id, partial(background_waits, ComparisonRun)):
        try:
            comparison_run_execute(run_id)
        except BackgroundRunTaken as taken:
            # Who runs now rings for those that wait when it is done: to ring here would be to ring without end.
            logger.info("nothing to do: %s", taken.detail)
            return
        for waiting in comparison_runs_waiting():
            compare_soon(waiting)


@shared_task(name="models_lstm.tasks.sweep_runs", ignore_result=True)
def sweep_runs() -> None:
    """Find runs that lost their process, resume them, and ring again for what waits too long."""
    for run_id in runs_sweep().ring:
        train_soon(run_id)
    for run_id in background_sweep(ProposalRun):
        propose_soon(run_id)
    for run_id in background_sweep(ComparisonRun):
        compare_soon(run_id)


@contextmanager
def _once_more_when_the_database_is_back(
    task: Any, run_id: int, waits: Callable[[int], bool]
) -> Iterator[None]:
    """Ring again for a run that lost its database, as soon as that answers; the sweep would take minutes to find it.

    The error is raised all the same, so that the task counts as failed; the rows bound how often a run is resumed.
    """
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        if not database_away(error) or connection.in_atomic_block:
            raise
        if patiently(lambda: waits(run_id)):
            _ring(task, run_id)
        raise


def train_soon(run_id: int) -> None:
    """Ring for a training run after the commit."""
    transaction.on_commit(lambda: _ring(train_run, run_id), robust=True)


def propose_soon(run_id: int) -> None:
    """Ring for a proposal run after the commit."""
    transaction.on_commit(lambda: _ring(propose_run, run_id), robust=True)


def compare_soon(run_id: int) -> None:
    """Ring for a comparison after the commit."""
    transaction.on_commit(lambda: _ring(compare_run, run_id), robust=True)


def propose_waiting() -> None:
    """Ring for the proposal run that a promotion or a rollback has queued, after the commit."""
    for run_id in proposal_runs_waiting():
        propose_soon(run_id)


def _ring(task: Any, run_id: int) -> None:
    try:
        task.delay(run_id=run_id)
    except BrokerError:
        # The run is in the database as queued; the regular sweep rings again.
        logger.warning("the broker does not answer: run %s waits", run_id, exc_info=True)


@signals.worker_ready.connect
def _sweep_at_start(sender: Any = None, **_: Any) -> None:
    """A worker for trainings that starts looks first for what its predecessor left behind."""
    if sender is None or QUEUE not in {q.name for q in sender.app.amqp.queues.consume_from.values()}:
        return
    try:
        sweep_runs()
    except DatabaseError:
        logger.warning("the database does not answer: the sweep waits for the clock", exc_info=True)
    finally:
        connection.close()
