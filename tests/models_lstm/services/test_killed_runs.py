"""A training process that is killed loses at most what came after its last checkpoint."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

from config.embedded.home import PROJECT
from models_lstm.models import TrainingRun
from models_lstm.selectors.runs import run_folder, run_log
from models_lstm.services.datasets import dataset_freeze
from models_lstm.services.execution import run_execute
from models_lstm.services.run_states import runs_sweep
from tests.models_lstm.core.judgements import judgements
from tests.models_lstm.world import settle

RECIPE = 'base = "quick"\npair_steps = 60\npair_epochs = 8\npatience = 50\ncheckpoint_steps = 5\n'


@pytest.mark.django_db(transaction=True)
def test_a_killed_command_is_found_and_goes_on_from_its_checkpoint(tmp_path: Path) -> None:
    settle(judgements(count=300))
    dataset, _ = dataset_freeze()
    (tmp_path / "recipe.toml").write_text(RECIPE)
    where = connection.settings_dict
    url = f"postgresql://{where['USER']}@/{where['NAME']}?host={where['HOST']}&port={where['PORT']}"
    command = (
        "manage.py",
        "train_model",
        "--dataset",
        dataset.name,
        "--config",
        str(tmp_path / "recipe.toml"),
    )
    with (tmp_path / "output.txt").open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, *command],
            cwd=PROJECT,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", "DATABASE_URL": url},
            stdout=output,
            stderr=output,
        )
    try:
        run = _wait_for_checkpoint(process, tmp_path / "output.txt")
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=10)
    assert run.state == "running"
    assert runs_sweep().resumed == (run.pk,)

    steps: list[int] = []
    done = run_execute(run.pk, watch=lambda event: steps.append(event.step))
    assert done.state == "succeeded", done.error
    assert steps[0] > 1
    assert done.resumes == 1
    assert run_log(done).count("started on data set") == 1 and "resumed" in run_log(done)


def _wait_for_checkpoint(process: subprocess.Popen[bytes], output: Path) -> TrainingRun:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.poll() is None, output.read_text()
        run = TrainingRun.objects.filter(state="running").first()
        if run is not None and (run_folder(run) / "checkpoint.safetensors").exists():
            return run
        time.sleep(0.05)
    raise AssertionError("no checkpoint within a minute")
