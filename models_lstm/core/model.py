"""A trained model in memory: network, vocabulary and temperature."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from models_lstm.core.calibration import shift_top, softmax
from models_lstm.core.errors import DeviceUnavailable
from models_lstm.core.network import RelationNetwork
from models_lstm.core.recipe import Recipe
from models_lstm.core.vocabulary import Vocabulary
from models_lstm.core.word_match import DEFAULT_WORD_SHARE


@dataclass(slots=True)
class Model:
    """Everything that is needed to score.

    Attributes:
        temperature: logits are divided by it before the softmax.
        offsets: of the most probable relation, for each of ``RELATIONS`` (see ``calibration``); empty = none.
        metrics: on the validation split, at the end of training.
        facts: plain facts about the training for the model's card (counts, seed, fingerprint).
        spelling_share: share of the spelling in the search vectors, 0..1 (see ``sketch``).
        word_share: weight of the words beside the search vectors when titles are ranked (see ``word_match``).
        placing: weight of each of ``placing.FEATURES``; empty for a model that never learnt to place.
    """

    recipe: Recipe
    vocabulary: Vocabulary
    network: RelationNetwork
    temperature: float = 1.0
    metrics: Mapping[str, float] = field(default_factory=dict)
    facts: Mapping[str, str | int | float] = field(default_factory=dict)
    spelling_share: float = 0.0
    word_share: float = DEFAULT_WORD_SHARE
    placing: tuple[float, ...] = ()
    offsets: tuple[float, ...] = ()

    def probabilities(self, logits: NDArray[np.floating[Any]]) -> NDArray[np.float32]:
        """Calibrated probabilities (n, 7) of logits (n, 7)."""
        table = softmax(logits, self.temperature)
        return (shift_top(table, np.array(self.offsets)) if self.offsets else table).astype(np.float32)

    @property
    def device(self) -> torch.device:
        """Where the weights are."""
        return next(self.network.parameters()).device


def build_network(recipe: Recipe, vocabulary: Vocabulary, *, seed: int) -> RelationNetwork:
    """A fresh network, the same for the same seed; torch's global generator is left as it was."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return RelationNetwork(recipe, len(vocabulary.words))


def open_device(name: str) -> torch.device:
    """``cpu``, ``cuda`` or ``cuda:N`` (raises DeviceUnavailable)."""
    try:
        device = torch.device(name)
    except RuntimeError as error:
        raise DeviceUnavailable(f"'{name}' is not a device; use cpu or cuda.", field="device") from error
    if device.type == "cuda" and not (
        torch.cuda.is_available() and (device.index or 0) < torch.cuda.device_count()
    ):
        raise DeviceUnavailable(f"'{name}' is not available on this machine; use cpu.", field="device")
    if device.type not in ("cpu", "cuda"):
        raise DeviceUnavailable(f"Training and scoring run on cpu or cuda, not on '{name}'.", field="device")
    return device


def round_tables(network: nn.Module) -> None:
    """Round the embedding tables to what half precision holds, as the bundle stores them.

    Done before calibration, so that the stored model scores exactly like the one that was measured.
    """
    with torch.no_grad():
        for module in network.modules():
            if isinstance(module, nn.Embedding | nn.EmbeddingBag):
                module.weight.copy_(module.weight.half().to(module.weight.dtype))
