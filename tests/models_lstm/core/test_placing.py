from __future__ import annotations

import numpy as np
import pytest

from models_lstm.core.base import BASE
from models_lstm.core.placing import (
    DEFAULT_WEIGHTS,
    FEATURES,
    LEAST_TITLES,
    Candidates,
    ConceptPlacer,
    TitleVectors,
    fit_weights,
    hold_out,
    word_matrix,
)
from models_lstm.core.scorer import Scorer

KNOWN = {
    "software engineer": 7, "software developer": 7, "programmer": 7,
    "head chef": 3, "chef de cuisine": 3, "kitchen chef": 3,
    "registered nurse": 12, "staff nurse": 12,
}  # fmt: skip


@pytest.fixture(scope="module")
def scorer() -> Scorer:
    return Scorer.load(BASE)


@pytest.fixture(scope="module")
def placer(scorer: Scorer) -> ConceptPlacer:
    return scorer.placer(scorer.describe(list(KNOWN)), list(KNOWN.values()))


def test_titles_find_their_concepts_with_probabilities(scorer: Scorer, placer: ConceptPlacer) -> None:
    asked = ["senior software developer", "chef of the kitchen", "nurse, registered"]

    concepts, probability, near = placer.place(scorer.describe(asked), top=3)

    assert concepts[:, 0].tolist() == [7, 3, 12]
    assert (np.diff(probability, axis=1) <= 0).all()
    assert probability.sum(axis=1) == pytest.approx(1.0)
    names = list(KNOWN)
    assert [KNOWN[names[row]] for row in near[:, 0]] == [7, 3, 12]


def test_each_word_is_held_against_the_nearest_word_of_a_concept(
    scorer: Scorer, placer: ConceptPlacer
) -> None:
    known, asked = scorer.describe(list(KNOWN)), scorer.describe(["kitchen engineer", "..."])
    found = placer.candidates(asked)
    words = asked.read.vectors[asked.read.rows[0, :2]]
    for row in range(found.starts[1]):
        titles = [n for n, concept in enumerate(KNOWN.values()) if concept == found.concepts[row]]
        theirs = known.read.rows[titles]
        met = (words @ known.read.vectors[theirs[theirs >= 0]].T).max(axis=1)
        told = found.features[row, [FEATURES.index("words_met"), FEATURES.index("worst_word")]]
        assert told == pytest.approx([max(met[0], 0) / 2 + max(met[1], 0) / 2, max(met.min(), 0)], abs=1e-5)
    assert len({int(c) for c in found.concepts[: found.starts[1]]}) == 3
    assert not found.features[found.starts[1] :, -2:].any()


def test_a_model_that_never_heard_of_some_features_places_without_them(scorer: Scorer) -> None:
    known, asked = scorer.describe(list(KNOWN)), scorer.describe(["senior software developer"])
    of_before = ConceptPlacer.of(known, list(KNOWN.values()), DEFAULT_WEIGHTS[:10].tolist())
    without = ConceptPlacer.of(known, list(KNOWN.values()), [*DEFAULT_WEIGHTS[:10], 0.0, 0.0])
    assert (of_before.place(asked, top=3)[1] == without.place(asked, top=3)[1]).all()


def test_fewer_concepts_than_asked_for_leave_gaps(scorer: Scorer, placer: ConceptPlacer) -> None:
    concepts, probability, near = placer.place(scorer.describe(["welder"]), top=5)

    assert sorted(concepts[0, :3].tolist()) == [3, 7, 12]
    assert concepts[0, 3:].tolist() == near[0, 3:].tolist() == [-1, -1]
    assert probability[0, 3:].tolist() == [0.0, 0.0]


def test_a_title_without_any_letter_is_placed_without_an_error(scorer: Scorer, placer: ConceptPlacer) -> None:
    _, probability, _ = placer.place(scorer.describe(["!!!"]), top=1)

    assert np.isfinite(probability).all()


def test_weights_are_learnt_from_what_tells_right_from_wrong() -> None:
    draw = np.random.default_rng(5)
    titles = 400
    features = draw.normal(size=(2 * titles, len(FEATURES))).astype(np.float32) * 0.1
    right_first = draw.random(titles) < 0.5
    concepts = np.tile([1, 2], titles)
    right = np.where(right_first, 1, 2)
    told = concepts == np.repeat(right, 2)
    features[:, 6] = np.where(
        told, 0.5, 0.0
    )  # only the words tell, against what the default weights say of them
    found = Candidates(
        np.arange(0, 2 * titles + 1, 2), concepts, features, np.zeros(2 * titles, dtype=np.int64)
    )

    weights = fit_weights(found, right)

    assert DEFAULT_WEIGHTS[6] < 0 < weights[6]
    utility = (features @ weights).reshape(titles, 2)
    assert (np.where(utility.argmax(axis=1) == 0, 1, 2) == right).mean() > 0.95


def test_too_few_titles_teach_nothing() -> None:
    few = LEAST_TITLES - 1
    found = Candidates(
        np.arange(0, 2 * few + 1, 2),
        np.tile([1, 2], few),
        np.ones((2 * few, len(FEATURES)), dtype=np.float32),
        np.zeros(2 * few, dtype=np.int64),
    )

    assert fit_weights(found, np.ones(few, dtype=np.int64)).tolist() == DEFAULT_WEIGHTS.tolist()


def test_held_out_titles_leave_their_concept_a_known_one() -> None:
    concepts = np.array([0, 0, 0, 1, 1, 2, 3, 3])
    candidates = np.array([1, 3, 4, 5, 6, 7])

    asked = hold_out(concepts, candidates)

    assert asked.tolist() == [1, 4, 7]
    assert set(concepts[asked]) <= set(np.delete(concepts, asked))


def test_words_count_once_whatever_their_order() -> None:
    matrix = word_matrix([["chef", "head", "chef"], ["head", "chef"], []])

    assert (matrix[0] != matrix[1]).nnz == 0
    assert matrix[2].nnz == 0


def test_some_rows_of_a_description_are_those_rows(scorer: Scorer) -> None:
    whole = scorer.describe(list(KNOWN))

    part: TitleVectors = whole.rows(np.array([4, 0]))

    assert part.meaning.tolist() == whole.meaning[[4, 0]].tolist()
    assert part.levels.tolist() == whole.levels[[4, 0]].tolist()
