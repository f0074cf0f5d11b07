"""How sure a share is, and whether it has moved."""

from __future__ import annotations

import numpy as np
import pytest

from taxonomy.core.agreement import Measured, Undefined
from taxonomy.core.shares import LEAST, drift, share


def test_nothing_asked_is_undefined_and_says_why() -> None:
    assert share(0, 0, of="no gold pair was answered") == Undefined("no gold pair was answered")


@pytest.mark.parametrize(("right", "n"), [(0, 5), (5, 5), (1, 40), (39, 40)])
def test_the_interval_holds_the_share_and_stays_between_none_and_all(right: int, n: int) -> None:
    figure = share(right, n)
    assert isinstance(figure, Measured)
    assert 0 <= figure.low <= figure.value <= figure.high <= 1 and figure.low < figure.high


def test_wilsons_interval_is_the_published_one() -> None:
    # Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I: 81 of 263.
    figure = share(81, 263)
    assert isinstance(figure, Measured)
    assert (round(figure.low, 4), round(figure.high, 4)) == (0.2553, 0.3662)


def test_newcombes_interval_is_the_published_one() -> None:
    # Newcombe 1998, "Interval estimation for the difference ...", table II (a), method 10: 56/70 less 48/80.
    moved = drift((48, 80), (56, 70))
    assert moved.low is not None and moved.high is not None
    assert (round(moved.low, 4), round(moved.high, 4)) == (0.0524, 0.3339)
    assert moved.verdict == "better"


def test_few_answers_say_nothing() -> None:
    moved = drift((LEAST, LEAST), (0, LEAST - 1))
    assert (moved.verdict, moved.difference) == ("unknown", None)
    assert "are needed" in moved.because


def test_a_fall_is_told_and_noise_is_not() -> None:
    assert drift((95, 100), (60, 100)).verdict == "worse"
    assert drift((18, 20), (17, 20)).verdict == "steady"


def test_somebody_who_stays_the_same_is_seldom_said_to_have_changed() -> None:
    draw = np.random.default_rng(5)
    told = [
        drift((a, 120), (b, 40)).verdict
        for a, b in zip(draw.binomial(120, 0.85, 2_000), draw.binomial(40, 0.85, 2_000), strict=True)
    ]
    assert sum(verdict != "steady" for verdict in told) / len(told) < 0.07
