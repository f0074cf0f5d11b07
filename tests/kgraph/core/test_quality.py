"""A standing sample tells how right the graph is."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgraph.core.quality import (
    ENOUGH,
    exact_interval,
    permanent_number,
    quality_of,
    quality_together,
    sample_of,
)


def test_permanent_numbers_are_even() -> None:
    numbers = np.array([permanent_number(edge) for edge in range(20_000)])
    counts = np.histogram(numbers, bins=20, range=(0, 1))[0]
    assert counts.min() > 850
    assert counts.max() < 1150


@given(st.sets(st.integers(1, 10**9), max_size=80), st.integers(0, 30), st.integers(0, 79))
def test_the_sample_stays_when_an_edge_goes(edges: set[int], size: int, gone: int) -> None:
    before = sample_of(edges, size)
    assert len(before) == min(size, len(edges))
    if edges:
        lost = sorted(edges)[gone % len(edges)]
        after = sample_of(edges - {lost}, size)
        assert set(before) - {lost} <= set(after)


def test_the_interval_is_the_exact_one() -> None:
    # Clopper and Pearson 1934; figures of the tables of Fisher and Yates
    assert exact_interval(0, 59)[1] == pytest.approx(0.0606, abs=2e-4)
    assert exact_interval(10, 10)[0] == pytest.approx(0.6915, abs=1e-4)
    low, high = exact_interval(8, 10)
    assert low == pytest.approx(0.4439, abs=1e-4)
    assert high == pytest.approx(0.9748, abs=1e-4)
    assert exact_interval(0, 0) == (0.0, 1.0)


def test_the_interval_holds_the_truth_in_nineteen_of_twenty_samples() -> None:
    rng = np.random.default_rng(5)
    held = 0
    for _ in range(400):
        right = int(rng.binomial(60, 0.93))
        low, high = exact_interval(right, 60)
        held += low <= 0.93 <= high
    assert held >= 0.95 * 400


def test_too_few_judgements_tell_nothing() -> None:
    assert quality_of(1000, 60, ENOUGH - 1, ENOUGH - 1).precision is None
    assert quality_of(1000, 60, ENOUGH, ENOUGH).precision == 1.0


def test_together_relations_are_weighed_by_their_edges() -> None:
    parts = {"synonym": quality_of(900, 60, 60, 60), "broader": quality_of(100, 60, 60, 30)}
    together = quality_together(parts)
    assert together.precision == pytest.approx(0.95)
    assert together.low is not None
    assert together.high is not None
    assert 0.9 < together.low < 0.95 < together.high <= 1.0
    assert quality_together({**parts, "senior": quality_of(10, 10, 3, 3)}).precision is None
    assert quality_together({**parts, "senior": quality_of(0, 0, 0, 0)}).precision == pytest.approx(0.95)
    assert quality_together({}).precision is None
