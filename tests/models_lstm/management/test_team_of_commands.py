"""``torchrun manage.py train_model``: several processes, one run, one model."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from config.embedded.home import PROJECT, Home
from models_lstm.models import ModelVersion, TrainingRun
from models_lstm.selectors.runs import run_folder
from tests.models_lstm.core.judgements import judgements
from tests.models_lstm.world import settle

RECIPE = 'base = "quick"\npair_epochs = 4\n'


def _torchrun(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            *(sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"),
            *("manage.py", "train_model", *arguments, "--json"),
        ],
        cwd=PROJECT,
        env={
            **os.environ,
            "OMP_NUM_THREADS": "1",
            "DJANGO_SETTINGS_MODULE": "config.settings",
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=200,
    )


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_two_processes_train_from_a_file_and_one_of_them_speaks(tmp_path: Path) -> None:
    pairs, recipe = tmp_path / "pairs.csv", tmp_path / "recipe.toml"
    with pairs.open("w", newline="") as file:
        csv.writer(file).writerows(
            [("title_a", "title_b", "relation")]
            + [(e.title_a, e.title_b, e.relation) for e in judgements(count=300)]
        )
    recipe.write_text(RECIPE)
    done = _torchrun(
        *("--train-csv", str(pairs), "--config", str(recipe), "--output", str(tmp_path / "model")),
        TITLELOOM_HOME=str(tmp_path / "home"),
    )
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout)
    assert told["state"] == "succeeded"
    assert (Path(told["model"]) / "weights.safetensors").exists()


@pytest.mark.slow
@pytest.mark.stack
@pytest.mark.timeout(240)
def test_two_processes_work_on_one_run_of_the_record(
    transactional_db: None, services: Home, tmp_path: Path
) -> None:
    settle(judgements(count=500))
    (tmp_path / "recipe.toml").write_text(RECIPE)
    where = connection.settings_dict
    url = f"postgresql://{where['USER']}@/{where['NAME']}?host={where['HOST']}&port={where['PORT']}"
    done = _torchrun("--config", str(tmp_path / "recipe.toml"), "--curve-points", "1", DATABASE_URL=url)
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout)
    assert (told["state"], told["model_version"]) == ("succeeded", "v1")
    run = TrainingRun.objects.get()
    version = ModelVersion.objects.get()
    assert version.run_id == run.pk
    assert len(version.metrics["curve"]) == 1
    assert len(list((run_folder(run) / "events").iterdir())) == 1

    refused = _torchrun("--dataset", "none", DATABASE_URL=url)
    assert refused.returncode != 0
    assert json.loads(refused.stdout)["field"] == "dataset"
