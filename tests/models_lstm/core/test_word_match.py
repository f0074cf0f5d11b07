from __future__ import annotations

import numpy as np
import pytest

from models_lstm.core.base import BASE
from models_lstm.core.features import Floats, Ints
from models_lstm.core.scorer import Scorer
from models_lstm.core.sketch import unit
from models_lstm.core.word_match import (
    DEFAULT_WORD_SHARE,
    WordVectors,
    best_word_share,
    reranked,
    words_covered,
)

NOTHING = -1


def _words(rows: list[list[int]], *, count: int = 40, seed: int = 3) -> WordVectors:
    draw = np.random.default_rng(seed)
    tokens = draw.normal(size=(count, 8)).astype(np.float32)
    idf = draw.uniform(0.0, 5.0, count).astype(np.float32)
    return WordVectors.of(tokens, idf, np.array(rows))


def _slowly(asked: WordVectors, title: int, known: WordVectors, other: int) -> float:
    """The same, word by word."""
    own = [w for w in asked.rows[title].tolist() if w >= 0]
    theirs = [w for w in known.rows[other].tolist() if w >= 0]
    if not own or not theirs:
        return 0.0
    met = [max(0.0, *(float(asked.vectors[w] @ known.vectors[t]) for t in theirs)) for w in own]
    weights = [float(asked.idf[w]) for w in own]
    return sum(m * w for m, w in zip(met, weights, strict=True)) / sum(weights)


def test_rare_words_that_are_met_weigh_more() -> None:
    words = _words([[1, 2, NOTHING], [3, NOTHING, NOTHING], [1, 4, 5], [NOTHING] * 3, [2, 1, 7]])
    others = np.arange(5)
    for title in range(5):
        covered = words_covered(words, title, words, others)
        assert covered.tolist() == pytest.approx(
            [_slowly(words, title, words, other) for other in range(5)], abs=1e-6
        )
    assert words_covered(words, 0, words, others)[[0, 4]].tolist() == pytest.approx([1.0, 1.0])
    assert words_covered(words, 3, words, others).tolist() == [0.0] * 5


def test_a_hit_whose_words_answer_passes_one_that_is_a_little_nearer() -> None:
    known = _words([[1, 2], [3, 4], [5, 6]])
    asked = _words([[3, 4], [NOTHING, NOTHING]])
    found = (
        np.array([[0, 1, NOTHING], [2, 0, NOTHING]], dtype=np.int32),
        np.array([[0.80, 0.75, -np.inf], [0.5, 0.4, -np.inf]], dtype=np.float32),
    )

    ids, score = reranked(found, asked, known, share=0.2, top=3)

    assert ids.tolist() == [[1, 0, NOTHING], [2, 0, NOTHING]]
    assert score[0, 0] == pytest.approx((0.75 + 0.2) / 1.2)
    assert score[:, 2].tolist() == [-np.inf, -np.inf]
    assert (np.diff(score[:, :2], axis=1) <= 0).all()


def _concepts(count: int, *, told_by_words: bool) -> tuple[Floats, WordVectors, Ints]:
    """Concepts of two titles each. By words: both titles share a rare word, and their vectors are noise; else the vectors
    tell the concept, and the words are noise."""
    draw = np.random.default_rng(9)
    concepts = np.repeat(np.arange(count), 2)
    noise = unit(draw.normal(size=(2 * count, 16)).astype(np.float32))
    middles = unit(draw.normal(size=(count, 16)).astype(np.float32))[concepts]
    noisy = unit(middles + 0.8 * noise)
    others = draw.integers(count + 1, 2 * count, size=(2 * count, 1))
    own = (concepts + 1)[:, None] if told_by_words else draw.integers(1, count, size=(2 * count, 1))
    words = _words(np.hstack([own, others]).tolist(), count=2 * count)
    return noisy, words._replace(idf=np.ones_like(words.idf)), concepts


def test_the_share_of_the_words_is_chosen_by_what_they_tell() -> None:
    asked = np.arange(120)
    by_words = _concepts(80, told_by_words=True)
    by_vectors = _concepts(80, told_by_words=False)
    assert best_word_share(*by_words, asked) > best_word_share(*by_vectors, asked)
    assert best_word_share(*by_words, asked[:10]) == DEFAULT_WORD_SHARE


def test_the_words_of_titles_are_those_that_the_encoder_reads() -> None:
    scorer = Scorer.load(BASE)
    words = scorer.words(["senior nurse", "...", "nurse"])
    described = scorer.describe(["senior nurse", "...", "nurse"]).read
    assert words.words(1).tolist() == []
    assert words.words(0)[-1] == words.words(2)[0]
    for mine, theirs in zip(words, described, strict=True):
        assert np.array_equal(mine, theirs)
    assert words_covered(words, 2, words, np.array([0]))[0] == pytest.approx(1.0)
