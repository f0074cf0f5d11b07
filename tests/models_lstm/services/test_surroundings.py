"""Surroundings learnt from a data set, in a record of two languages."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from models_lstm.core.data import Example, Split
from models_lstm.core.neighbours import nearest
from models_lstm.core.scorer import Scorer
from models_lstm.models import Dataset
from models_lstm.selectors.candidates import OpenCandidates
from models_lstm.services import surroundings
from models_lstm.services.surroundings import Column, Weighing
from taxonomy.core.relations import RELATIONS
from taxonomy.models import Title
from taxonomy.services.artifacts import ArtifactMissing
from tests.models_lstm.world import titles

pytestmark = pytest.mark.django_db
SYNONYM, UNRELATED = RELATIONS.index("synonym"), RELATIONS.index("unrelated")
CONCEPTS, EACH = 120, 4


class Guessing:
    """A model that cannot tell a synonym from something unrelated."""

    def score(self, pairs: list[tuple[str, str]]) -> np.ndarray[Any, np.dtype[np.float32]]:
        draw = np.random.default_rng(len(pairs))
        table = np.full((len(pairs), len(RELATIONS)), 0.01, dtype=np.float32)
        table[:, SYNONYM] = draw.uniform(0.3, 0.6, len(pairs))
        table[:, UNRELATED] = 1.0 - table[:, SYNONYM] - 0.05
        return table


SCORER = cast(Scorer, Guessing())


def column(language: str, ids: list[int], *, seed: int) -> Column:
    """Titles of one concept lie together, in a crowd of others."""
    draw = np.random.default_rng(seed)
    middle = draw.normal(size=(CONCEPTS, 16)).repeat(EACH, axis=0)
    vectors = (middle + 0.45 * draw.normal(size=middle.shape)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return Column(language, np.array(ids, dtype=np.int64), vectors, *nearest(vectors, top=20))


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> tuple[list[Column], list[str], OpenCandidates]:
    texts = [f"title {c:03} of {t}" for c in range(CONCEPTS) for t in range(EACH)]
    number = titles(texts)
    english = column("en", [number[text] for text in texts], seed=1)
    draw = np.random.default_rng(2)
    examples = []
    for at in range(len(texts)):
        for other in english.nearest[at][:6].tolist():
            same = at // EACH == other // EACH
            examples.append(
                Example(texts[at], texts[other], "synonym" if same else "unrelated", group=str(at // EACH))
            )
    held = draw.random(CONCEPTS) < 0.3
    sides: tuple[list[Example], list[Example]] = ([], [])
    for example in examples:
        sides[int(held[int(example.group)])].append(example)
    gone = Example("a title that nobody imported", texts[0], "synonym", group="gone")
    split = Split((*sides[0], gone), tuple(sides[1]), ())
    monkeypatch.setattr(surroundings, "dataset_split", lambda dataset: split)
    left = np.arange(len(texts)).repeat(6)
    right = english.nearest[:, :6].ravel()
    candidates = OpenCandidates(np.arange(len(left)), english.ids[left], english.ids[right])
    return [english], texts, candidates


def test_what_the_neighbours_say_reaches_the_scores(
    world: tuple[list[Column], list[str], OpenCandidates],
) -> None:
    columns, _, candidates = world
    weighing = Weighing.learnt(SCORER, Dataset(), columns, candidates)
    assert weighing is not None
    assert weighing.weights.after < weighing.weights.before - 0.05
    rows = {pk: row for row, pk in enumerate(columns[0].ids.tolist())}
    same = np.array([rows[a] // EACH == rows[b] // EACH for a, b in zip(*candidates[1:], strict=True)])
    heard = SCORER.score([("", "")] * len(same))
    table = weighing.apply(heard, candidates.title_a, candidates.title_b)
    assert table[same, SYNONYM].mean() > table[~same, SYNONYM].mean() + 0.2
    assert abs(heard[same, SYNONYM].mean() - heard[~same, SYNONYM].mean()) < 0.05


def test_pairs_of_two_languages_keep_what_the_model_says(
    world: tuple[list[Column], list[str], OpenCandidates],
) -> None:
    columns, _, candidates = world
    texts = [f"titel {n}" for n in range(CONCEPTS * EACH)]
    ids = [pk for _, pk in sorted(titles(texts, language="de").items())]
    both = [*columns, column("de", sorted(ids), seed=3)]
    weighing = Weighing.learnt(SCORER, Dataset(), both, candidates)
    assert weighing is not None
    heard = SCORER.score([("", "")] * 4)
    one, two = columns[0].ids[:4], np.array(sorted(ids)[:4])
    assert_array_equal(weighing.apply(heard, one, two), heard)
    assert (weighing.apply(heard, one, columns[0].ids[4:8]) != heard).any()
    assert (weighing.apply(heard, two, np.array(sorted(ids)[4:8])) != heard).any()
    assert Title.objects.filter(language="de").count() == len(ids)


def test_a_lost_data_set_leaves_the_model_alone(
    world: tuple[list[Column], list[str], OpenCandidates], monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(dataset: Dataset) -> Split:
        raise ArtifactMissing("gone")

    monkeypatch.setattr(surroundings, "dataset_split", lost)
    columns, _, candidates = world
    assert Weighing.learnt(SCORER, Dataset(), columns, candidates) is None


def test_an_empty_record_leaves_the_model_alone() -> None:
    nothing = np.zeros(0, dtype=np.int64)
    none = OpenCandidates(nothing, nothing, nothing)
    record = surroundings.Record([])
    rows, _ = record.features(nothing, nothing)
    assert len(rows) == 0 and len(none.pair_id) == 0
