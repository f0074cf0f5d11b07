"""A database that goes away in the middle of background work: the work is taken up as soon as it is back."""

from __future__ import annotations

from contextlib import suppress

import pytest
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.utils import timezone

from models_lstm import tasks
from models_lstm.core.data import Split
from models_lstm.core.recipe import Recipe
from models_lstm.models import Dataset, ModelVersion, ProposalRun, TrainingRun
from models_lstm.selectors.datasets import dataset_split
from models_lstm.services.background import ClaimLost, background_execute, background_waits
from models_lstm.services.datasets import dataset_freeze
from models_lstm.services.pulse import database_away
from models_lstm.services.run_states import AUTO_RESUMES, run_put_back
from models_lstm.services.runs import run_start
from tests.models_lstm.core.judgements import judgements
from tests.models_lstm.world import settle

pytestmark = pytest.mark.django_db(transaction=True)


Rung = list[tuple[str, int]]


def hang_up() -> None:
    """Have the server end this connection, as it does when it is stopped."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_terminate_backend(pg_backend_pid())")


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> Rung:
    calls: Rung = []
    monkeypatch.setattr(tasks, "_ring", lambda task, run_id: calls.append((task.name, run_id)))
    return calls


def lose_the_database(monkeypatch: pytest.MonkeyPatch, *, times: int) -> None:
    """At the start of the next so many executions of a training."""
    left = [times]

    def read(dataset: Dataset) -> Split:
        if left[0]:
            left[0] -= 1
            hang_up()
        return dataset_split(dataset)

    monkeypatch.setattr("models_lstm.services.execution.dataset_split", read)


def started() -> TrainingRun:
    settle(judgements(count=300))
    return run_start(dataset=dataset_freeze()[0], recipe=Recipe.quick())


def test_a_training_is_rung_for_at_once_and_succeeds(monkeypatch: pytest.MonkeyPatch, rung: Rung) -> None:
    run = started()
    rung.clear()
    lose_the_database(monkeypatch, times=1)

    with pytest.raises(OperationalError):
        tasks.train_run(run_id=run.pk)

    run.refresh_from_db()
    assert (run.state, run.error) == ("queued", "")
    assert rung == [(tasks.train_run.name, run.pk)]
    tasks.train_run(run_id=run.pk)
    run.refresh_from_db()
    assert (run.state, run.resumes, run.auto_resumes) == ("succeeded", 1, 1)


def test_a_training_that_loses_it_every_time_is_left_to_people(
    monkeypatch: pytest.MonkeyPatch, rung: Rung
) -> None:
    run = started()
    rung.clear()
    lose_the_database(monkeypatch, times=AUTO_RESUMES + 1)

    for _ in range(AUTO_RESUMES + 1):
        with pytest.raises(OperationalError):
            tasks.train_run(run_id=run.pk)

    run.refresh_from_db()
    assert (run.state, run.error) == ("interrupted", "The database went away.")
    assert len(rung) == AUTO_RESUMES
    assert not run_put_back(run.pk)


def test_a_worker_that_is_stopped_after_its_database_does_not_wait_for_it(
    monkeypatch: pytest.MonkeyPatch, rung: Rung
) -> None:
    run = started()
    rung.clear()

    def stop(dataset: Dataset) -> Split:
        with suppress(OperationalError):
            hang_up()
        raise SystemExit

    monkeypatch.setattr("models_lstm.services.execution.dataset_split", stop)
    with pytest.raises(SystemExit):
        tasks.train_run(run_id=run.pk)
    connection.close()
    run.refresh_from_db()
    assert run.state == "running"  # nobody could write it down: the sweep finds that the process is gone
    assert rung == []


@pytest.mark.parametrize(("again", "state"), [(True, "queued"), (False, "failed")])
def test_other_background_work_is_put_back_where_a_worker_did_it(again: bool, state: str) -> None:
    settle(judgements(count=20))
    version = ModelVersion.objects.create(
        number=1,
        version="v1",
        dataset=dataset_freeze()[0],
        artifact="none",
        bundle_hash="none",
        metrics={},
        created_at=timezone.now(),
    )
    row = ProposalRun.objects.create(model_version=version, options={}, queued_at=timezone.now())

    with pytest.raises(OperationalError):
        background_execute(ProposalRun, row.pk, lambda claim, pulse: hang_up(), again=again)

    row.refresh_from_db()
    assert row.state == state and row.claim is None
    assert background_waits(ProposalRun, row.pk) is again
    for _ in range(AUTO_RESUMES if again else 0):
        with pytest.raises(OperationalError):
            background_execute(ProposalRun, row.pk, lambda claim, pulse: hang_up(), again=True)
    row.refresh_from_db()
    assert row.state == "failed"  # a run that brings its database down does so a few times and no more


class _Cause(Exception):
    """As psycopg2's errors carry it."""

    def __init__(self, pgcode: str | None) -> None:
        self.pgcode = pgcode


@pytest.mark.parametrize(
    ("kind", "code", "away"),
    [
        (OperationalError, None, True),
        (InterfaceError, None, True),
        (OperationalError, "57P03", True),
        (OperationalError, "08006", True),
        (OperationalError, "53100", False),  # the disk is full
        (OperationalError, "57014", False),  # a statement took too long
        (DatabaseError, None, False),
    ],
)
def test_only_a_server_that_is_not_there_is_waited_for(
    kind: type[Exception], code: str | None, away: bool
) -> None:
    error = kind("no")
    error.__cause__ = _Cause(code)
    assert database_away(error) is away
    assert not database_away(ClaimLost())
