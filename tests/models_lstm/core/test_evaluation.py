from __future__ import annotations

import json

import numpy as np
import pytest
from sklearn.metrics import confusion_matrix, f1_score, precision_score, recall_score

from models_lstm.core.evaluation import evaluate
from taxonomy.core.relations import RELATIONS


def random_case(count: int = 400) -> tuple[np.ndarray[tuple[int, ...], np.dtype[np.float64]], list[str]]:
    rng = np.random.default_rng(0)
    truth = rng.integers(0, 7, count)
    table = rng.dirichlet(np.ones(7), count)
    table[np.arange(count), truth] += 0.4
    table /= table.sum(axis=1, keepdims=True)
    return table, [RELATIONS[t] for t in truth]


def test_agrees_with_scikit_learn() -> None:
    table, truth = random_case()
    report = evaluate(table, truth, bootstrap=50)
    guess = [RELATIONS[g] for g in table.argmax(axis=1)]
    labels = list(RELATIONS)
    assert np.array_equal(report.confusion, confusion_matrix(truth, guess, labels=labels))
    assert report.macro_f1.value == pytest.approx(f1_score(truth, guess, average="macro"))
    for place, name in enumerate(labels):
        relation = report.relations[name]
        assert relation.f1.value == pytest.approx(f1_score(truth, guess, labels=labels, average=None)[place])
        assert relation.precision.value == pytest.approx(
            precision_score(truth, guess, labels=labels, average=None)[place]
        )
        assert relation.recall.value == pytest.approx(
            recall_score(truth, guess, labels=labels, average=None)[place]
        )


def test_intervals_hold_the_value_and_repeat_with_the_seed() -> None:
    table, truth = random_case()
    report = evaluate(table, truth, seed=4)
    assert report.macro_f1.low < report.macro_f1.value < report.macro_f1.high
    assert report == evaluate(table, truth, seed=4)


def test_whole_groups_widen_the_interval() -> None:
    table, truth = random_case(60)
    copies, groups = np.repeat(table, 10, axis=0), [f"g{n // 10}" for n in range(600)]
    many = [t for t in truth for _ in range(10)]
    alone, grouped = evaluate(copies, many), evaluate(copies, many, groups=groups)
    assert grouped.accuracy.value == alone.accuracy.value
    assert grouped.accuracy.high - grouped.accuracy.low > 2 * (alone.accuracy.high - alone.accuracy.low)


def test_calibration_error_of_an_honest_and_of_a_boasting_model() -> None:
    rng = np.random.default_rng(1)
    truth = (rng.random(20_000) > 0.7).astype(int)
    honest = np.zeros((20_000, 7))
    honest[:, 0], honest[:, 1] = 0.7, 0.3
    boasting = np.zeros_like(honest)
    boasting[:, 0] = 1.0
    names = [RELATIONS[t] for t in truth]
    assert evaluate(honest, names, bootstrap=0).ece < 0.02
    assert evaluate(boasting, names, bootstrap=0).ece == pytest.approx(0.3, abs=0.02)
    assert sum(b.count for b in evaluate(boasting, names, bootstrap=0).bins) == 20_000


def test_slices_are_reported_by_name() -> None:
    table, truth = random_case(100)
    report = evaluate(table, truth, slices={"first": [n < 10 for n in range(100)], "none": [False] * 100})
    assert report.slices["first"].count == 10
    assert report.slices["none"].accuracy == 0.0
    assert report.slices["none"].macro_f1_interval == (0.0, 0.0)


def test_a_small_slice_has_a_wider_interval_than_a_large_one() -> None:
    table, truth = random_case()
    slices = {"small": [n < 30 for n in range(400)], "large": [True] * 400}
    report = evaluate(table, truth, slices=slices)
    widths = {
        name: row.macro_f1_interval[1] - row.macro_f1_interval[0] for name, row in report.slices.items()
    }
    assert widths["small"] > 1.5 * widths["large"] > 0
    low, high = report.slices["large"].macro_f1_interval
    assert low <= report.slices["large"].macro_f1 <= high
    assert report.slices["large"].macro_f1 == report.macro_f1.value


def test_no_examples_give_an_empty_report() -> None:
    report = evaluate(np.zeros((0, 7)), [])
    assert report.count == 0
    assert report.relations == {}
    assert report.ece == 0.0


def test_a_report_is_plain_json() -> None:
    table, truth = random_case(30)
    assert json.loads(json.dumps(evaluate(table, truth, bootstrap=5).to_dict()))["count"] == 30


def test_refuses_a_table_of_another_shape() -> None:
    with pytest.raises(ValueError, match="shape"):
        evaluate(np.zeros((3, 5)), ["synonym"] * 3)
