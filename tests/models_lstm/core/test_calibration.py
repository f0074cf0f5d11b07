from __future__ import annotations

import numpy as np
import pytest

from models_lstm.core.calibration import (
    fit_temperature,
    negative_log_likelihood,
    shift_top,
    softmax,
    steady_temperature,
    top_offsets,
)


def test_finds_the_temperature_that_logits_were_sharpened_by() -> None:
    rng = np.random.default_rng(0)
    logits = rng.normal(size=(4000, 7)) * 2
    right = np.array([rng.choice(7, p=row) for row in softmax(logits)])
    assert fit_temperature(logits * 3, right) == pytest.approx(3.0, rel=0.1)
    assert fit_temperature(logits, right) == pytest.approx(1.0, rel=0.1)


def test_scaling_never_makes_the_likelihood_worse() -> None:
    rng = np.random.default_rng(1)
    logits, right = rng.normal(size=(300, 7)) * 5, rng.integers(0, 7, 300)
    scaled = negative_log_likelihood(logits, right, fit_temperature(logits, right))
    assert scaled <= negative_log_likelihood(logits, right)


def test_without_examples_the_temperature_is_one() -> None:
    assert fit_temperature(np.zeros((0, 7)), np.zeros(0, dtype=np.int64)) == 1.0


def test_a_single_right_answer_does_not_make_it_certain() -> None:
    logits = np.array([[2.0, 0, 0, 0, 0, 0, 0]])
    assert fit_temperature(logits, np.array([0])) > 0.4


def _overconfident_column(rng: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities that are right as often as they say, except where column 1 is the largest: there half as often."""
    table = softmax(rng.normal(size=(count, 7)) * 2)
    right = np.array([rng.choice(7, p=row) for row in table])
    top = table.argmax(axis=1)
    spoilt = (top == 1) & (right == 1) & (rng.random(count) < 0.5)
    right[spoilt] = 0
    return table, right


def test_offsets_mend_the_relation_that_is_proposed_too_surely_and_leave_the_others() -> None:
    rng = np.random.default_rng(2)
    table, right = _overconfident_column(rng, 8000)
    offsets = top_offsets(table, right, np.arange(8000), np.arange(7))

    assert offsets[1] < -0.7
    assert np.abs(np.delete(offsets, 1)).max() < 0.2

    fresh, truth = _overconfident_column(rng, 8000)
    moved, told = shift_top(fresh, offsets), fresh.argmax(axis=1) == 1
    before = abs(fresh[told].max(axis=1).mean() - (truth[told] == 1).mean())
    assert abs(moved[told].max(axis=1).mean() - (truth[told] == 1).mean()) < before / 2


def test_moving_the_top_keeps_what_is_proposed_and_sums_to_one() -> None:
    rng = np.random.default_rng(3)
    table = softmax(rng.normal(size=(2000, 7)) * 3)
    moved = shift_top(table, np.array([3.0, -3.0, -1.0, 0.0, 1.0, -0.2, -3.0]))

    assert (moved.argmax(axis=1) == table.argmax(axis=1)).all()
    assert moved.sum(axis=1) == pytest.approx(1.0)
    assert (moved >= 0).all()


def test_moving_the_top_keeps_the_order_of_the_pairs_of_a_relation() -> None:
    rng = np.random.default_rng(4)
    table = softmax(rng.normal(size=(500, 7)) * 3)
    told = table.argmax(axis=1) == 2
    moved = shift_top(table, np.array([0, 0, 0.7, 0, 0, 0, 0]))

    assert (np.argsort(table[told, 2]) == np.argsort(moved[told, 2])).all()


def test_few_groups_leave_temperature_and_offsets_nearly_alone() -> None:
    rng = np.random.default_rng(5)
    logits = rng.normal(size=(2000, 7)) * 2
    right = np.array([rng.choice(7, p=row) for row in softmax(logits)])
    few = (np.arange(2000) // 500).astype(np.int64)
    for group in (0, 1):  # two hard groups of four
        hard = few == group
        right[hard] = rng.integers(0, 7, hard.sum())
    alone, steady = fit_temperature(logits, right), steady_temperature(logits, right, few)

    assert alone > 1.3
    assert 1.0 < steady < 1.0 + (alone - 1.0) / 2
    assert np.abs(top_offsets(softmax(logits), right, few, np.arange(7))).max() < 0.6


def test_without_examples_nothing_is_moved() -> None:
    nothing = np.zeros((0, 7)), np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)

    assert steady_temperature(*nothing) == 1.0
    assert not top_offsets(*nothing, np.arange(7)).any()
