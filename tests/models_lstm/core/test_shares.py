"""Opinions of candidates moved to how often each relation is found among them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from numpy.typing import NDArray

from models_lstm.core.shares import LEAST, learn
from taxonomy.core.relations import RELATIONS, inverse

SYNONYM, RELATED, UNRELATED = (RELATIONS.index(name) for name in ("synonym", "related", "unrelated"))
INVERSE = [RELATIONS.index(inverse(relation)) for relation in RELATIONS]
TAUGHT = np.array([0.4, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1])
FOUND = np.array([0.1, 0.02, 0.02, 0.01, 0.01, 0.14, 0.7])


def world(count: int, *, seed: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Candidates of which relations are found as `FOUND` says, as a model sees them that was taught with `TAUGHT`."""
    draw = np.random.default_rng(seed)
    relation = draw.choice(len(RELATIONS), size=count, p=FOUND)
    evidence = draw.normal(size=(count, len(RELATIONS)))
    evidence[np.arange(count), relation] += 2.0
    # Of normal evidence around 2 for what is true and around 0 else, the likelihood of a relation is exp(2 x).
    table = TAUGHT * np.exp(2.0 * evidence)
    return (table / table.sum(axis=1, keepdims=True)).astype(np.float32), relation


def log_loss(table: NDArray[np.float32], relation: NDArray[np.int64]) -> float:
    return float(-np.log(table[np.arange(len(table)), relation]).mean())


def test_what_people_counted_mends_the_opinions() -> None:
    table, relation = world(20_000, seed=1)
    counts = np.bincount(world(600, seed=2)[1], minlength=len(RELATIONS))

    shares = learn(table, counts)

    assert shares is not None
    moved = shares.apply(table)
    assert log_loss(moved, relation) < log_loss(table, relation) - 0.2
    assert abs(moved[:, UNRELATED].mean() - FOUND[UNRELATED]) < 0.08
    assert_allclose(shares.after, moved.mean(axis=0), atol=0.01)
    surest = np.argsort(-table[:, SYNONYM])[:2_000]
    assert abs(moved[surest, SYNONYM].mean() - (relation[surest] == SYNONYM).mean()) < 0.1
    assert table[surest, SYNONYM].mean() - (relation[surest] == SYNONYM).mean() > 0.15


def test_the_more_answers_the_further_it_goes() -> None:
    table, _ = world(5_000, seed=3)
    few, many = (
        learn(table, np.array([0, 0, 0, 0, 0, 0, count], dtype=np.int64)) for count in (LEAST, 20 * LEAST)
    )
    assert few is not None
    assert many is not None
    assert few.before[UNRELATED] < few.after[UNRELATED] < many.after[UNRELATED]
    assert few.apply(table)[:, SYNONYM].mean() > 0.01


def test_too_few_answers_move_nothing() -> None:
    table, _ = world(100, seed=4)
    assert learn(table, np.array([0, 0, 0, 0, 0, 0, LEAST - 1])) is None
    assert learn(table[:0], np.array([0, 0, 0, 0, 0, 0, LEAST])) is None


def test_broader_and_narrower_are_one_in_either_order() -> None:
    table, _ = world(2_000, seed=5)
    shares = learn(table, np.array([5, 30, 0, 12, 1, 10, 60]))
    assert shares is not None
    assert_allclose(shares.apply(table[:, INVERSE]), shares.apply(table)[:, INVERSE], atol=1e-6)


def test_a_relation_that_the_model_does_not_know_stays_unknown() -> None:
    table, _ = world(2_000, seed=6)
    known = [RELATIONS.index(name) for name in ("synonym", "related", "unrelated")]
    only = np.zeros_like(table)
    only[:, known] = table[:, known] / table[:, known].sum(axis=1, keepdims=True)

    shares = learn(only, np.array([20, 40, 0, 0, 0, 20, 120]))

    assert shares is not None
    moved = shares.apply(only)
    assert np.isfinite(moved).all()
    assert (moved[:, [n for n in range(len(RELATIONS)) if n not in known]] == 0.0).all()
    assert moved[:, UNRELATED].mean() > only[:, UNRELATED].mean()


@given(st.lists(st.integers(0, 500), min_size=7, max_size=7), st.integers(0, 50))
@settings(max_examples=40, deadline=None)
def test_probabilities_stay_probabilities_and_the_mean_is_what_was_asked(
    counts: list[int], seed: int
) -> None:
    table, _ = world(400, seed=seed)
    shares = learn(table, np.array(counts))
    if sum(counts) < LEAST:
        assert shares is None
        return
    assert shares is not None
    moved = shares.apply(table)
    assert_allclose(moved.sum(axis=1), 1.0, atol=1e-5)
    assert (shares.factors > 0.0).all()
    assert set(shares.to_dict()) == {"answers", "factors", "before", "after"}
    assert shares.to_dict()["answers"] == sum(counts)
    unrelated = (counts[UNRELATED] + 50.0 * table[:, UNRELATED].mean()) / (sum(counts) + 50.0)
    assert shares.after[UNRELATED] == pytest.approx(unrelated, abs=0.02)
