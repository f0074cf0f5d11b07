"""Neighbours as candidates."""

from __future__ import annotations

import numpy as np

from models_lstm.services.vectors import nearest_rows


def _vectors(*angles: float) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    return np.array([[np.cos(a), np.sin(a)] for a in angles], dtype=np.float32)


def test_each_pair_comes_once_with_the_lower_id_first() -> None:
    ids = np.array([10, 20, 30], dtype=np.int64)
    rows = list(nearest_rows(ids, _vectors(0.0, 0.1, 0.2), top=2))
    assert [(a, b) for a, b, _ in rows] == [(10, 20), (10, 30), (20, 30)]
    assert all(0 < score <= 1 for _, _, score in rows)


def test_titles_of_one_concept_take_no_place() -> None:
    ids = np.array([10, 20, 30, 40], dtype=np.int64)
    rows = list(nearest_rows(ids, _vectors(0.0, 0.01, 0.02, 0.3), top=1, concept={10: 10, 20: 10, 30: 10}))
    assert {(a, b) for a, b, _ in rows} == {(10, 40), (20, 40), (30, 40)}


def test_a_title_without_a_known_token_has_no_neighbours() -> None:
    vectors = _vectors(0.0, 0.1, 0.2)
    vectors[2] = 0
    rows = list(nearest_rows(np.array([1, 2, 3], dtype=np.int64), vectors, top=2))
    assert [(a, b) for a, b, _ in rows] == [(1, 2)]
