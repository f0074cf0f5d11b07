from __future__ import annotations

from dataclasses import replace

import numpy as np

from models_lstm.core.data import Example, Split
from models_lstm.core.dataset import TrainingData
from models_lstm.core.model import build_network
from models_lstm.core.recipe import Recipe
from models_lstm.core.stages import Pairs

CHEFS = ("head chef", "chef de cuisine", "kitchen chef")
COOKS = ("line cook", "station cook")
EXAMPLES = (
    Example(CHEFS[0], CHEFS[1], "synonym"),
    Example(CHEFS[1], CHEFS[2], "synonym"),
    Example(COOKS[0], COOKS[1], "synonym"),
    Example(CHEFS[0], COOKS[0], "senior"),
)


def read(spread: float, epochs: int) -> set[tuple[str, str, int]]:
    """What an epoch reads: both titles by name, and the relation."""
    recipe = replace(Recipe.quick(), spread=spread)
    data = TrainingData.build(recipe, Split(EXAMPLES, (), ()), [])
    names = sorted({title for e in EXAMPLES for title in (e.title_a, e.title_b)})
    stage = Pairs(recipe, data, build_network(recipe, data.vocabulary, seed=1), seed=1)
    seen = set()
    for epoch in range(epochs):
        stage.begin_epoch(epoch)
        stage.loss(0).backward()  # type: ignore[no-untyped-call]
        pairs = stage._read
        seen |= {
            (names[a], names[b], r)
            for a, b, r in zip(
                pairs.left.tolist(), pairs.right.tolist(), pairs.relations.tolist(), strict=True
            )
        }
    return seen


def test_what_holds_between_two_titles_is_read_between_all_titles_of_their_concepts() -> None:
    seen = read(0.5, epochs=60)

    senior = {(a, b) for a, b, _ in seen if a in CHEFS and b in COOKS}
    assert senior == {(a, b) for a in CHEFS for b in COOKS}
    assert all(a != b for a, b, _ in seen)
    assert len({relation for a, b, relation in seen if (a, b) in senior}) == 1
    synonyms = {(a, b) for a, b, _ in seen} - senior
    assert all((a in CHEFS) == (b in CHEFS) for a, b in synonyms)


def test_without_spread_the_judged_pairs_are_read_as_they_are() -> None:
    assert {(a, b) for a, b, _ in read(0.0, epochs=3)} == {(e.title_a, e.title_b) for e in EXAMPLES}


def test_the_same_epoch_reads_the_same_pairs() -> None:
    recipe = replace(Recipe.quick(), spread=0.5)
    data = TrainingData.build(recipe, Split(EXAMPLES, (), ()), [])
    stage = Pairs(recipe, data, build_network(recipe, data.vocabulary, seed=1), seed=1)
    stage.begin_epoch(4)
    first = stage._read
    stage.begin_epoch(5)
    stage.begin_epoch(4)

    assert np.array_equal(first.left, stage._read.left)
    assert np.array_equal(first.right, stage._read.right)
