from __future__ import annotations

import numpy as np
import pytest

from models_lstm.core.calibration import fit_temperature, negative_log_likelihood, softmax


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
