"""Start from the weights of an older model of the same shape."""

from __future__ import annotations

import torch

from models_lstm.core.errors import RecipeError
from models_lstm.core.model import Model
from models_lstm.core.network import RelationNetwork
from models_lstm.core.recipe import SIZES, Recipe
from models_lstm.core.vocabulary import Vocabulary


def adopt_weights(network: RelationNetwork, vocabulary: Vocabulary, start: Model, recipe: Recipe) -> None:
    """Copy the weights of ``start``; words that it did not know keep their fresh vectors.

    A head that holds the words against each other (``attention``) takes from one that does not, or does so in another
    width, what both have; what it has more weighs nothing at first, so that it scores as the old one until it learns.

    Raises:
        RecipeError: when the two recipes differ in a size.
    """
    for key in SIZES:
        old, new = getattr(start.recipe, key), getattr(recipe, key)
        if old != new:
            raise RecipeError(
                f"'{key}' is {new}, but the model to start from has {old}; with start = \"nothing\" and no version "
                "to start from any size will do.",
                field=key,
            )
    with torch.no_grad():
        words = network.encoder.words.weight.clone()
        old_words = start.network.encoder.words.weight
        for word, number in vocabulary.ids.items():
            old_number = start.vocabulary.ids.get(word)
            if old_number is not None:
                words[number] = old_words[old_number]
        fresh, given = network.state_dict(), start.network.state_dict()
        own = {"encoder.words.weight": words, "head.present": network.head.present}
        if start.recipe.attention != recipe.attention:
            inner = torch.zeros_like(fresh["head.inner.weight"])
            shared = inner.shape[1] - 4 * recipe.attention
            inner[:, :shared] = given["head.inner.weight"][:, :shared]
            own["head.inner.weight"] = inner
            given = {name: tensor for name, tensor in given.items() if not name.startswith("head.words.")}
        network.load_state_dict({**fresh, **given, **own})
