from __future__ import annotations

import pytest

from models_lstm.core.errors import RecipeError
from models_lstm.core.recipe import Recipe


@pytest.mark.parametrize("recipe", [Recipe(), Recipe.quick(), Recipe.loop(), Recipe(name='a "b" \\ c')])
def test_a_recipe_survives_toml(recipe: Recipe) -> None:
    assert Recipe.from_toml(recipe.to_toml()) == recipe


def test_starts_from_a_named_recipe() -> None:
    recipe = Recipe.from_toml('base = "loop"\nhidden = 64\n')
    assert recipe.hidden == 64
    assert recipe.embedding == Recipe.loop().embedding


def test_takes_a_whole_number_where_a_fraction_is_meant() -> None:
    assert Recipe.from_toml("balance = 1").balance == 1.0


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("hiden = 5", "hiden"),
        ("hidden = 1", "hidden"),
        ("hidden = 64.0", "hidden"),
        ('hidden = "many"', "hidden"),
        ("hidden = true", "hidden"),
        ("dropout = 2.0", "dropout"),
        ("dropout = nan", "dropout"),
        ('base = "huge"', "base"),
        ("hidden = [", None),
    ],
)
def test_a_wrong_key_is_named(text: str, field: str | None) -> None:
    with pytest.raises(RecipeError) as caught:
        Recipe.from_toml(text)
    assert caught.value.field == field
    assert field is None or field in caught.value.detail
