"""That training moves every tensor to its device, asked of torch's ``meta`` device: no test machine has a GPU.

``meta`` computes shapes alone, and in arithmetic it refuses, like ``cuda``, a tensor that was left on the processor. Rows
of an embedding and of ``gather`` it takes from anywhere, so a forgotten move of those is not seen here; nor is the way
back, for which ``meta`` lacks operations.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from models_lstm.core.data import Example, Split
from models_lstm.core.dataset import TrainingData
from models_lstm.core.model import build_network
from models_lstm.core.recipe import Recipe
from models_lstm.core.stages import Pairs, Stage, Synonyms, Views
from tests.models_lstm.core.test_stages import EXAMPLES


@pytest.mark.parametrize("kind", [Views, Synonyms, Pairs])
def test_a_step_calculates_on_the_device_of_the_network_alone(kind: type[Stage]) -> None:
    recipe = replace(Recipe.quick(), contrast_batch=4)
    denied = (Example("head chef", "station cook", "synonym"),)
    data = TrainingData.build(recipe, Split(EXAMPLES, (), (), denied=denied), [])
    stage = kind(recipe, data, build_network(recipe, data.vocabulary, seed=1).to("meta"), seed=1)

    stage.begin_epoch(0)
    loss = stage.loss(0)

    assert loss.device == torch.device("meta")
    assert loss.shape == ()
