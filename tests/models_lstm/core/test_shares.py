"""Opinions of candidates moved to how often each relation is found among them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from numpy.typing import NDArray

from models_lstm.core.shares import KINDS, SharesByKind, learn, learn_by_kind, usual_shares
from taxonomy.core.relations import RELATIONS, inverse

SYNONYM, RELATED, UNRELATED = (RELATIONS.index(name) for name in ("synonym", "related", "unrelated"))
INVERSE = [RELATIONS.index(inverse(relation)) for relation in RELATIONS]
ENOUGH = 50
TAUGHT = np.array([0.4, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1])
USUAL = usual_shares("other")
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

    shares = learn(table, counts, USUAL)

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
    none, few, many = (
        learn(table, np.array([0, 0, 0, 0, 0, 0, count], dtype=np.int64), USUAL)
        for count in (0, ENOUGH, 20 * ENOUGH)
    )
    assert none is not None
    assert few is not None
    assert many is not None
    assert none.before[UNRELATED] < none.after[UNRELATED] < few.after[UNRELATED] < many.after[UNRELATED]
    assert few.apply(table)[:, SYNONYM].mean() > 0.01


def test_before_any_answer_the_usual_shares_stand_in() -> None:
    table, relation = world(20_000, seed=8)

    shares = learn(table, np.zeros(len(RELATIONS), dtype=np.int64), USUAL)

    assert shares is not None
    assert shares.answers == 0
    assert_allclose(shares.after, USUAL, atol=0.01)
    assert log_loss(shares.apply(table), relation) < log_loss(table, relation) - 0.2


def test_a_handful_of_candidates_is_hardly_moved() -> None:
    """All of a few pairs may be synonyms: that their mean is not the usual one says nothing against them."""
    table = np.array([[0.9, 0.01, 0.01, 0.01, 0.01, 0.01, 0.05]] * 8, dtype=np.float32)
    shares = learn(table, np.zeros(len(RELATIONS), dtype=np.int64), USUAL)
    assert shares is not None
    assert shares.apply(table)[:, SYNONYM].min() > 0.7


def test_without_a_candidate_nothing_is_learnt() -> None:
    table, _ = world(100, seed=4)
    assert learn(table[:0], np.array([0, 0, 0, 0, 0, 0, ENOUGH]), USUAL) is None
    nobody = np.zeros(0, dtype=np.bool_)
    assert learn_by_kind(table[:0], nobody, (0, 0), np.zeros((2, len(RELATIONS)), dtype=np.int64)) is None


def kinds_of(answers: int) -> tuple[SharesByKind, NDArray[np.float32], NDArray[np.bool_]]:
    """Of 4,000 candidates every other one listed; so many answers about the other ones, all of them synonyms."""
    table, _ = world(4_000, seed=9)
    listed = np.arange(len(table)) % 2 == 1
    counts = np.zeros((2, len(RELATIONS)), dtype=np.int64)
    counts[0, SYNONYM] = answers
    shares = learn_by_kind(table, listed, (2_000, 2_000), counts)
    assert shares is not None
    return shares, table, listed


def test_what_a_list_passed_over_is_hardly_ever_a_synonym() -> None:
    shares, table, listed = kinds_of(0)
    moved = shares.apply(table, listed)
    assert moved[listed, SYNONYM].mean() < 0.03
    assert abs(moved[~listed, SYNONYM].mean() - USUAL[SYNONYM]) < 0.03
    assert_allclose(moved.sum(axis=1), 1.0, atol=1e-5)


def test_each_kind_hears_its_own_answers() -> None:
    shares, table, listed = kinds_of(200)
    assert shares.answers(listed[:4]).tolist() == [200, 0, 200, 0]
    moved = shares.apply(table, listed)
    assert moved[~listed, SYNONYM].mean() > 0.7
    assert moved[listed, SYNONYM].mean() < 0.03
    told = shares.to_dict()
    assert told["answers"] == 200
    assert tuple(told["kinds"]) == KINDS
    assert told["after"]["synonym"] == pytest.approx(moved[:, SYNONYM].mean(), abs=0.02)


def test_broader_and_narrower_are_one_in_either_order() -> None:
    table, _ = world(2_000, seed=5)
    shares = learn(table, np.array([5, 30, 0, 12, 1, 10, 60]), USUAL)
    assert shares is not None
    assert_allclose(shares.apply(table[:, INVERSE]), shares.apply(table)[:, INVERSE], atol=1e-6)


def test_a_relation_that_the_model_does_not_know_stays_unknown() -> None:
    table, _ = world(2_000, seed=6)
    known = [RELATIONS.index(name) for name in ("synonym", "related", "unrelated")]
    only = np.zeros_like(table)
    only[:, known] = table[:, known] / table[:, known].sum(axis=1, keepdims=True)

    shares = learn(only, np.array([20, 40, 0, 0, 0, 20, 120]), USUAL)

    assert shares is not None
    moved = shares.apply(only)
    assert np.isfinite(moved).all()
    assert (moved[:, [n for n in range(len(RELATIONS)) if n not in known]] == 0.0).all()
    assert moved[:, UNRELATED].mean() > only[:, UNRELATED].mean()


@given(st.lists(st.integers(0, 500), min_size=7, max_size=7), st.integers(0, 50))
@settings(max_examples=15, deadline=None)
def test_probabilities_stay_probabilities_and_the_mean_is_what_was_asked(
    counts: list[int], seed: int
) -> None:
    table, _ = world(10_000, seed=seed)
    shares = learn(table, np.array(counts), USUAL)
    assert shares is not None
    moved = shares.apply(table)
    assert_allclose(moved.sum(axis=1), 1.0, atol=1e-5)
    assert (shares.factors > 0.0).all()
    assert set(shares.to_dict()) == {"pairs", "answers", "factors", "before", "after"}
    assert shares.to_dict()["answers"] == sum(counts)
    unrelated = (counts[UNRELATED] + 50.0 * USUAL[UNRELATED]) / (sum(counts) + 50.0)
    if shares.factors.max() < 300.0:  # else it has come as far as it may go
        assert shares.after[UNRELATED] == pytest.approx(unrelated, abs=0.02)
