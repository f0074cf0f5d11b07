"""A trained model in memory: network, tables and temperature."""

from __future__ import annotations

from dataclasses import dataclass

from models_lstm.core.recipe import Recipe


@dataclass(slots=True)
class Model:
    """Everything that is needed to score."""

    recipe: Recipe
