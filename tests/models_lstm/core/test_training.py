from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from models_lstm.core.data import Example, Split
from models_lstm.core.errors import CheckpointError, RecipeError, TooLittleData
from models_lstm.core.recipe import Recipe
from models_lstm.core.scorer import Scorer
from models_lstm.core.training import Cancelled, TrainedResult, TrainingEvent, train
from taxonomy.core.relations import RELATIONS
from tests.models_lstm.core.judgements import random_split

UNLABELLED = ["railway cook", "ship cook"]
SHORT = replace(Recipe.quick(), view_epochs=1, synonym_epochs=1, pair_epochs=2, pair_steps=1)


def weights(result: TrainedResult) -> bytes:
    return (result.bundle_path / "weights.safetensors").read_bytes()


def bundle(result: TrainedResult) -> dict[str, bytes]:
    """All files of the model: the same model, not only the same weights."""
    return {file.name: file.read_bytes() for file in result.bundle_path.iterdir()}


def counting_clock() -> Callable[[], float]:
    """A clock that goes one second with every look."""
    ticks = iter(range(10**9))
    return lambda: float(next(ticks))


def test_learns_and_reports_what_it_reached(trained: TrainedResult) -> None:
    assert trained.metrics["macro_f1"] > 0.6
    assert {"accuracy", "ece", "loss", "f1_senior"} <= set(trained.metrics)
    assert [e.stage for e in trained.history][-1] == "pairs"
    assert trained.history[-1].step <= trained.history[-1].steps


def test_writes_events_for_tensorboard_and_drops_its_checkpoint(trained: TrainedResult) -> None:
    from tensorboard.backend.event_processing.event_accumulator import (  # type: ignore[import-untyped]
        EventAccumulator,
    )

    run_dir = trained.bundle_path.parent
    assert sorted(p.name for p in run_dir.iterdir()) == ["bundle", "events", "seconds.txt"]
    events = EventAccumulator(str(run_dir / "events"))
    events.Reload()
    scalars = set(events.Tags()["scalars"])
    assert {"loss/synonyms", "loss/pairs", "validation/macro_f1"} <= scalars
    assert "loss/calibration" not in scalars


def test_a_killed_run_resumes_to_the_same_weights_and_metrics(trained: TrainedResult, tmp_path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-m", "tests.models_lstm.core.kill_me", str(tmp_path)])
    deadline = time.monotonic() + 200
    while not (tmp_path / "checkpointed").exists() and time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.02)
    process.kill()
    assert process.wait(timeout=10) == -9
    assert not (tmp_path / "bundle").exists()
    steps: list[int] = []
    result = train(
        Recipe.quick(), random_split(), run_dir=tmp_path, seed=1, unlabelled=UNLABELLED, resume=True,
        progress=lambda event: steps.append(event.step), clock=counting_clock(),
    )  # fmt: skip
    assert steps[0] > 10
    assert result.metrics == trained.metrics
    assert result.history == tuple(replace(e, seconds_left=None) for e in trained.history)
    assert bundle(result) == bundle(trained)
    again = train(
        Recipe.quick(), random_split(), run_dir=tmp_path, seed=1, unlabelled=UNLABELLED, resume=True
    )
    assert 0.0 < again.seconds <= result.seconds


def test_a_cancelled_run_resumes_to_the_same_weights(tmp_path: Path) -> None:
    split = random_split(count=300)
    whole = train(SHORT, split, run_dir=tmp_path / "whole", seed=2)
    for cancel_at in (0, 3, 7):
        folder, looks = tmp_path / f"broken{cancel_at}", iter(range(10**6))
        with pytest.raises(Cancelled):
            train(SHORT, split, run_dir=folder, seed=2, should_cancel=lambda n=cancel_at, i=looks: next(i) >= n,  # type: ignore[misc]
                  clock=counting_clock())  # fmt: skip
        assert (folder / "checkpoint.json").exists()
        assert bundle(train(SHORT, split, run_dir=folder, seed=2, resume=True)) == bundle(whole)


def test_the_order_of_the_input_does_not_matter_but_the_seed_does(tmp_path: Path) -> None:
    split = random_split(count=200)
    turned = Split(split.train[::-1], split.validation[::-1], ())
    one = train(SHORT, split, run_dir=tmp_path / "1", seed=2)
    other = train(SHORT, turned, run_dir=tmp_path / "2", seed=2)
    third = train(SHORT, split, run_dir=tmp_path / "3", seed=3)
    assert weights(one) == weights(other) != weights(third)


def test_progress_counts_up_and_ends_with_calibration(tmp_path: Path) -> None:
    events: list[TrainingEvent] = []
    train(
        SHORT,
        random_split(count=200),
        run_dir=tmp_path,
        seed=0,
        progress=events.append,
        clock=counting_clock(),
    )
    assert [e.step for e in events] == sorted(e.step for e in events)
    assert events[-1].stage == "calibration"
    assert events[-1].step == events[-1].steps
    assert all(e.seconds_left is not None and e.seconds_left >= 0 for e in events)
    assert [e for e in events if e.metrics]


def test_a_checkpoint_of_other_inputs_is_refused(tmp_path: Path) -> None:
    split = random_split(count=200)
    with pytest.raises(Cancelled):
        train(SHORT, split, run_dir=tmp_path, seed=0, should_cancel=lambda: True)
    with pytest.raises(CheckpointError, match="another recipe"):
        train(SHORT, split, run_dir=tmp_path, seed=1, resume=True)
    path = tmp_path / "checkpoint.safetensors"
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(CheckpointError, match="damaged"):
        train(SHORT, split, run_dir=tmp_path, seed=0, resume=True)
    assert train(SHORT, split, run_dir=tmp_path, seed=0).metrics


def test_resuming_a_finished_run_gives_its_result_again(trained: TrainedResult) -> None:
    again = train(
        Recipe.quick(),
        random_split(),
        run_dir=trained.bundle_path.parent,
        seed=1,
        unlabelled=UNLABELLED,
        resume=True,
    )
    assert again.metrics == trained.metrics
    assert again.bundle_path == trained.bundle_path


def test_a_relation_without_examples_never_wins(tmp_path: Path) -> None:
    split = random_split(count=300)
    only = ("synonym", "unrelated", "senior")
    few = Split(tuple(e for e in split.train if e.relation in only), split.validation, ())
    table = Scorer.load(train(SHORT, few, run_dir=tmp_path, seed=0).bundle_path).score(
        [(e.title_a, e.title_b) for e in split.validation]
    )
    missing = [RELATIONS.index(name) for name in ("broader", "narrower", "related")]
    assert table[:, missing].max() == 0.0
    assert {RELATIONS[g] for g in table.argmax(axis=1)} <= {*only, "junior"}


@pytest.mark.parametrize(
    "pairs",
    [
        [Example("chef", "cook", "senior")],
        [Example("chef", "cook", "synonym")],
        [Example("", "--", "unrelated")],
        [Example("chef", "chef", "synonym"), Example("a", "b", "unrelated")],
    ],
)
def test_trains_on_next_to_nothing(pairs: list[Example], tmp_path: Path) -> None:
    result = train(SHORT, Split(tuple(pairs), (), ()), run_dir=tmp_path, seed=0)
    table = Scorer.load(result.bundle_path).score([("chef", "cook"), ("", "x")])
    assert np.isfinite(table).all()
    assert result.metrics == {}


def test_refuses_to_train_on_nothing(tmp_path: Path) -> None:
    with pytest.raises(TooLittleData):
        train(SHORT, Split((), (), ()), run_dir=tmp_path, seed=0)


def test_weights_of_examples_count(tmp_path: Path) -> None:
    pairs = [
        Example("a b", "c d", "synonym", weight=50.0),
        Example("a b", "c d", "unrelated", weight=0.1),
    ] * 8
    scorer = Scorer.load(
        train(replace(SHORT, balance=0.0), Split(tuple(pairs), (), ()), run_dir=tmp_path, seed=0).bundle_path
    )
    assert scorer.score([("a b", "c d")])[0].argmax() == RELATIONS.index("synonym")


def test_starts_warm_from_an_older_model(trained: TrainedResult, tmp_path: Path) -> None:
    recipe = replace(SHORT, view_epochs=0, synonym_epochs=0, pair_epochs=1)
    split = random_split(seed=1)
    warm = train(recipe, split, run_dir=tmp_path / "warm", seed=5, warm_start=trained.bundle_path)
    cold = train(recipe, split, run_dir=tmp_path / "cold", seed=5)
    assert warm.metrics["macro_f1"] > cold.metrics["macro_f1"] + 0.1
    with pytest.raises(RecipeError, match="hidden"):
        train(
            replace(recipe, hidden=16), split, run_dir=tmp_path / "no", seed=5, warm_start=trained.bundle_path
        )


def test_a_rejected_suggestion_is_believed_less_by_the_next_model(tmp_path: Path) -> None:
    split, recipe = random_split(), replace(SHORT, pair_epochs=8)
    places, jobs = (
        ("railway", "airport", "harbour", "mountain"),
        ("attorney", "chef", "nurse", "driver", "seller"),
    )
    titles = [f"{place} {job}" for place in places for job in jobs]
    denied = tuple(Example(a, b, "unrelated") for a, b in combinations(titles, 2))
    asked = [(e.title_a, e.title_b) for e in denied]

    def believed(denial: float) -> float:
        told = replace(split, denied=denied)
        run = train(replace(recipe, denial=denial), told, run_dir=tmp_path / str(denial), seed=1)
        return float(Scorer.load(run.bundle_path).score(asked)[:, RELATIONS.index("unrelated")].mean())

    assert believed(3.0) < believed(0.0) - 0.1
