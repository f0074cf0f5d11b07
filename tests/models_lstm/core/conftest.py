"""One small trained model for all tests that only read it."""

from __future__ import annotations

from pathlib import Path

import pytest

from models_lstm.core.recipe import Recipe
from models_lstm.core.scorer import Scorer
from models_lstm.core.training import TrainedResult, train
from tests.models_lstm.core.judgements import random_split


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> TrainedResult:
    """A finished run of the quick recipe."""
    folder: Path = tmp_path_factory.mktemp("run")
    return train(
        Recipe.quick(), random_split(), run_dir=folder, seed=1, unlabelled=["railway cook", "ship cook"]
    )


@pytest.fixture(scope="session")
def scorer(trained: TrainedResult) -> Scorer:
    """The scorer of that run's bundle."""
    return Scorer.load(trained.bundle_path)
