from __future__ import annotations

import subprocess
import sys
import time
import warnings
from dataclasses import replace
from pathlib import Path

import pytest
from optuna.distributions import FloatDistribution

from models_lstm.core.errors import RecipeError, TooLittleData
from models_lstm.core.recipe import Recipe
from models_lstm.core.recipe_search import (
    BEST,
    DEFAULT_SPACE,
    SearchBusy,
    SearchFault,
    SearchResult,
    Space,
    _alone,
    default_space,
    read_space,
    search_recipe,
)
from tests.models_lstm.core.judgements import random_split

TINY = replace(Recipe.quick(), view_epochs=0, synonym_epochs=1, pair_epochs=3, pair_steps=3)
SPACE = {"pair_rate": FloatDistribution(1e-5, 2e-2, log=True), "dropout": FloatDistribution(0.0, 0.6)}


def _search(
    folder: Path, trials: int, *, resume: bool = False, seed: int = 1, space: Space = SPACE
) -> SearchResult:
    return search_recipe(
        TINY,
        random_split(count=250),
        folder=folder,
        trials=trials,
        seed=seed,
        space=space,
        resume=resume,
    )


def test_finds_a_recipe_that_is_no_worse_than_the_one_it_began_with(tmp_path: Path) -> None:
    found = _search(tmp_path / "study", 9)
    assert found.best is not None and found.recipe is not None
    base = found.trials[0]
    assert base.params == {"pair_rate": TINY.pair_rate, "dropout": TINY.dropout}
    assert base.score is not None and found.best.score is not None and found.best.score >= base.score
    assert Recipe.from_toml((tmp_path / "study" / BEST).read_text()) == found.recipe
    assert found.recipe == replace(TINY, **found.best.params, name="study")
    assert any(t.state == "pruned" for t in found.trials)
    assert not list((tmp_path / "study" / "trials").iterdir())


def test_a_search_in_two_parts_is_the_search_in_one(tmp_path: Path) -> None:
    _search(tmp_path / "parts", 2)
    parts = _search(tmp_path / "parts", 4, resume=True)
    whole = _search(tmp_path / "whole", 4)
    assert [t.params for t in parts.trials] == [t.params for t in whole.trials]
    assert [t.score for t in parts.trials] == [t.score for t in whole.trials]


def test_a_killed_search_takes_its_trial_up_again(tmp_path: Path) -> None:
    folder = tmp_path / "killed"
    process = subprocess.Popen([sys.executable, "-m", "tests.models_lstm.core.kill_search", str(folder)])
    deadline = time.monotonic() + 200
    while not (folder / "second").exists() and time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.02)
    process.kill()
    assert process.wait(timeout=10) == -9
    found = _search(folder, 3, resume=True)
    whole = _search(tmp_path / "whole", 3)
    ended = [t for t in found.trials if t.state != "fail"]
    assert [t.state for t in found.trials].count("fail") == 1
    assert [(t.params, t.state, t.score) for t in ended] == [
        (t.params, t.state, t.score) for t in whole.trials
    ]


def test_a_study_is_gone_on_with_only_when_that_is_said_and_when_it_is_the_same(tmp_path: Path) -> None:
    with pytest.raises(SearchFault, match="no study"):
        _search(tmp_path / "study", 1, resume=True)
    _search(tmp_path / "study", 1)
    with pytest.raises(SearchFault, match="--resume"):
        _search(tmp_path / "study", 1)
    with pytest.raises(SearchFault, match="another recipe"):
        _search(tmp_path / "study", 1, resume=True, seed=2)
    with _alone(tmp_path / "study"), pytest.raises(SearchBusy):
        _search(tmp_path / "study", 2, resume=True)


def test_too_few_pairs_to_choose_by_are_refused(tmp_path: Path) -> None:
    with pytest.raises(TooLittleData):
        search_recipe(TINY, random_split(count=40), folder=tmp_path / "study", trials=1, seed=1)


def test_every_knob_of_the_space_is_one_of_the_recipe() -> None:
    read_space("\n".join(f"{key} = [{d.low}, {d.high}]" for key, d in DEFAULT_SPACE.items()), Recipe())  # type: ignore[attr-defined]


@pytest.mark.parametrize("base", [Recipe(), Recipe.loop(), Recipe.quick(), replace(Recipe(), pair_rate=0.1)])
def test_the_first_trial_lies_within_the_space(base: Recipe) -> None:
    for key, distribution in default_space(base).items():
        assert isinstance(distribution, FloatDistribution)
        assert distribution.low <= getattr(base, key) <= distribution.high


def test_a_base_outside_a_space_of_ones_own_is_tried_without_a_warning(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.filterwarnings("error", category=UserWarning)
        found = _search(tmp_path / "study", 1, space={"dropout": FloatDistribution(0.6, 0.7)})
    assert [dict(trial.params) for trial in found.trials] == [{"dropout": TINY.dropout}]


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("hiden = [1, 2]", "hiden"),
        ("dropout = 0.3", "dropout"),
        ("dropout = [0.1, 7.0]", "dropout"),
        ("dropout = [0.5, 0.1]", "dropout"),
        ("start = {choices = ['base', 'moon']}", "start"),
        ("name = ['a', 'b']", "name"),
        ("", None),
        ("dropout = [", None),
    ],
)
def test_a_space_that_is_none_names_the_key(text: str, field: str | None) -> None:
    with pytest.raises(RecipeError) as refused:
        read_space(text, Recipe())
    assert refused.value.field == field


def test_a_space_may_hold_whole_numbers_rates_and_choices() -> None:
    space = read_space(
        "synonym_epochs = [1, 5]\npair_rate = {low = 1e-4, high = 1e-2, log = true}\nstart = {choices = ['base']}",
        Recipe(),
    )
    assert [type(d).__name__ for d in space.values()] == [
        "IntDistribution", "FloatDistribution", "CategoricalDistribution",
    ]  # fmt: skip
