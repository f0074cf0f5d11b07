"""The commands of the contract: what they print, write, and exit with."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from models_lstm.core.bundle import save_bundle
from models_lstm.core.model import Model, build_network
from models_lstm.core.recipe import Recipe
from models_lstm.core.vocabulary import Vocabulary
from models_lstm.models import Dataset, TrainingRun
from models_lstm.selectors.registry import version_get
from taxonomy.core.relations import RELATIONS
from tests.models_lstm.core.judgements import judgements
from tests.models_lstm.world import settle


def _command(capsys: pytest.CaptureFixture[str], name: str, *arguments: str) -> tuple[int, dict[str, Any]]:
    """Exit code and the JSON object that the command printed."""
    capsys.readouterr()
    code = 0
    try:
        call_command(name, *arguments, "--json")
    except SystemExit as end:
        code = int(end.code or 0)
    return code, json.loads(capsys.readouterr().out)


def _write(path: Path, rows: Iterable[Iterable[str]]) -> str:
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(rows)
    return str(path)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A model folder, untrained: enough for what is about files."""
    words = ["cook", "nurse", "senior"]
    recipe = Recipe.quick()
    vocabulary = Vocabulary.build([[w] for w in words], buckets=recipe.buckets, keep=set(words))
    network = build_network(recipe, vocabulary, seed=1)
    folder = tmp_path_factory.mktemp("models") / "untrained"
    save_bundle(Model(recipe, vocabulary, network, 1.0, {}, {"fingerprint": "none"}), folder)
    return str(folder)


def test_classify_pairs_writes_the_columns_of_the_contract(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, model: str
) -> None:
    pairs = [("senior cook", "cook"), ("Head Nurse, Ward 2", "nurse"), ("cook", "nurse")]
    source = _write(tmp_path / "in.csv", [("title_a", "title_b"), *pairs])
    target = tmp_path / "out.csv"
    code, told = _command(capsys, "classify_pairs", source, "--output", str(target), "--model", model)
    assert (code, told["pairs"]) == (0, 3)
    with target.open() as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["title_a", "title_b", "relation", "score", *(f"p_{r}" for r in RELATIONS)]
    assert [(r["title_a"], r["title_b"]) for r in rows] == pairs
    for row in rows:
        table = {name: float(row[f"p_{name}"]) for name in RELATIONS}
        assert abs(sum(table.values()) - 1) < 1e-4
        assert table[row["relation"]] == max(table.values()) == float(row["score"])


def test_classify_pairs_names_every_bad_row_and_leaves_no_file(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, model: str
) -> None:
    source = _write(tmp_path / "in.csv", [("title_a", "title_b"), ("cook", ""), ("a", "b"), (" ", "nurse")])
    target = tmp_path / "out.csv"
    code, told = _command(capsys, "classify_pairs", source, "--output", str(target), "--model", model)
    assert (code, told["error"]) == (2, "input.bad_rows")
    assert [(e["line"], e["field"]) for e in told["errors"]] == [(2, "title_b"), (4, "title_a")]
    assert not target.exists() and not list(tmp_path.glob(".*.part"))
    code, told = _command(
        capsys, "classify_pairs", str(tmp_path / "no.csv"), "--output", str(target), "--model", model
    )
    assert code == 2
    wrong = _write(tmp_path / "wrong.csv", [("left", "right"), ("a", "b")])
    code, told = _command(capsys, "classify_pairs", wrong, "--output", str(target), "--model", model)
    assert (code, told["field"]) == (2, "title_a")


def test_rank_titles_writes_ranks_from_one_without_a_header(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, model: str
) -> None:
    queries = _write(tmp_path / "q.csv", [("id", "title"), ("q1", "senior cook"), ("q2", "nurse")])
    corpus = _write(
        tmp_path / "c.csv", [("id", "title"), ("7", "nurse"), ("8", "cook"), ("9", "senior cook")]
    )
    target = tmp_path / "out.tsv"
    arguments = ("--queries", queries, "--corpus", corpus, "--output", str(target), "--model", model)
    code, told = _command(capsys, "rank_titles", *arguments, "--top", "2")
    assert (code, told["rows"]) == (0, 4)
    rows = [line.split("\t") for line in target.read_text().splitlines()]
    assert [(r[0], r[2]) for r in rows] == [("q1", "1"), ("q1", "2"), ("q2", "1"), ("q2", "2")]
    assert rows[0][1] == "9" and rows[2][1] == "7"
    assert float(rows[0][3]) >= float(rows[1][3])


def test_rank_titles_refuses_an_id_that_stands_twice(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, model: str
) -> None:
    titles = _write(tmp_path / "c.csv", [("id", "title"), ("7", "nurse"), ("7", "cook")])
    arguments = (
        "--queries",
        titles,
        "--corpus",
        titles,
        "--output",
        str(tmp_path / "o.tsv"),
        "--model",
        model,
    )
    code, told = _command(capsys, "rank_titles", *arguments)
    assert (code, told["errors"][0]["line"]) == (2, 3)


def test_trains_and_evaluates_from_files_without_a_database(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    rows = [(e.title_a, e.title_b, e.relation) for e in judgements(count=200)]
    pairs = _write(tmp_path / "pairs.csv", [("title_a", "title_b", "relation"), *rows])
    config = tmp_path / "tiny.toml"
    config.write_text('base = "quick"\npair_steps = 20\npair_epochs = 2\n')
    folder = str(tmp_path / "trained")
    code, told = _command(
        capsys, "train_model", "--train-csv", pairs, "--config", str(config), "--output", folder
    )
    assert (code, told["model"], told["test"]) == (0, f"{folder}/bundle", 0)
    code, told = _command(capsys, "evaluate_model", "--model", told["model"], "--csv", pairs)
    assert (code, told["report"]["count"], told["baseline"]) == (0, 200, None)


@pytest.mark.django_db
def test_freeze_dataset_dry_run_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    settle(judgements(count=100))
    code, told = _command(capsys, "freeze_dataset", "--name", "first", "--dry-run")
    assert (code, told["name"], told["dry_run"]) == (0, "first", True)
    assert not Dataset.objects.exists()
    code, told = _command(capsys, "freeze_dataset", "--name", "first")
    assert (code, told["new"]) == (0, True)
    code, told = _command(capsys, "freeze_dataset", "--name", "first")
    assert (code, told["new"]) == (0, False)


@pytest.mark.django_db
def test_train_promote_and_propose_by_command(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    settle(judgements(count=700))
    config = tmp_path / "recipe.toml"
    config.write_text('base = "quick"\n')
    assert _command(capsys, "train_model", "--config", str(config), "--dry-run")[0] == 0
    assert not TrainingRun.objects.exists()
    code, told = _command(
        capsys, "train_model", "--config", str(config), "--seed", "3", "--curve-points", "1"
    )
    assert (code, told["state"], told["model_version"]) == (0, "succeeded", "v1")
    assert len(version_get("v1").metrics["curve"]) == 1
    assert told["test"]["baseline"]["macro_f1"] > 0
    assert _command(capsys, "evaluate_model")[1]["report"]["count"] == told["test"]["pairs"]
    code, told = _command(capsys, "promote_model", "v1", "--alias", "champion")
    assert (code, told["version"], told["verdict"]["passed"]) == (0, "v1", True)
    code, told = _command(capsys, "propose_edges", "--limit", "25", "--min-score", "0.3")
    assert (code, told["state"]) == (0, "succeeded")
    assert 0 < told["counts"]["stored"] <= 25
    code, told = _command(capsys, "rollback_model", "--alias", "champion")
    assert (code, told["error"]) == (2, "alias.nothing_to_roll_back")
    code, told = _command(capsys, "promote_model", "v9", "--alias", "champion")
    assert (code, told["error"]) == (2, "not_found")


@pytest.mark.django_db
def test_train_model_says_what_is_missing(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, told = _command(capsys, "train_model")
    assert (code, told["error"]) == (2, "dataset.nothing_settled")
    code, told = _command(capsys, "train_model", "--dataset", "none")
    assert (code, told["field"]) == (2, "dataset")
    code, told = _command(capsys, "train_model", "--train-csv", str(tmp_path / "none.csv"))
    assert code == 2
    code, told = _command(capsys, "train_model", "--curve-points", "1", "--output", str(tmp_path / "model"))
    assert (code, told["field"]) == (2, "curve_points")
    code, told = _command(capsys, "train_model", "--curve-points", "9")
    assert (code, told["field"]) == (2, "curve_points")
    code, told = _command(capsys, "train_model", "--resume", "77")
    assert (code, told["error"]) == (2, "not_found")


@pytest.mark.django_db
@pytest.mark.parametrize("chosen", [(), ("--model", "box")])
def test_titles_are_ranked_by_the_box_before_anything_was_trained(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, chosen: tuple[str, ...]
) -> None:
    queries = _write(tmp_path / "q.csv", [("id", "title"), ("q", "attorney")])
    corpus = _write(
        tmp_path / "c.csv",
        [("id", "title"), ("1", "warehouse picker"), ("2", "lawyer"), ("3", "pastry cook")],
    )
    target = tmp_path / "out.tsv"
    code, _ = _command(
        capsys, "rank_titles", "--queries", queries, "--corpus", corpus, "--output", str(target), *chosen
    )
    assert code == 0
    assert target.read_text().splitlines()[0].split("\t")[:3] == ["q", "2", "1"]
