"""The meter by which to stop labelling."""

from __future__ import annotations

import pytest

from models_lstm.core.learning_curve import Point, outlook


def points(*sizes: int, power: float, width: float = 0.004, best: float = 1.0) -> list[Point]:
    """Versions whose error falls with this power of the labels."""
    found = []
    for size in sizes:
        value = best - 3.0 * size**power
        found.append(Point(size, value, value - width / 2, value + width / 2))
    return found


def test_a_curve_that_rises_says_go_on_and_reads_the_gain_off_the_power() -> None:
    told = outlook(points(500, 1_000, 2_000, 4_000, power=-0.35), more=2_000)
    assert told is not None
    truth = 3.0 * (4_000**-0.35 - 6_000**-0.35)
    assert told.gain == pytest.approx(truth, rel=0.02)
    assert told.low <= told.gain <= told.high
    assert told.verdict == "go_on"


def test_a_flat_curve_says_enough() -> None:
    flat = [Point(n, 0.71, 0.709, 0.711) for n in (2_000, 4_000, 8_000, 16_000)]
    told = outlook(flat, more=1_000)
    assert told is not None
    assert told.verdict == "enough"
    assert told.gain == pytest.approx(0, abs=0.002)


def test_wide_intervals_leave_it_open() -> None:
    told = outlook(points(500, 700, 1_000, power=-0.3, width=0.2), more=1_000)
    assert told is not None
    assert told.verdict == "unclear"
    assert told.high - told.low > 0.02


def test_a_model_that_became_worse_does_not_promise_worse_ones() -> None:
    worse = [Point(1_000, 0.8, 0.79, 0.81), Point(2_000, 0.75, 0.74, 0.76), Point(4_000, 0.7, 0.69, 0.71)]
    told = outlook(worse, more=1_000)
    assert told is not None
    assert told.gain == 0
    assert told.verdict == "enough"


@pytest.mark.parametrize("sizes", [(), (1_000,), (1_000, 1_000, 2_000), (1_000, 1_100, 1_200)])
def test_too_few_or_too_like_versions_tell_nothing(sizes: tuple[int, ...]) -> None:
    assert outlook(points(*sizes, power=-0.3), more=1_000) is None


def test_the_line_goes_from_the_first_version_beyond_the_last_and_never_falls() -> None:
    told = outlook(points(500, 1_000, 2_000, power=-0.3), more=3_000)
    assert told is not None
    labels = [n for n, _ in told.curve]
    values = [value for _, value in told.curve]
    assert (labels[0], labels[-1]) == (500, 5_000)
    assert values == sorted(values)
