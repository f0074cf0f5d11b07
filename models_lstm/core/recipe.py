"""Every knob of a training run, with its default."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Recipe:
    """Hyper-parameters of a training run."""

    name: str = "full"

    @classmethod
    def quick(cls) -> Self:
        """A tiny model for tests: seconds on a few hundred pairs."""
        raise NotImplementedError

    @classmethod
    def loop(cls) -> Self:
        """A small model that is trained again and again in the closed loop."""
        raise NotImplementedError

    @classmethod
    def from_toml(cls, text: str) -> Self:
        """Raises RecipeError naming the key that is unknown, of the wrong type or out of range."""
        raise NotImplementedError

    def to_toml(self) -> str:
        """TOML that ``from_toml`` reads back to an equal recipe."""
        raise NotImplementedError
