"""The gate and the paired comparison behind it."""

from __future__ import annotations

import numpy as np
import pytest

from models_lstm.core.comparison import Difference, compare_macro_f1
from models_lstm.core.evaluation import Interval
from models_lstm.core.gate import judge
from taxonomy.core.relations import RELATIONS

TRUTH = ["synonym", "broader", "narrower", "unrelated"] * 25


def _table(relations: list[str]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    table = np.zeros((len(relations), len(RELATIONS)))
    table[np.arange(len(relations)), [RELATIONS.index(r) for r in relations]] = 1.0
    return table


def _difference(value: float, low: float, high: float) -> Difference:
    return Difference(0.5, 0.5 - value, Interval(value, low, high), 0.5)


def test_a_right_table_beats_a_wrong_one_beyond_doubt() -> None:
    wrong = _table(["synonym"] * len(TRUTH))
    found = compare_macro_f1(_table(TRUTH), wrong, TRUTH)
    assert found.first == 1.0 and found.difference.low > 0 and found.share_worse == 0
    back = compare_macro_f1(wrong, _table(TRUTH), TRUTH)
    assert back.difference.value == pytest.approx(-found.difference.value)


def test_equal_tables_differ_by_nothing_in_every_draw() -> None:
    found = compare_macro_f1(
        _table(TRUTH), _table(TRUTH), TRUTH, groups=[str(n % 7) for n in range(len(TRUTH))]
    )
    assert (found.difference.low, found.difference.high) == (0.0, 0.0)


def test_too_few_pairs_prove_nothing() -> None:
    verdict = judge(
        pairs=29, ece=0.0, majority=0.1, against_baseline=_difference(0.3, 0.2, 0.4), against_champion=None
    )
    assert not verdict.passed and "29" in verdict.sentence


@pytest.mark.parametrize(
    ("champion", "passed"),
    [
        (_difference(0.05, -0.01, 0.1), True),
        (_difference(-0.005, -0.05, 0.04), True),
        (_difference(-0.02, -0.06, 0.02), False),
        (_difference(-0.008, -0.012, -0.004), False),
    ],
)
def test_a_challenger_must_not_be_worse_than_the_champion(champion: Difference, passed: bool) -> None:
    verdict = judge(
        pairs=200,
        ece=0.05,
        majority=0.1,
        against_baseline=_difference(0.1, 0.05, 0.2),
        against_champion=champion,
    )
    assert verdict.passed is passed


def test_scores_that_are_no_probabilities_are_refused() -> None:
    verdict = judge(
        pairs=200, ece=0.3, majority=0.1, against_baseline=_difference(0.1, 0.0, 0.2), against_champion=None
    )
    assert [r.rule for r in verdict.rules if not r.passed] == ["calibrated"]
