"""How quality grew with the labels, and what more of them would bring: the meter by which to stop.

The error ``1 - macro-F1`` of learners falls with the labels about as a power of their number (Hestness et al. 2017;
Mukherjee et al. 2003 for classifiers), a straight line in logarithms. It is fitted to the versions that were trained,
each weighted by how narrow its interval is, and read a little further on. How sure that reading is, is told by fitting
again and again to points drawn from the intervals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
LEAST_POINTS: Final = 3
"""Different numbers of labels below which nothing is fitted."""
LEAST_GROWTH: Final = 1.3
"""The largest number of labels, by the smallest one, below which the line would hang on noise."""
DRAWS: Final = 1_000
SEED: Final = 0
WORTH: Final = 0.005
"""Gain in macro-F1 below which a round of 1,000 labels is not worth it, unless somebody says otherwise."""
_Z: Final = 1.96
_LEAST_SPREAD: Final = 1e-3


@dataclass(frozen=True, slots=True)
class Point:
    """A version: the ``labels`` it learned from (above 0), its macro-F1 and the ends of the 95 % interval, all 0..1."""

    labels: int
    macro_f1: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the next labels are likely to bring.

    Attributes:
        more: labels looked ahead.
        gain: in macro-F1, with the ends of a 95 % interval.
        verdict: ``go_on`` when the gain is surely worth it, ``enough`` when it is surely not, else ``unclear``.
        curve: the fitted line at some numbers of labels, from the fewest to ``more`` beyond the most.
    """

    more: int
    gain: float
    low: float
    high: float
    verdict: str
    curve: tuple[tuple[int, float], ...]


def outlook(points: Sequence[Point], *, more: int, worth: float = WORTH) -> Outlook | None:
    """The outlook from these versions; None when they are too few, or too alike in their number of labels.

    Args:
        more: labels to look ahead, above 0.
        worth: the gain that makes ``more`` labels worth their work, above 0.
    """
    labels = np.array([p.labels for p in points], dtype=np.float64)
    if len({p.labels for p in points}) < LEAST_POINTS or labels.max() < LEAST_GROWTH * labels.min():
        return None
    values = np.array([p.macro_f1 for p in points])
    spread = np.maximum(_LEAST_SPREAD, np.array([(p.high - p.low) / (2 * _Z) for p in points]))
    now, then = float(labels.max()), float(labels.max() + more)

    draws = np.random.default_rng(SEED).normal(values, spread, size=(DRAWS, len(points)))
    lines = _fit(labels, np.vstack([values, draws]), spread)
    gains = _read(lines, then) - _read(lines, now)
    low, high = np.quantile(gains[1:], [0.025, 0.975])
    gain = float(gains[0])
    verdict = "go_on" if low >= worth else "enough" if high < worth else "unclear"
    steps = np.unique(np.geomspace(labels.min(), then, 24).round().astype(int))
    curve = tuple((int(n), float(_read(lines[:1], float(n))[0])) for n in steps)
    return Outlook(more, gain, float(low), float(high), verdict, curve)


def _fit(labels: Floats, values: Floats, spread: Floats) -> Floats:
    """Weighted lines (m, 2), intercept and slope of log error over log labels, one for each row of ``values`` (m, n).

    The slope is at most 0: that labels make a model worse is noise.
    """
    error = np.clip(1 - values, 1e-4, 1)
    x, y = np.log(labels), np.log(error)
    weight = (error[0] / spread) ** 2  # the spread of a logarithm is the relative one
    weight = weight / weight.sum()
    middle = float(weight @ x)
    heights = y @ weight
    slope = np.minimum(
        0.0, ((y - heights[:, None]) * (x - middle)) @ weight / float(weight @ (x - middle) ** 2)
    )
    return np.column_stack([heights - slope * middle, slope])


def _read(lines: Floats, labels: float) -> Floats:
    """Macro-F1 of each line at a number of labels."""
    found: Floats = 1 - np.exp(lines[:, 0] + lines[:, 1] * np.log(labels))
    return found
