"""How the model in the box is made, and that it is whole."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from models_lstm.core.base import BASE
from models_lstm.core.base_sources import read_onet, read_ons
from models_lstm.core.base_training import train_encoder
from models_lstm.core.bundle import load_bundle, save_bundle
from models_lstm.core.errors import BadRow, RecipeError, TooLittleData
from models_lstm.core.model import Model, build_network
from models_lstm.core.recipe import Recipe
from models_lstm.core.scorer import Scorer
from models_lstm.core.training import train
from models_lstm.core.warm_start import adopt_weights
from tests.models_lstm.core.judgements import random_split

SMALL = replace(Recipe.quick(), contrast_batch=16, synonym_epochs=30)
GROUPS = {
    "cooks": ("grill cook", "fry chef", "broiler cook", "sauce chef", "assistant cook"),
    "welders": ("arc welder", "steel joiner", "pipe welder", "plate joiner"),
    "nurses": ("ward nurse", "clinic carer", "surgical nurse", "hospice carer"),
    "both": ("arc welder", "plate joiner"),
}


def test_titles_of_one_heading_come_to_lie_together() -> None:
    network, vocabulary = train_encoder(GROUPS, SMALL, seed=1)
    scorer = Scorer(Model(SMALL, vocabulary, network))
    vectors = scorer.encode(["fry chef", "sauce chef", "steel joiner", "pipe welder"])
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.3
    assert vectors[2] @ vectors[3] > vectors[1] @ vectors[3] + 0.3


def test_the_same_seed_teaches_the_same_encoder() -> None:
    short = replace(SMALL, synonym_epochs=2)
    one, two, other = (
        train_encoder(GROUPS, short, seed=seed)[0].encoder.project.weight for seed in (5, 5, 6)
    )
    assert np.array_equal(one.detach().numpy(), two.detach().numpy())
    assert not np.array_equal(one.detach().numpy(), other.detach().numpy())


def test_headings_without_two_titles_of_one_level_teach_nothing() -> None:
    with pytest.raises(TooLittleData, match="nothing to learn"):
        train_encoder({"cooks": ("cook", "assistant cook")}, SMALL, seed=1)


def test_reads_the_official_files(tmp_path: Path) -> None:
    (tmp_path / "Alternate Titles.txt").write_text(
        "O*NET-SOC Code\tAlternate Title\tShort Title\tSource(s)\n35-2014.00\tGrill Cook\tn/a\t08\n"
        "35-2014.00\tBroiler  Cook\tBroiler\t08\n"
    )
    (tmp_path / "index.csv").write_bytes(
        "SOC_2020_ext,SOC2020_ext_SUG_title,INDEXOCC_-_natural_word_order\n"
        "5435/00,Cooks,A1\n5435/00,Cooks,Pâtissier\n".encode("cp1252")
    )
    assert read_onet(tmp_path) == {"onet 35-2014.00": ("grill cook", "broiler cook", "broiler")}
    assert read_ons(tmp_path / "index.csv") == {"ons 5435/00": ("pâtissier",)}


def test_a_file_of_another_kind_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(BadRow, match="has none of"):
        read_onet(tmp_path)
    (tmp_path / "index.csv").write_text("title\ncook\n")
    with pytest.raises(BadRow, match="SOC_2020_ext"):
        read_ons(tmp_path / "index.csv")


@pytest.mark.parametrize("attention", [0, 4, 8])
def test_a_head_that_looks_at_the_words_otherwise_begins_as_the_old_one(attention: int) -> None:
    old = replace(SMALL, attention=4)
    _, vocabulary = train_encoder(GROUPS, replace(old, synonym_epochs=1), seed=1)
    start = Model(old, vocabulary, build_network(old, vocabulary, seed=3))
    with torch.no_grad():  # what the old one made of the words can only be kept in its own width
        start.network.head.inner.weight[:, -4 * 4 :] = 0.0
    new = replace(SMALL, attention=attention)
    network = build_network(new, vocabulary, seed=4)
    adopt_weights(network, vocabulary, start, new)

    pairs = [("grill cook", "fry chef"), ("arc welder", "assistant cook")]
    before, after = Scorer(start).score(pairs), Scorer(Model(new, vocabulary, network)).score(pairs)
    np.testing.assert_allclose(after, before, atol=1e-6)


def test_a_training_begins_where_the_box_stands(tmp_path: Path) -> None:
    recipe = replace(
        Recipe.loop(), synonym_epochs=0, pair_epochs=1, pair_steps=1, encoder_rate=0.0, contrast_weight=0.0
    )
    trained = load_bundle(train(recipe, random_split(), run_dir=tmp_path, seed=1).bundle_path)
    box = load_bundle(BASE)
    assert set(box.vocabulary.words) <= set(trained.vocabulary.words)
    encoders, heads = (
        [getattr(model.network, part).state_dict()[name].numpy() for model in (trained, box)]
        for part, name in (("encoder", "project.weight"), ("head", "inner.weight"))
    )
    assert np.allclose(encoders[0], encoders[1], atol=1e-5)
    assert np.allclose(heads[0], heads[1], atol=1e-2)


def test_a_recipe_of_another_size_is_told_how_to_begin_without_the_box(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match='start = "nothing"'):
        train(replace(Recipe.quick(), start="base"), random_split(), run_dir=tmp_path, seed=1)


def test_the_box_knows_titles_that_share_no_word() -> None:
    scorer = Scorer.load(BASE)
    near = scorer.encode(["attorney", "lawyer", "warehouse picker", "software developer", "programmer"])
    assert near[0] @ near[1] > near[0] @ near[2] + 0.2
    assert near[3] @ near[4] > near[3] @ near[2] + 0.2


def test_the_box_is_small_and_says_what_it_has_read() -> None:
    assert sum(file.stat().st_size for file in BASE.iterdir()) < 15_000_000
    card = (BASE / "card.md").read_text()
    assert "O*NET" in card
    assert "ONS" in card


def test_an_older_bundle_without_a_share_searches_by_meaning_alone(tmp_path: Path) -> None:
    network, vocabulary = train_encoder(GROUPS, replace(SMALL, synonym_epochs=1), seed=1)
    save_bundle(Model(SMALL, vocabulary, network), tmp_path / "old")
    assert load_bundle(tmp_path / "old").spelling_share == 0.0
