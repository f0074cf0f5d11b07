from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models_lstm.core.acceptance import earn_threshold, error_bound, least_reviews, promise_broken


@pytest.mark.parametrize(("alpha", "reviews"), [(0.05, 59), (0.02, 149), (0.01, 299)])
def test_the_promise_takes_this_many_reviews_without_an_error(alpha: float, reviews: int) -> None:
    assert least_reviews(alpha, 0.05) == reviews
    assert error_bound(0, reviews, 0.05) <= alpha < error_bound(0, reviews - 1, 0.05)
    scores = np.linspace(1.0, 0.5, reviews)
    assert earn_threshold(scores, np.ones(reviews, bool), alpha=alpha, delta=0.05).threshold == 0.5
    assert earn_threshold(scores[1:], np.ones(reviews - 1, bool), alpha=alpha, delta=0.05).threshold is None


def test_the_walk_ends_where_errors_begin() -> None:
    scores = np.linspace(1.0, 0.0, 1000)
    right = scores > 0.6

    earned = earn_threshold(scores, right, alpha=0.05, delta=0.05)

    assert earned.threshold is not None and 0.55 < earned.threshold < 0.62
    assert earned.bound <= 0.05 < error_bound(earned.errors + 30, earned.reviews + 30, 0.05)


def test_an_error_among_the_surest_gives_nothing_at_first() -> None:
    right = np.ones(100, dtype=bool)
    right[:5] = False

    earned = earn_threshold(np.linspace(1.0, 0.5, 100), right, alpha=0.05, delta=0.05)

    assert (earned.threshold, earned.reviews, earned.errors) == (None, 59, 5)


def test_equal_scores_stand_or_fall_together() -> None:
    scores = np.array([0.9] * 59 + [0.9] * 41)
    right = np.array([True] * 59 + [False] * 41)

    assert earn_threshold(scores, right, alpha=0.05, delta=0.05).threshold is None


def test_without_reviews_nothing_is_earned() -> None:
    earned = earn_threshold(np.zeros(0), np.zeros(0, bool), alpha=0.05, delta=0.05)

    assert (earned.threshold, earned.bound, earned.needed) == (None, 1.0, 59)


@given(
    st.lists(st.tuples(st.sampled_from([0.5, 0.6, 0.7, 0.8, 0.9]), st.booleans()), max_size=200),
    st.sampled_from([0.02, 0.05, 0.2]),
)
def test_what_is_earned_is_within_its_bound(reviews: list[tuple[float, bool]], alpha: float) -> None:
    scores = np.array([score for score, _ in reviews])
    right = np.array([ok for _, ok in reviews], dtype=bool)

    earned = earn_threshold(scores, right, alpha=alpha, delta=0.05)

    if earned.threshold is not None:
        above = scores >= earned.threshold
        assert (earned.reviews, earned.errors) == (above.sum(), (~right[above]).sum())
        assert error_bound(earned.errors, earned.reviews, 0.05) == earned.bound <= alpha


def test_the_promise_is_kept_in_nineteen_of_twenty_worlds() -> None:
    draw = np.random.default_rng(0)
    broken = 0
    for _ in range(400):
        scores = draw.random(600)
        chance = np.clip(1.15 - 0.4 * (1.0 - scores) - 0.15, 0.0, 1.0)  # wrong more often the lower the score
        earned = earn_threshold(scores, draw.random(600) < chance, alpha=0.05, delta=0.05)
        if earned.threshold is not None:
            grid = np.linspace(earned.threshold, 1.0, 500)
            broken += float((1.0 - np.clip(1.0 - 0.4 * (1.0 - grid), 0.0, 1.0)).mean()) > 0.05
    assert broken / 400 <= 0.05


def test_an_audit_speaks_up_when_errors_are_too_many_to_be_chance() -> None:
    assert not promise_broken(2, 40, alpha=0.05, delta=0.05)
    assert promise_broken(6, 40, alpha=0.05, delta=0.05)
    assert not promise_broken(0, 0, alpha=0.05, delta=0.05)


@pytest.mark.parametrize("alpha", [0.0, 1.0, -0.1])
def test_a_promise_of_nothing_or_everything_is_refused(alpha: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        least_reviews(alpha, 0.05)
