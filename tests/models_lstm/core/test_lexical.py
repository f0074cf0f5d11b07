from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from models_lstm.core.features import Floats, TitleTable
from models_lstm.core.lexical import FEATURES, LexicalTable, mirrored
from models_lstm.core.vocabulary import Vocabulary

WORDS = ["senior", "nurse", "software", "engineer", "ii", "cook", "of", "head", "trainee", "ship"]
TITLES = st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join)


def features(left: str, right: str) -> Floats:
    titles = [left, right]
    vocabulary = Vocabulary.build([t.split() for t in titles], buckets=512)
    table = LexicalTable.build(titles, TitleTable.of_titles(titles, vocabulary), vocabulary)
    return np.asarray(table.features(np.array([0]), np.array([1]))[0][0])


def feature(name: str, left: str, right: str) -> float:
    return float(features(left, right)[FEATURES.index(name)])


@given(TITLES, TITLES)
@settings(max_examples=80, deadline=None)
def test_the_other_order_gives_the_mirrored_features(left: str, right: str) -> None:
    np.testing.assert_allclose(mirrored(features(left, right)[None])[0], features(right, left), atol=1e-6)


@given(TITLES, TITLES)
@settings(max_examples=40, deadline=None)
def test_features_are_finite(left: str, right: str) -> None:
    assert np.isfinite(features(left, right)).all()


def test_sees_a_title_inside_another() -> None:
    assert feature("a_inside", "engineer", "software engineer") == 1.0
    assert feature("b_inside", "engineer", "software engineer") == 0.5
    assert feature("a_ends_other", "engineer", "software engineer") == 1.0
    assert feature("b_only_idf", "engineer", "software engineer") > 0


def test_sees_the_level_difference() -> None:
    assert feature("level_difference", "Sr Nurse", "nurse") > 0
    assert feature("level_difference", "nurse", "Sr Nurse") < 0
    assert feature("level_difference", "Sr Nurse", "senior nurse") == 0
    assert feature("same_core", "Sr Nurse", "trainee nurses") == 1


def test_sees_numerals_and_word_order() -> None:
    assert feature("same_numeral", "clerk II", "clerk 2") == 1
    assert feature("numeral_difference", "clerk III", "clerk 2") > 0
    assert feature("numeral_difference", "clerk III", "clerk") == 0
    assert feature("same_tokens", "nurse ship", "ship nurse") == 1
    assert feature("char_cosine", "nurse", "nurses") == np.float32(1.0)
    assert feature("char_cosine", "nurse", "cook") < 0.1


def test_blank_titles_share_nothing() -> None:
    assert feature("same_head", "", "") == 0
    assert feature("same_core", "", "-") == 0
