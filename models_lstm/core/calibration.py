"""Temperature scaling (Guo et al. 2017): one number that makes probabilities honest without changing the order."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
_GOLDEN: Final = (5**0.5 - 1) / 2
_PRIOR: Final = 4.0
"""Strength of the pull towards 1, in examples: with a handful of examples the temperature stays near 1."""


def softmax(logits: Floats, temperature: float = 1.0) -> Floats:
    """Probabilities (n, k) of logits (n, k)."""
    scaled = logits / temperature
    scaled = scaled - scaled.max(axis=1, keepdims=True, initial=-np.inf)
    exponential = np.exp(scaled)
    probabilities: Floats = exponential / exponential.sum(axis=1, keepdims=True)
    return probabilities


def negative_log_likelihood(logits: Floats, right: NDArray[np.int64], temperature: float = 1.0) -> float:
    """Mean over the examples, in nats; 0 without examples."""
    if not len(right):
        return 0.0
    chosen = softmax(logits.astype(np.float64), temperature)[np.arange(len(right)), right]
    return float(-np.log(np.maximum(chosen, 1e-12)).mean())


def fit_temperature(logits: Floats, right: NDArray[np.int64]) -> float:
    """The temperature in [0.1, 10] of the lowest NLL, by golden section on its logarithm; 1 without examples."""
    if not len(right):
        return 1.0

    def cost(log_temperature: float) -> float:
        fit = negative_log_likelihood(logits, right, float(np.exp(log_temperature)))
        return fit * len(right) + _PRIOR * log_temperature**2

    low, high = float(np.log(0.1)), float(np.log(10.0))
    for _ in range(40):
        left, right_side = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
        if cost(left) < cost(right_side):
            high = right_side
        else:
            low = left
    return float(np.exp((low + high) / 2))
