from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from models_lstm.core.scorer import Scorer
from models_lstm.core.sketch import DEFAULT_SHARE, WIDTH, best_share, joined, spelling_sketch, unit


def random_grams(rows: int, buckets: int = 512) -> sparse.csr_matrix:
    grams = sparse.random(rows, buckets, density=0.05, random_state=1, format="csr", dtype=np.float32)
    length = np.sqrt(np.asarray(grams.multiply(grams).sum(axis=1)).ravel())
    return sparse.csr_matrix(sparse.diags(1.0 / np.maximum(length, 1e-9)) @ grams)


def test_a_sketch_keeps_the_cosine_of_the_spelling() -> None:
    grams = random_grams(60)
    exact = (grams @ grams.T).toarray()
    sketched = spelling_sketch(grams)
    off = np.abs(sketched @ sketched.T - exact)[np.triu_indices(60, 1)]
    assert off.mean() < 1.0 / np.sqrt(WIDTH)
    assert sketched.shape == (60, WIDTH)


def test_the_cosine_of_search_vectors_mixes_meaning_and_spelling() -> None:
    draw = np.random.default_rng(3)
    meaning = unit(draw.normal(size=(5, 8)).astype(np.float32))
    spelling = unit(draw.normal(size=(5, WIDTH)).astype(np.float32))
    vectors = joined(meaning, spelling, 0.2)
    assert np.allclose((vectors**2).sum(axis=1), 1.0, atol=1e-5)
    assert np.allclose(
        vectors @ vectors.T, 0.8 * meaning @ meaning.T + 0.2 * spelling @ spelling.T, atol=1e-5
    )
    assert joined(meaning, spelling, 0.0) is meaning


@pytest.mark.parametrize(("clear", "share"), [("meaning", 0.0), ("spelling", 0.35)])
def test_the_share_follows_what_finds_the_concept(clear: str, share: float) -> None:
    draw = np.random.default_rng(4)
    concepts = np.repeat(np.arange(60), 2)
    points = unit(draw.normal(size=(60, WIDTH)).astype(np.float32))[concepts]
    noise = unit(draw.normal(size=(120, WIDTH)).astype(np.float32))
    meaning, spelling = (points, noise) if clear == "meaning" else (noise, points)
    assert best_share(meaning, spelling, concepts, np.arange(120)) == share


def test_too_few_questions_measure_nothing() -> None:
    vectors = unit(np.ones((4, WIDTH), dtype=np.float32))
    assert best_share(vectors, vectors, np.array([0, 0, 1, 1]), np.arange(4)) == DEFAULT_SHARE


def test_search_vectors_see_the_spelling_of_words_that_nobody_taught(scorer: Scorer) -> None:
    scorer.model.spelling_share = 0.5
    try:
        vectors = scorer.encode(["zymurgist", "zymurgists", "quarrier"])
        assert vectors.shape == (3, scorer.dimensions)
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-4)
        assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.3
    finally:
        scorer.model.spelling_share = 0.0
