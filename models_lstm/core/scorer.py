"""Vectors of titles and probabilities of pairs from a trained model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from models_lstm.core.model import Model

Pair = tuple[str, str]


class Scorer:
    """Scores with one model. Not safe for use by several threads at once."""

    def __init__(self, model: Model, *, threads: int = 1) -> None:
        raise NotImplementedError

    @classmethod
    def load(cls, path: Path, *, device: str = "cpu", threads: int = 1) -> Self:
        """The scorer of a model folder (raises BundleError when it is damaged)."""
        raise NotImplementedError

    @property
    def dimensions(self) -> int:
        """Width of the vectors that ``encode`` gives."""
        raise NotImplementedError

    def encode(
        self,
        titles: Sequence[str],
        *,
        batch: int = 1024,
        progress: Callable[[int, int], None] | None = None,
    ) -> NDArray[np.float32]:
        """Vectors (n, d), float32, each of length 1 (a title without any token: all zeros)."""
        raise NotImplementedError

    def score(
        self,
        pairs: Sequence[Pair],
        *,
        batch: int = 2048,
        progress: Callable[[int, int], None] | None = None,
    ) -> NDArray[np.float32]:
        """Calibrated probabilities (n, 7), columns in the order of ``RELATIONS``; (b, a) mirrors (a, b) exactly."""
        raise NotImplementedError

    def explain(self, pairs: Sequence[Pair]) -> list[dict[str, Any]]:
        """Why each pair got its relation: what each token and each lexical feature adds to its probability.

        Each dict: ``relation``, ``score``, ``tokens_a`` and ``tokens_b`` (lists of ``{"text", "weight"}``; weight =
        probability lost when the token is taken away) and ``lexical`` (feature name -> value).
        """
        raise NotImplementedError
