"""What stands around a pair, and how it is weighed with the opinion of a model."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from models_lstm.core.neighbours import nearest
from models_lstm.core.surroundings import COLUMNS, FEATURES, KINDS, Around, Told, learn
from taxonomy.core.relations import RELATIONS

SYNONYM, RELATED, UNRELATED = (RELATIONS.index(r) for r in ("synonym", "related", "unrelated"))


def around(vectors: np.ndarray[tuple[int, int], np.dtype[np.float32]], top: int = 5) -> Around:
    return Around(vectors, *nearest(vectors, top=top))


def circle(*angles: float) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    return np.array([[np.cos(a), np.sin(a)] for a in angles], dtype=np.float32)


def test_the_numbers_of_a_pair_by_hand() -> None:
    """Three titles close together and one apart, two neighbours each."""
    record = around(circle(0.0, 0.1, 0.2, 2.0), top=2)
    found = dict(zip(FEATURES, record.features(np.array([0]), np.array([1]))[0], strict=True))
    assert found["cosine"] == pytest.approx(np.cos(0.1), abs=1e-6)
    crowd = (np.cos(0.1) + np.cos(0.2)) / 2 + np.cos(0.1)  # of the first, and of the second
    assert found["crowd"] == pytest.approx(crowd, abs=1e-6)
    assert found["ahead"] == pytest.approx(2 * np.cos(0.1) - crowd, abs=1e-6)
    weight = {d: np.exp(20 * (np.cos(d) - 1)) for d in (0.0, 0.1, 0.2)}
    first = np.array([weight[0.0], weight[0.1], weight[0.2]])
    second = np.array([weight[0.1], weight[0.0], weight[0.1]])
    expected = first @ second / np.linalg.norm(first) / np.linalg.norm(second)
    assert found["shared"] == pytest.approx(expected, abs=1e-5)
    assert found["nearer_rank"] == 0.0
    assert found["further_rank"] <= np.log1p(1) + 1e-9


def test_a_title_that_is_not_in_the_list_has_the_place_after_the_last() -> None:
    record = around(circle(0.0, 0.1, 0.2, 2.0), top=2)
    apart = dict(zip(FEATURES, record.features(np.array([3]), np.array([0]))[0], strict=True))
    assert apart["further_rank"] == pytest.approx(np.log1p(2))
    assert apart["shared"] < 0.01


def test_the_order_of_a_pair_does_not_matter_to_the_bit() -> None:
    draw = np.random.default_rng(5)
    vectors = draw.normal(size=(60, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    record = around(vectors)
    left, right = draw.integers(0, 60, 200), draw.integers(0, 60, 200)
    assert_array_equal(record.features(left, right), record.features(right, left))


def test_titles_without_a_vector_or_alone_have_numbers_too() -> None:
    vectors = circle(0.0, 0.1)
    vectors[1] = 0.0
    assert np.isfinite(around(vectors).features(np.array([0, 1]), np.array([1, 1]))).all()
    assert np.isfinite(around(circle(0.3)).features(np.array([0]), np.array([0]))).all()


def told(count: int, *, seed: int, heard: float, seen: float, groups: int = 40) -> Told:
    """Judged pairs: how much the model says of the truth, and how much what stands around them does."""
    draw = np.random.default_rng(seed)
    relations = draw.choice([SYNONYM, RELATED, UNRELATED], count)
    logits = draw.normal(size=(count, len(RELATIONS)))
    logits[np.arange(count), relations] += heard
    table = np.exp(logits)
    features = draw.normal(size=(count, len(FEATURES)))
    features[:, 2] += seen * (relations == SYNONYM)
    return Told(
        (table / table.sum(axis=1, keepdims=True)).astype(np.float32),
        features,
        relations.astype(np.int64),
        np.ones(count),
        draw.integers(0, groups, count),
    )


def test_what_stands_around_is_learnt_where_it_says_something() -> None:
    found = learn(
        told(600, seed=1, heard=4.0, seen=2.0),
        told(200, seed=2, heard=1.0, seen=2.0),
        told(500, seed=3, heard=0, seen=0).features,
    )
    assert found is not None
    assert found.after < found.before - 0.1
    new = told(2_000, seed=4, heard=1.0, seen=2.0)
    weighed = found.apply(new.table, new.features)
    right = (new.table.argmax(axis=1) == new.relations).mean()
    assert (weighed.argmax(axis=1) == new.relations).mean() > right + 0.05
    assert max(found.to_dict()["weights"]["synonym"].items(), key=lambda item: item[1])[0] == "shared"


def test_what_a_model_says_of_directions_stays_and_probabilities_sum_to_one() -> None:
    found = learn(
        told(600, seed=1, heard=4.0, seen=2.0),
        told(200, seed=2, heard=1.0, seen=2.0),
        told(500, seed=3, heard=0, seen=0).features,
    )
    assert found is not None
    new = told(300, seed=4, heard=1.0, seen=2.0)
    weighed = found.apply(new.table, new.features)
    directed = np.setdiff1d(np.arange(len(RELATIONS)), COLUMNS)
    assert_array_equal(weighed[:, directed], new.table[:, directed])
    assert_allclose(weighed.sum(axis=1), 1.0, atol=1e-5)
    assert KINDS == ("synonym", "related", "unrelated")


@pytest.mark.parametrize(
    ("taught", "held"),
    [
        (told(100, seed=1, heard=1.0, seen=2.0), told(200, seed=2, heard=1.0, seen=2.0)),
        (told(600, seed=1, heard=1.0, seen=2.0), told(40, seed=2, heard=1.0, seen=2.0)),
        (told(600, seed=1, heard=1.0, seen=2.0), told(200, seed=2, heard=1.0, seen=2.0, groups=3)),
        (told(600, seed=1, heard=9.0, seen=-3.0), told(200, seed=2, heard=9.0, seen=3.0)),
    ],
    ids=["too few taught", "too few held out", "too few groups", "it misleads"],
)
def test_the_model_speaks_alone_where_nothing_is_gained(taught: Told, held: Told) -> None:
    assert learn(taught, held, told(500, seed=3, heard=0.0, seen=0.0).features) is None


def test_pairs_unlike_all_candidates_teach_nothing() -> None:
    """Titles far from each other are never asked about; that they are unrelated says nothing about near ones."""
    taught, held = told(600, seed=1, heard=4.0, seen=2.0), told(200, seed=2, heard=1.0, seen=2.0)
    usual = told(500, seed=3, heard=0.0, seen=0.0).features
    far = told(400, seed=6, heard=0.0, seen=-9.0)
    far.features[:, 0] = -50.0
    more = Told(*(np.concatenate([getattr(taught, n), getattr(far, n)]) for n in Told.__slots__))
    with_far, without = learn(more, held, usual), learn(taught, held, usual)
    assert with_far is not None and without is not None
    assert_array_equal(with_far.slopes, without.slopes)
