from __future__ import annotations

import numpy as np
import pytest
import torch

from models_lstm.core.lexical import FEATURES
from models_lstm.core.network import MIRROR
from models_lstm.core.scorer import Scorer
from taxonomy.core.relations import RELATIONS
from tests.models_lstm.core.judgements import judgements

PAIRS = [
    ("senior railway cook", "railway cook"),
    ("night nurse", "night caregiver"),
    ("engineer", "marine engineer"),
    ("Zugchef (m/w/d)", "会計士"),
    ("", "cook"),
    ("--", " "),
    ("cook", "cook"),
]


def test_the_other_order_mirrors_to_the_last_bit(scorer: Scorer) -> None:
    pairs = PAIRS + [(e.title_a, e.title_b) for e in judgements(count=100)]
    forward, backward = scorer.score(pairs), scorer.score([(b, a) for a, b in pairs])
    assert np.array_equal(forward, backward[:, MIRROR])


def test_a_title_is_neither_broader_nor_narrower_than_itself(scorer: Scorer) -> None:
    table = scorer.score([("night cook", "night cook")])[0]
    assert table[RELATIONS.index("broader")] == table[RELATIONS.index("narrower")]
    assert table[RELATIONS.index("senior")] == table[RELATIONS.index("junior")]


def test_the_words_themselves_count(scorer: Scorer) -> None:
    head = scorer.model.network.head
    pairs = [("night cook", "cook"), ("night nurse", "night caregiver")]
    before = scorer.logits(pairs)
    assert head.words is not None
    kept = {name: tensor.clone() for name, tensor in head.words.state_dict().items()}
    try:
        with torch.no_grad():
            head.words.project.weight.zero_()
            head.words.project.bias.zero_()
        assert np.abs(scorer.logits(pairs) - before).max() > 0.01
    finally:
        head.words.load_state_dict(kept)


def test_pairs_beside_longer_ones_score_the_same(scorer: Scorer) -> None:
    long = ("deputy assistant to the chief night cook of the railway", "cook")
    alone, beside = scorer.score(PAIRS), scorer.score([*PAIRS, long])[: len(PAIRS)]
    np.testing.assert_allclose(alone, beside, atol=1e-5)


def test_probabilities_are_probabilities(scorer: Scorer) -> None:
    table = scorer.score(PAIRS)
    assert table.dtype == np.float32
    np.testing.assert_allclose(table.sum(axis=1), 1.0, atol=1e-5)
    assert (table >= 0).all()


def test_learnt_what_it_was_taught(scorer: Scorer) -> None:
    pairs = judgements()
    guess = scorer.score([(e.title_a, e.title_b) for e in pairs]).argmax(axis=1)
    assert np.mean([RELATIONS[g] == e.relation for g, e in zip(guess, pairs, strict=True)]) > 0.8


def test_the_batch_size_changes_nothing_but_rounding(scorer: Scorer) -> None:
    np.testing.assert_allclose(scorer.score(PAIRS, batch=2), scorer.score(PAIRS), atol=1e-5)
    titles = [t for pair in PAIRS for t in pair]
    np.testing.assert_allclose(scorer.encode(titles, batch=3), scorer.encode(titles), atol=1e-5)


def test_vectors_have_length_one_and_blank_titles_none(scorer: Scorer) -> None:
    vectors = scorer.encode(["night cook", "", "--", "C++ engineer"])
    assert vectors.shape == (4, scorer.dimensions)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), [1, 0, 0, 1], atol=1e-5)


def test_spellings_of_one_title_share_a_vector(scorer: Scorer) -> None:
    one, other = scorer.encode(["Sr. Night Cook", "senior night cooks"])
    np.testing.assert_allclose(one, other, atol=1e-6)


def test_synonyms_lie_nearer_than_strangers(scorer: Scorer) -> None:
    vectors = scorer.encode(["forest lawyer", "forest attorney", "airport driver"])
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.2


def test_nothing_in_gives_nothing_out(scorer: Scorer) -> None:
    assert scorer.score([]).shape == (0, 7)
    assert scorer.encode([]).shape == (0, scorer.dimensions)
    assert scorer.explain([]) == []


def test_reports_progress_to_the_end(scorer: Scorer) -> None:
    told: list[tuple[int, int]] = []
    scorer.score(PAIRS, batch=3, progress=lambda done, total: told.append((done, total)))
    scorer.encode(["a", "b"], batch=1, progress=lambda done, total: told.append((done, total)))
    assert told == [(3, 7), (6, 7), (7, 7), (1, 2), (2, 2)]


def test_an_explanation_names_the_word_that_made_the_difference(scorer: Scorer) -> None:
    told = scorer.explain([("lead railway cook", "senior railway cook"), ("Head-Nurse", "")])
    assert told[0]["relation"] == "senior"
    assert told[0]["score"] == pytest.approx(float(scorer.score([PAIRS[0]])[0].max()), abs=0.6)
    assert [t["text"] for t in told[0]["tokens_a"]] == ["lead", "railway", "cook"]
    weights = [t["weight"] for t in told[0]["tokens_a"]]
    assert max(weights) == weights[0]
    assert set(told[0]["lexical"]) == set(FEATURES)
    assert [t["text"] for t in told[1]["tokens_a"]] == ["Head", "Nurse"]
    assert told[1]["tokens_b"] == []
