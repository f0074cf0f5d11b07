"""Who gets which of two releases, and whether the parts came out as planned."""

from __future__ import annotations

import numpy as np
import pytest

from kgraph.core.releases.split import MISMATCH, arm_of, ratio_chance


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_the_share_comes_out_and_each_unit_stays(share: float) -> None:
    arms = [arm_of("salt", f"user {n}", share) for n in range(20_000)]
    assert arms == [arm_of("salt", f"user {n}", share) for n in range(20_000)]
    assert arms.count("variant") / 20_000 == pytest.approx(share, abs=0.012)


def test_another_salt_is_another_draw() -> None:
    one, other = ([arm_of(salt, f"user {n}", 0.5) for n in range(4_000)] for salt in ("a", "b"))
    same = sum(x == y for x, y in zip(one, other, strict=True)) / 4_000
    assert same == pytest.approx(0.5, abs=0.05)


def test_a_larger_share_keeps_those_who_have_the_variant() -> None:
    few = {n for n in range(5_000) if arm_of("s", str(n), 0.1) == "variant"}
    more = {n for n in range(5_000) if arm_of("s", str(n), 0.3) == "variant"}
    assert few < more


def test_uneven_parts_are_told_and_even_ones_are_not() -> None:
    assert ratio_chance(0, 0, 0.5) == 1.0
    assert ratio_chance(5_000, 5_000, 0.5) == 1.0
    assert ratio_chance(5_000, 5_400, 0.5) < MISMATCH
    assert ratio_chance(900, 100, 0.1) == 1.0
    rng = np.random.default_rng(2)
    told = sum(ratio_chance(10_000 - v, v, 0.3) < MISMATCH for v in rng.binomial(10_000, 0.3, 2_000).tolist())
    assert told <= 8
