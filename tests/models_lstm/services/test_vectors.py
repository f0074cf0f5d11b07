"""Neighbours as candidates."""

from __future__ import annotations

import numpy as np

from models_lstm.core.neighbours import nearest
from models_lstm.services.surroundings import Column
from models_lstm.services.vectors import nearest_rows


def _column(*angles: float | None) -> Column:
    """Titles 10, 20, ...; without an angle a title has no known token."""
    vectors = np.array([[0, 0] if a is None else [np.cos(a), np.sin(a)] for a in angles], dtype=np.float32)
    found, similarity = nearest(vectors, top=len(angles))
    return Column("en", 10 * np.arange(1, len(angles) + 1), vectors, found, similarity)


def test_each_pair_comes_once_with_the_lower_id_first() -> None:
    rows = list(nearest_rows(_column(0.0, 0.1, 0.2), top=2))
    assert [(a, b) for a, b, _ in rows] == [(10, 20), (10, 30), (20, 30)]
    assert all(0 < score <= 1 for _, _, score in rows)


def test_titles_of_one_concept_take_no_place() -> None:
    rows = list(nearest_rows(_column(0.0, 0.01, 0.02, 0.3), top=1, concept={10: 10, 20: 10, 30: 10}))
    assert {(a, b) for a, b, _ in rows} == {(10, 40), (20, 40), (30, 40)}


def test_a_title_without_a_known_token_has_no_neighbours() -> None:
    rows = list(nearest_rows(_column(0.0, 0.1, None), top=2))
    assert [(a, b) for a, b, _ in rows] == [(10, 20)]
