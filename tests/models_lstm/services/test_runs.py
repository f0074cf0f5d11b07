"""States of a training run: preflight, one at a time, cancel, sweep."""

from __future__ import annotations

import os
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from models_lstm.core.data import Example
from models_lstm.core.recipe import Recipe
from models_lstm.core.training import TrainingEvent
from models_lstm.models import Dataset, TrainingRun
from models_lstm.selectors.runs import run_folder, run_log
from models_lstm.services.datasets import NameTaken, NothingToFreeze, dataset_freeze
from models_lstm.services.execution import RunTaken, run_execute
from models_lstm.services.processes import is_gone, this_process
from models_lstm.services.run_states import (
    AUTO_RESUMES,
    AnotherRunActive,
    run_cancel,
    run_claim,
    run_resume,
    runs_sweep,
)
from models_lstm.services.runs import PreflightRefused, recipe_of, run_start
from taxonomy.core.errors import BadInput
from tests.models_lstm.core.judgements import judgements
from tests.models_lstm.world import settle

pytestmark = pytest.mark.django_db
QUICK = Recipe.quick()


@pytest.fixture
def dataset() -> Dataset:
    settle(judgements(count=300))
    return dataset_freeze()[0]


def test_an_empty_ledger_cannot_be_frozen() -> None:
    with pytest.raises(NothingToFreeze):
        dataset_freeze()


def test_the_same_ledger_under_another_name_has_the_same_content() -> None:
    stars = [Example(f"cook {n}", f"cook {n} helper {m}", "related") for n in range(20) for m in range(30)]
    settle(stars)  # larger than what is kept together: some helpers have their only pair between two sides
    first, second = (dataset_freeze(name=name)[0] for name in ("first", "second"))
    assert first.facts["dropped"], "no pair lies between two sides: this would show nothing"
    assert second.pk != first.pk
    assert (second.content_hash, second.artifact, second.counts) == (
        first.content_hash,
        first.artifact,
        first.counts,
    )
    assert dataset_freeze(name="second") == (second, False)
    assert dataset_freeze(name="first") == (first, False)
    assert dataset_freeze() == (second, False)
    with pytest.raises(NameTaken):
        settle([Example("cook", "chef", "synonym")])
        dataset_freeze(name="first")


def test_preflight_tells_every_reason_with_its_numbers() -> None:
    settle([Example("cook", "chef", "synonym"), Example("nurse", "caregiver", "synonym")])
    with pytest.raises(PreflightRefused) as refusal:
        run_start(dataset=dataset_freeze()[0], recipe=QUICK)
    reasons = {r["code"]: r["sentence"] for r in refusal.value.extra["reasons"]}
    assert set(reasons) == {"too_few_pairs", "too_few_relations", "too_few_to_validate"}
    assert "synonym 2" in reasons["too_few_relations"]
    assert not TrainingRun.objects.exists()


def test_one_run_at_a_time(dataset: Dataset) -> None:
    first = run_start(dataset=dataset, recipe=QUICK)
    with pytest.raises(AnotherRunActive) as busy:
        run_start(dataset=dataset, recipe=QUICK)
    assert busy.value.exit_code == 4
    run_cancel(first.pk)
    run_start(dataset=dataset, recipe=QUICK)


def test_a_recipe_or_a_preset_not_both() -> None:
    with pytest.raises(BadInput):
        recipe_of(preset="quick", text="seed = 1")
    with pytest.raises(BadInput):
        recipe_of(preset="enormous")


def test_only_one_process_gets_a_run(dataset: Dataset) -> None:
    run = run_start(dataset=dataset, recipe=QUICK)
    assert run_claim(run.pk) is not None
    assert run_claim(run.pk) is None
    with pytest.raises(RunTaken):
        run_execute(run.pk)


def test_the_database_knows_no_running_run_without_a_claim(dataset: Dataset) -> None:
    run = run_start(dataset=dataset, recipe=QUICK)
    with pytest.raises(IntegrityError), transaction.atomic():
        TrainingRun.objects.filter(pk=run.pk).update(state="running")
    with pytest.raises(IntegrityError), transaction.atomic():
        TrainingRun.objects.filter(pk=run.pk).update(state="succeeded")


def test_cancelled_while_it_trains_it_stops_and_goes_on_later_from_its_checkpoint(dataset: Dataset) -> None:
    run = run_start(
        dataset=dataset,
        recipe=Recipe.from_toml('base = "quick"\npair_steps = 60\npair_epochs = 8\npatience = 90'),
    )

    def cancel(event: TrainingEvent) -> None:
        if event.stage == "pairs" and not TrainingRun.objects.get(pk=run.pk).cancel_requested:
            run_cancel(run.pk)

    stopped = run_execute(run.pk, watch=cancel)
    assert stopped.state == "cancelled"
    assert (run_folder(stopped) / "checkpoint.safetensors").exists()
    step = stopped.progress["step"]
    assert run_resume(run.pk).state == "queued"
    steps: list[int] = []
    done = run_execute(run.pk, watch=lambda event: steps.append(event.step))
    assert done.state == "succeeded" and done.resumes == 1
    assert steps[0] >= step
    assert "resumed" in run_log(done)
    assert [p[0] for p in done.curves["loss_pairs"]] == sorted({p[0] for p in done.curves["loss_pairs"]})


def test_a_run_whose_process_is_gone_is_resumed_until_that_looks_hopeless(dataset: Dataset) -> None:
    run = run_start(dataset=dataset, recipe=QUICK)
    host = this_process().split(":")[0]
    for state in (*["queued"] * AUTO_RESUMES, "interrupted"):
        assert run_claim(run.pk) is not None
        TrainingRun.objects.filter(pk=run.pk).update(worker=f"{host}:{_free_pid()}:1")
        sweep = runs_sweep()
        assert sweep.interrupted == (run.pk,)
        assert sweep.ring == ((run.pk,) if state == "queued" else ())
        run.refresh_from_db()
        assert run.state == state


def test_a_run_goes_on_however_often_its_worker_is_stopped(dataset: Dataset) -> None:
    run = run_start(dataset=dataset, recipe=QUICK)
    for _ in range(AUTO_RESUMES + 1):
        with pytest.raises(SystemExit):
            run_execute(run.pk, celery_id="task-1", watch=_stop)
        assert runs_sweep().resumed == (run.pk,)


def test_a_command_that_a_person_stopped_is_not_taken_up_by_a_worker(dataset: Dataset) -> None:
    run = run_start(dataset=dataset, recipe=QUICK)
    with pytest.raises(SystemExit):
        run_execute(run.pk, watch=_stop)
    assert runs_sweep().resumed == ()
    assert run_resume(run.pk).state == "queued"


def _stop(event: TrainingEvent) -> None:
    raise SystemExit


def test_a_run_of_another_machine_is_interrupted_when_it_falls_silent(dataset: Dataset) -> None:
    run = run_start(dataset=dataset, recipe=QUICK)
    run_claim(run.pk)
    TrainingRun.objects.filter(pk=run.pk).update(worker="elsewhere:1:1")
    assert runs_sweep().interrupted == ()
    assert runs_sweep(timezone.now() + timedelta(seconds=61)).interrupted == (run.pk,)


def test_a_run_that_lost_its_claim_changes_nothing_any_more(dataset: Dataset) -> None:
    run = run_start(dataset=dataset, recipe=QUICK)
    claim = run_claim(run.pk)
    assert claim is not None
    TrainingRun.objects.filter(pk=run.pk).update(claim=uuid.uuid4())
    assert claim.row.update(error="mine") == 0


def test_a_queued_run_is_rung_for_again_when_its_message_may_be_lost(dataset: Dataset) -> None:
    run = run_start(dataset=dataset, recipe=QUICK)
    assert runs_sweep().ring == ()
    later = timezone.now() + timedelta(minutes=3)
    assert runs_sweep(later).ring == (run.pk,)
    assert runs_sweep(later).ring == ()


def test_a_damaged_checkpoint_starts_the_run_anew(dataset: Dataset) -> None:
    run = run_start(dataset=dataset, recipe=QUICK)
    folder = run_folder(run)
    folder.mkdir(parents=True)
    (folder / "checkpoint.safetensors").write_bytes(b"cut short")
    assert run_execute(run.pk).state == "succeeded"
    assert "Starting anew" in run_log(run)


def test_this_process_is_there_and_a_free_number_is_not() -> None:
    assert not is_gone(this_process())
    host = this_process().split(":")[0]
    assert is_gone(f"{host}:{_free_pid()}:1")
    assert is_gone(f"{host}:{os.getpid()}:1")
    assert not is_gone("elsewhere:1:1")


def _free_pid() -> int:
    highest = int(Path("/proc/sys/kernel/pid_max").read_text()) if Path("/proc").exists() else 99_998
    return highest - 1
