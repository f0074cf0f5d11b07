"""A run that traces the learning curve."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from models_lstm.core.data import Example, Split
from models_lstm.core.recipe import Recipe
from models_lstm.core.training import Cancelled, TrainedResult, train
from models_lstm.models import TrainingRun
from models_lstm.selectors.learning_curve import learning_curve
from models_lstm.selectors.runs import run_folder
from models_lstm.services.datasets import dataset_freeze
from models_lstm.services.execution import run_execute
from models_lstm.services.run_states import run_resume
from models_lstm.services.runs import recipe_of, run_start
from models_lstm.services.tracing import FILE, curve_trace, part_of, part_sizes
from tests.models_lstm.core.judgements import judgements
from tests.models_lstm.world import settle, trained

RECIPE = 'base = "quick"\ncurve_points = 2\n'


def test_parts_are_halves_of_halves() -> None:
    assert part_sizes(1_000, 0, whole=True) == []
    assert part_sizes(1_000, 2, whole=False) == [250, 500]
    assert part_sizes(1_000, 2, whole=True) == [250, 500, 1_000]
    assert part_sizes(3, 5, whole=False) == [1]


def test_a_smaller_part_is_inside_a_larger_one_and_the_other_sides_stay() -> None:
    examples = tuple(Example(f"title {n}", f"other {n}", "synonym") for n in range(100))
    split = Split(examples[:80], examples[80:90], examples[90:], denied=examples[:20])
    half, quarter = (part_of(split, count, seed=1) for count in (40, 20))
    assert set(quarter.train) < set(half.train) < set(split.train)
    assert (len(quarter.train), len(half.train)) == (20, 40)
    assert (half.validation, half.test) == (split.validation, split.test)
    assert len(half.denied) == 10
    assert part_of(split, 40, seed=1) == half
    assert part_of(split, 40, seed=2) != half


class Broken(Exception):
    pass


def test_what_was_measured_before_a_break_is_not_trained_again(tmp_path: Path) -> None:
    examples = tuple(judgements(count=200))
    split = Split(examples[:120], examples[120:160], examples[160:])
    recipe = Recipe.from_toml(RECIPE)
    sizes: list[int] = []

    def train_part(recipe: Recipe, part: Split, room: Path) -> TrainedResult:
        sizes.append(len(part.train))
        if len(sizes) == 2:
            raise Broken
        return train(recipe, part, run_dir=room, seed=1)

    def trace(points: Sequence[Example] = split.test) -> list[dict[str, float]]:
        return curve_trace(recipe, split, points, seed=1, folder=tmp_path, whole=False, train=train_part)

    with pytest.raises(Broken):
        trace()
    points = trace()
    assert sizes == [30, 60, 60]
    assert [point["labels"] for point in points] == [30, 60]
    assert all(0.0 <= point["low"] <= point["macro_f1"] <= point["high"] <= 1.0 for point in points)
    assert trace() == points
    assert len(sizes) == 3


@pytest.mark.django_db
def test_a_traced_version_tells_what_more_labels_would_bring() -> None:
    settle(judgements(count=400))
    dataset = dataset_freeze()[0]
    run, version = trained(dataset, recipe=RECIPE)

    curve = version.metrics["curve"]
    assert [point["labels"] for point in curve] == [dataset.train_count // 4, dataset.train_count // 2]
    assert "for the learning curve" in (run_folder(run) / "log.txt").read_text()
    assert not list(run_folder(run).glob("part-*"))
    told = learning_curve(more=200)
    assert [point["part"] for point in told["points"]] == [True, True, False]
    assert {point["version"] for point in told["points"]} == {version.version}
    assert told["outlook"] is not None
    assert told["more"] == 200


@pytest.mark.django_db
def test_parts_of_a_version_that_began_with_another_begin_with_the_recipe() -> None:
    settle(judgements(count=300))
    dataset = dataset_freeze()[0]
    _, first = trained(dataset)
    recipe, _ = recipe_of(text=RECIPE)

    run = run_execute(run_start(dataset=dataset, recipe=recipe, seed=1, warm_start=first).pk)

    assert run.state == TrainingRun.State.SUCCEEDED, run.error
    labels = [point["labels"] for point in run.model_version.metrics["curve"]]
    assert labels == [dataset.train_count // 4, dataset.train_count // 2, dataset.train_count]


@pytest.mark.django_db
def test_a_run_is_cancelled_in_a_part_too_and_goes_on_from_there(monkeypatch: pytest.MonkeyPatch) -> None:
    settle(judgements(count=300))
    dataset = dataset_freeze()[0]
    recipe, _ = recipe_of(text=RECIPE)
    run = run_start(dataset=dataset, recipe=recipe, seed=1)
    trains = {"count": 0}

    def second_is_cancelled(*args: object, **named: object) -> TrainedResult:
        trains["count"] += 1
        if trains["count"] == 3:
            raise Cancelled
        return train(*args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr("models_lstm.services.execution.train", second_is_cancelled)
    assert run_execute(run.pk).state == TrainingRun.State.CANCELLED
    assert (run_folder(run) / FILE).exists()

    run_resume(run.pk)
    done = run_execute(run.pk)
    assert done.state == TrainingRun.State.SUCCEEDED, done.error
    assert len(done.model_version.metrics["curve"]) == 2
