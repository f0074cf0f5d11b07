"""How good a model's probabilities are: per relation, overall, and as probabilities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Interval:
    """A measured value with its 95 % bootstrap interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class RelationReport:
    """One relation against all others."""

    support: int
    predicted: int
    precision: Interval
    recall: Interval
    f1: Interval


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Predictions whose top score lies in [low, high): how sure they were and how often right."""

    low: float
    high: float
    count: int
    confidence: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class SliceReport:
    """The headline figures on one slice of the examples."""

    count: int
    accuracy: float
    macro_f1: float


@dataclass(frozen=True, slots=True)
class Report:
    """An evaluation on ``count`` examples; ``confusion[i][j]`` counts truth i predicted as j (RELATIONS order).

    ``macro_f1`` is the mean over the relations that occur in the truth.
    """

    count: int
    accuracy: Interval
    macro_f1: Interval
    relations: Mapping[str, RelationReport]
    confusion: tuple[tuple[int, ...], ...]
    ece: float
    bins: tuple[ReliabilityBin, ...]
    slices: Mapping[str, SliceReport]

    def to_dict(self) -> dict[str, Any]:
        """Plain dicts, lists and numbers, ready for JSON."""
        raise NotImplementedError


def evaluate(
    probabilities: NDArray[np.floating[Any]],
    truth: Sequence[str],
    *,
    groups: Sequence[str] | None = None,
    slices: Mapping[str, Sequence[bool]] | None = None,
    bootstrap: int = 500,
    seed: int = 0,
) -> Report:
    """Evaluate probabilities (n, 7) against the true relations; ``groups`` are resampled whole."""
    raise NotImplementedError
