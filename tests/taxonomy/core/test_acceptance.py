from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import hypergeom

from taxonomy.core.acceptance import (
    PSI_LIMIT,
    Layer,
    earned_threshold,
    has_moved,
    pooled,
    promise_broken,
    proves,
    samples_needed,
    stability_index,
    strata,
)


@pytest.mark.parametrize(("alpha", "needed"), [(0.05, 59), (0.02, 149), (0.01, 299)])
def test_the_known_sample_sizes(alpha: float, needed: int) -> None:
    assert samples_needed(alpha, 0.95) == needed


def test_too_small_a_sample_earns_nothing() -> None:
    earned = earned_threshold([0.99] * 58, [True] * 58, alpha=0.05)

    assert earned.threshold is None
    assert earned.needed == 59


def test_the_walk_stops_where_errors_begin() -> None:
    scores = [0.99 - i * 0.001 for i in range(200)]
    correct = [i < 120 for i in range(200)]

    earned = earned_threshold(scores, correct, alpha=0.05)

    assert earned.threshold is not None
    assert scores[119] >= earned.threshold >= scores[130]


def test_the_promise_is_kept_in_nineteen_of_twenty_draws() -> None:
    rng = np.random.default_rng(7)
    scores = rng.uniform(0.5, 1.0, 20_000)
    correct = rng.uniform(size=20_000) < scores  # perfectly calibrated
    broken = promised = 0
    for _ in range(200):
        pick = rng.choice(20_000, 400, replace=False)
        earned = earned_threshold(list(scores[pick]), list(correct[pick]), alpha=0.1)
        if earned.threshold is not None:
            promised += 1
            broken += bool((~correct[scores >= earned.threshold]).mean() > 0.1)

    assert promised > 20
    assert broken <= 0.05 * 200


@pytest.mark.parametrize(("sample", "waiting"), [(100, 100), (200, 60), (150, 2_000)])
def test_the_promise_about_those_that_wait_holds_however_many_are_wrong(sample: int, waiting: int) -> None:
    alpha, allowed = 0.05, int(np.ceil(0.05 * waiting)) + 1
    earns = [
        earned_threshold(
            [0.9] * sample, [False] * k + [True] * (sample - k), alpha=alpha, waiting=[0.9] * waiting
        ).threshold
        is not None
        for k in range(30)
    ]
    assert earns[0]
    assert not earns[-1]
    broken = [
        sum(
            float(hypergeom.pmf(k, sample + waiting, wrong, sample))
            for k in range(30)
            if earns[k] and wrong - k > allowed
        )
        for wrong in range(allowed, allowed + 60)
    ]

    assert max(broken) <= 0.05


def test_what_waits_asks_for_more_than_its_source() -> None:
    scores, right = [0.9] * 800, [False] * 24 + [True] * 776

    assert earned_threshold(scores, right, alpha=0.05).threshold is not None
    assert earned_threshold(scores, right, alpha=0.05, waiting=[0.9] * 400).threshold is None
    assert earned_threshold(scores, right, alpha=0.05, waiting=[0.6] * 400).threshold is not None


@pytest.mark.parametrize("waiting", [1, 10, 59, 100, 531, 100_000])
def test_the_known_sizes_hold_however_many_wait(waiting: int) -> None:
    assert [samples_needed(alpha, 0.95, waiting) for alpha in (0.05, 0.02, 0.01)] == [59, 149, 299]


def test_layers_cover_the_ranking_once_and_grow() -> None:
    layers = strata(5_000)

    assert layers[0] == (0, 100)
    assert [end for _, end in layers[:-1]] == [begin for begin, _ in layers[1:]]
    assert layers[-1][1] == 5_000
    assert strata(0) == []


@pytest.mark.parametrize(("errors", "proven"), [(4, True), (5, False)])
def test_forty_reviews_prove_one_in_five_with_up_to_four_errors(errors: int, proven: bool) -> None:
    assert proves(errors, 40, alpha=0.2, confidence=0.9) is proven


def test_an_audit_speaks_up_when_errors_are_too_many_to_be_chance() -> None:
    assert not promise_broken(2, 40, alpha=0.05)
    assert promise_broken(6, 40, alpha=0.05)
    assert not promise_broken(0, 0, alpha=0.05)


def test_a_population_is_stable_against_itself_and_not_against_another() -> None:
    rng = np.random.default_rng(3)
    before, same, other = rng.beta(8, 2, 500), rng.beta(8, 2, 500), rng.beta(4, 3, 500)

    assert stability_index(list(before), list(same)) < PSI_LIMIT / 2
    assert stability_index(list(before), list(other)) > PSI_LIMIT
    assert stability_index([], list(other)) == 0.0


def test_an_early_error_does_not_end_everything_in_a_large_sample() -> None:
    scores = [1.0 - n / 10_000 for n in range(2_000)]
    correct = [n not in (3, 50, 90) and n < 1_900 for n in range(2_000)]

    earned = earned_threshold(scores, correct, alpha=0.02)

    assert earned.sample > 1_500
    assert earned.errors < 0.02 * earned.sample
    assert earned_threshold(scores[:149], correct[:149], alpha=0.02).threshold is None


def test_several_walks_keep_the_promise_too() -> None:
    rng = np.random.default_rng(11)
    scores = rng.uniform(0.8, 1.0, 50_000)
    correct = rng.uniform(size=50_000) < 0.9 + 0.1 * (scores - 0.8) / 0.2
    broken = 0
    for _ in range(300):
        pick = rng.choice(50_000, 3_000, replace=False)
        earned = earned_threshold(list(scores[pick]), list(correct[pick]), alpha=0.04)
        if earned.threshold is not None:
            broken += bool((~correct[scores >= earned.threshold]).mean() > 0.04)

    assert broken <= 0.05 * 300


@pytest.mark.parametrize("count", [100, 300, 3_000])
def test_two_draws_of_one_population_are_hardly_ever_told_apart(count: int) -> None:
    rng = np.random.default_rng(17)
    alarms = sum(has_moved(list(rng.random(count)), list(rng.random(count))) for _ in range(500))

    assert alarms <= 2
    assert has_moved(list(rng.beta(8, 2, count)), list(rng.beta(2, 4, count)))


def test_layers_are_pooled_in_proportion() -> None:
    top, low = Layer(100, [True] * 40), Layer(300, [True] * 29 + [False])
    assert pooled([top, low]) == (
        1,
        40,
    )  # the lower layer has fewest for its size: ten of the top beside thirty
    assert pooled([top]) == (0, 40)
    assert pooled([]) == (0, 0)
    assert pooled([top, Layer(50, [])]) == (0, 0)


def test_a_promise_about_layers_together_is_kept() -> None:
    """A clean top and a bad end, with a little more than the allowed share wrong in all: hardly ever proven."""
    draw = np.random.default_rng(11)
    sizes, wrong = (100, 200, 400), (0.02, 0.10, 0.24)
    assert sum(s * w for s, w in zip(sizes, wrong, strict=True)) / sum(sizes) > 0.165
    passed = 0
    for _ in range(2_000):
        layers = [
            Layer(size, (draw.random(40) >= error).tolist()) for size, error in zip(sizes, wrong, strict=True)
        ]
        errors, seen = pooled(layers)
        passed += proves(errors, seen, alpha=0.165, confidence=0.9)
    assert 0 < passed / 2_000 <= 0.1
