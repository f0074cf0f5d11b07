from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from models_lstm.core.neighbours import nearest


def unit_vectors(count: int, width: int = 16, seed: int = 0) -> NDArray[np.float32]:
    vectors = np.random.default_rng(seed).normal(size=(count, width)).astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def test_exact_search_finds_what_sorting_everything_finds() -> None:
    vectors, queries = unit_vectors(300), unit_vectors(20, seed=1)
    ids, similarity = nearest(vectors, top=7, queries=queries)
    wanted = np.argsort(-(queries @ vectors.T), axis=1)[:, :7]
    assert np.array_equal(ids, wanted)
    assert (np.diff(similarity, axis=1) <= 0).all()


@pytest.mark.parametrize("limit", [1000, 10])
def test_without_queries_no_row_finds_itself(limit: int) -> None:
    vectors = unit_vectors(200)
    ids, similarity = nearest(vectors, top=5, exact_limit=limit)
    assert (ids != np.arange(200)[:, None]).all()
    assert ids.dtype == np.int32
    assert similarity.dtype == np.float32
    assert (ids >= 0).all()


def test_the_index_finds_nearly_what_the_exact_search_finds() -> None:
    vectors = unit_vectors(3000)
    exact, _ = nearest(vectors, top=10)
    near, similarity = nearest(vectors, top=10, exact_limit=100)
    found = np.mean([len(set(a) & set(b)) / 10 for a, b in zip(exact, near, strict=True)])
    assert found > 0.95
    assert (np.diff(similarity, axis=1) <= 1e-6).all()


@pytest.mark.parametrize("limit", [1000, 1])
def test_few_vectors_leave_empty_places(limit: int) -> None:
    ids, similarity = nearest(unit_vectors(3), top=5, exact_limit=limit)
    assert (ids[:, :2] >= 0).all()
    assert (ids[:, 2:] == -1).all()
    assert np.isneginf(similarity[:, 2:]).all()


def test_one_query_and_no_query() -> None:
    vectors = unit_vectors(50)
    for limit in (100, 10):
        ids, _ = nearest(vectors, top=3, queries=vectors[4:5], exact_limit=limit)
        assert ids[0, 0] == 4
    assert nearest(vectors, top=3, queries=vectors[:0])[0].shape == (0, 3)
    assert nearest(vectors[:0], top=3)[0].shape == (0, 3)


def test_equal_vectors_are_ordered_by_id() -> None:
    vectors = np.repeat(unit_vectors(1), 6, axis=0)
    ids, _ = nearest(vectors, top=5)
    assert ids[0].tolist() == [1, 2, 3, 4, 5]


def test_the_exact_search_misses_nothing_at_the_edges_of_its_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models_lstm.core.neighbours._BLOCK_CELLS", 700)
    vectors = unit_vectors(97)
    ids, _ = nearest(vectors, top=4)
    similarity = vectors @ vectors.T
    np.fill_diagonal(similarity, -np.inf)
    assert np.array_equal(ids, np.argsort(-similarity, axis=1)[:, :4])


def test_refuses_shapes_that_do_not_fit() -> None:
    with pytest.raises(ValueError, match="width"):
        nearest(unit_vectors(5), top=1, queries=unit_vectors(5, width=4))
    with pytest.raises(ValueError, match="top"):
        nearest(unit_vectors(5), top=0)
