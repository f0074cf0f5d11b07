from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from models_lstm.core.recipe import Recipe
from models_lstm.core.scorer import Scorer
from models_lstm.core.team import Team
from models_lstm.core.training import train
from tests.models_lstm.core.judgements import random_split

PROJECT = Path(__file__).resolve().parents[3]


@pytest.mark.timeout(120)
def test_two_processes_train_one_model_as_good_as_that_of_one(tmp_path: Path) -> None:
    done = subprocess.run(
        [
            sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2",
            "-m", "tests.models_lstm.core.team_member", str(tmp_path),
        ],
        cwd=PROJECT,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]

    first, second = (json.loads((tmp_path / f"member-{rank}.json").read_text()) for rank in (0, 1))
    assert first["metrics"] == second["metrics"]  # both hold the same weights
    assert first["losses"] != second["losses"]  # each read its own share
    alone = train(
        Recipe.quick(),
        random_split(),
        run_dir=tmp_path / "alone",
        seed=1,
        unlabelled=["railway cook", "ship cook"],
    )
    assert abs(first["metrics"]["macro_f1"] - alone.metrics["macro_f1"]) < 0.1
    assert len(list((tmp_path / "run" / "events").iterdir())) == 1
    scores = Scorer.load(tmp_path / "run" / "bundle").score([("night cook", "night chef")])
    assert scores.sum() == pytest.approx(1.0, abs=1e-5)


def test_shares_cover_a_step_once_and_few_rows_are_not_shared() -> None:
    rows = np.arange(11)
    parts = [Team(rank, 3).share(rows).tolist() for rank in range(3)]
    assert sorted(row for part in parts for row in part) == rows.tolist()
    assert Team(1, 3).share(rows[:5]).tolist() == rows[:5].tolist()
    assert Team().share(rows) is rows
