"""Honest probabilities: temperature scaling (Guo et al. 2017), then an offset for the relation that is proposed.

Validation pairs come in groups (occupation families, concepts), and whole groups are easy or hard. A temperature that
fits a few dozen groups is therefore far less certain than the number of pairs says, and is pulled towards the usual one
by as much as it is uncertain (empirical Bayes; uncertainty by the sandwich estimate over groups, Liang and Zeger 1986).

One temperature for all cannot mend what weighing the relations does: a rare relation is proposed too surely, a frequent
one not surely enough. So each relation has an offset besides, added to the log odds of the most probable relation where
it is that one (top-label calibration, Gupta and Ramdas 2022). Which relation is the most probable never changes, nor
does the order of the pairs that it is proposed for. A relation and its inverse share one, so that mirrored pairs stay so.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
_GOLDEN: Final = (5**0.5 - 1) / 2
_PRIOR: Final = 4.0
"""Strength of the pull towards 1, in examples: with a handful of examples the temperature stays near 1."""
_USUAL: Final = 0.1
"""How far the logarithm of a temperature usually is from 0: label smoothing keeps a head from shouting."""
_USUAL_OFFSET: Final = 0.3
"""How far the offset of a relation usually is from 0."""
_TINY: Final = 1e-12
_AHEAD: Final = 1e-4
"""By so much the most probable relation stays ahead of the second one, as a share of it."""
_LITTLE: Final = 0.02
"""Step of the differences that stand for derivatives by the logarithm of the temperature."""


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


def shift_top(probabilities: Floats, offsets: Floats) -> Floats:
    """Probabilities (n, k) with the largest of each row moved by the offset (k,) of its column, as far as it stays it.

    A row with two equal largest ones stays as it is: a title is neither broader nor narrower than itself.
    """
    if not len(probabilities):
        return probabilities
    top = probabilities.argmax(axis=1)
    second = np.partition(probabilities, -2, axis=1)[:, -2]
    moving = np.flatnonzero(
        (np.asarray(offsets)[top] != 0.0) & (second < probabilities[np.arange(len(top)), top])
    )
    rows, top = np.arange(len(moving)), top[moving]
    table = probabilities[moving].astype(np.float64)
    sure = table[rows, top]
    table[rows, top] = 0.0
    rest = np.maximum(table.sum(axis=1), _TINY)
    odds = sure / rest * np.exp(np.asarray(offsets)[top])
    odds = np.maximum(odds, second[moving] / rest * (1.0 + _AHEAD))
    table /= (rest * (1.0 + odds))[:, None]
    table[rows, top] = odds / (1.0 + odds)
    moved = probabilities.copy()
    moved[moving] = table
    return moved


def top_offsets(
    probabilities: Floats, right: NDArray[np.int64], groups: NDArray[np.int64], tied: NDArray[np.int64]
) -> NDArray[np.float64]:
    """The offset (k,) of each column for `shift_top`, by maximum likelihood on examples that taught nothing.

    Args:
        groups: (n,) what is easy or hard as a whole; a relation that is told in few of them keeps nearly no offset.
        tied: (k,) columns of the same number share an offset.
    """
    offsets = np.zeros(len(tied))
    if not len(right):
        return offsets
    top = probabilities.argmax(axis=1)
    sure = np.clip(probabilities.max(axis=1).astype(np.float64), 1e-6, 1 - 1e-6)
    odds, hit = np.log(sure / (1.0 - sure)), (top == right).astype(np.float64)
    for column in np.unique(tied[top]):
        told = tied[top] == column
        offset = _offset(odds[told], hit[told], groups[told])
        offsets[tied == column] = offset
    return offsets


def _offset(odds: Floats, hit: Floats, groups: NDArray[np.int64]) -> float:
    """The maximum likelihood offset of log odds (n,) for hits (n,), pulled towards 0 by its uncertainty."""
    offset = 0.0
    for _ in range(50):
        sure = 1.0 / (1.0 + np.exp(-odds - offset))
        bend = max(float((sure * (1.0 - sure)).sum()), 1e-3)
        offset = float(np.clip(offset + np.clip((hit - sure).sum() / bend, -0.5, 0.5), -3.0, 3.0))
    slopes = np.bincount(groups, weights=hit - sure)
    variance = max(float((slopes**2).sum()), bend) / bend**2  # never surer than as many examples allow
    return offset * _USUAL_OFFSET**2 / (_USUAL_OFFSET**2 + variance)


def steady_temperature(logits: Floats, right: NDArray[np.int64], groups: NDArray[np.int64]) -> float:
    """`fit_temperature`, pulled towards 1 by as much as a few ``groups`` (n,) leave it uncertain."""
    best = float(np.log(fit_temperature(logits, right)))
    if not len(right):
        return 1.0
    rows = np.arange(len(right))
    low, middle, high = (
        -np.log(np.maximum(softmax(logits.astype(np.float64), float(np.exp(best + d)))[rows, right], 1e-12))
        for d in (-_LITTLE, 0.0, _LITTLE)
    )
    slopes = np.bincount(groups, weights=(high - low) / (2 * _LITTLE))
    bend = float((high - 2 * middle + low).sum()) / _LITTLE**2
    variance = float((slopes**2).sum()) / max(bend, 1e-6) ** 2
    return float(np.exp(best * _USUAL**2 / (_USUAL**2 + variance)))


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
