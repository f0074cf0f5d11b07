from __future__ import annotations

from dataclasses import replace

import numpy as np

from models_lstm.core.data import Example, Split
from models_lstm.core.dataset import TrainingData, inputs_hash
from models_lstm.core.recipe import Recipe

CHAIN = (Example("a b", "c d", "synonym"), Example("c d", "e f", "synonym"), Example("a b", "g h", "senior"))


def test_titles_of_a_chain_of_synonyms_are_paired_across_it() -> None:
    data = TrainingData.build(Recipe.quick(), Split(CHAIN, (), ()), [])
    drawn = {
        tuple(pair) for seed in range(20) for pair in data.synonym_pairs(np.random.default_rng(seed)).tolist()
    }
    assert drawn == {(x, y) for x in range(3) for y in range(3) if x != y}


def test_without_synonyms_no_pair_is_drawn() -> None:
    data = TrainingData.build(Recipe.quick(), Split(CHAIN[2:], (), ()), [])
    assert data.synonym_pairs(np.random.default_rng(0)).shape == (0, 2)


def test_of_a_great_many_titles_a_fixed_sample_is_read() -> None:
    recipe = replace(Recipe.quick(), view_pairs=10)
    many = [f"title {n} of many" for n in range(500)]
    one, other = (TrainingData.build(recipe, Split(CHAIN, (), ()), titles) for titles in (many, many[::-1]))
    assert len(one.titles) == 4 + 40
    assert one.forms == other.forms


def test_the_hash_of_the_inputs_sees_content_and_not_order() -> None:
    split = Split(CHAIN, (), ())
    assert inputs_hash(split, ["x", "y"]) == inputs_hash(Split(CHAIN[::-1], (), ()), ["y", "x", "x"])
    assert inputs_hash(split, ["x"]) != inputs_hash(split, ["y"])
    assert inputs_hash(split, []) != inputs_hash(Split(CHAIN[:2], CHAIN[2:], ()), [])


def test_a_title_is_changed_for_another_of_its_concept_or_stays() -> None:
    data = TrainingData.build(Recipe.quick(), Split(CHAIN, (), ()), [])
    titles = np.arange(len(data.concepts))

    drawn = [data.synonyms_of(titles, np.random.default_rng(seed)).tolist() for seed in range(20)]

    for place, seen in enumerate(zip(*drawn, strict=True)):
        others = {row for row in range(3) if row != place} if place < 3 else {place}
        assert set(seen) == others


def test_without_synonyms_every_title_stays() -> None:
    data = TrainingData.build(Recipe.quick(), Split(CHAIN[2:], (), ()), [])
    titles = np.arange(len(data.concepts))

    assert data.synonyms_of(titles, np.random.default_rng(0)).tolist() == titles.tolist()
