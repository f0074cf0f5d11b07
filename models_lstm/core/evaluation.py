"""How good a model's probabilities are: per relation, overall, and as probabilities.

Intervals are percentile bootstrap intervals (Efron & Tibshirani 1993, chapter 13); with groups, whole groups are
drawn, since pairs of one concept are not independent. Calibration error is the expected calibration error of the
top score in equal-width bins (Guo et al. 2017, section 2).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from taxonomy.core.relations import RELATIONS

BINS: Final = 15
_COUNT: Final = len(RELATIONS)
Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class Interval:
    """A measured value with its 95 % bootstrap interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class RelationReport:
    """One relation against all others. Precision of a relation that was never predicted counts as 0."""

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
    """The headline figures on one slice of the examples; ``macro_f1_interval``: lowest and highest, 95 %."""

    count: int
    accuracy: float
    macro_f1: float
    macro_f1_interval: tuple[float, float]


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
        return asdict(self)


def relation_indices(relations: Sequence[str]) -> NDArray[np.int64]:
    """Column numbers of relations (raises ValueError on an unknown one)."""
    return np.array([RELATIONS.index(r) for r in relations], dtype=np.int64)


def evaluate(
    probabilities: Floats,
    truth: Sequence[str],
    *,
    groups: Sequence[str] | None = None,
    slices: Mapping[str, Sequence[bool]] | None = None,
    bootstrap: int = 500,
    seed: int = 0,
) -> Report:
    """Evaluate probabilities (n, 7) against the true relations.

    Args:
        groups: one per example; groups are drawn whole (an empty string is a group of its own).
        slices: name -> which examples belong to it.
        bootstrap: draws for the intervals; 0 gives intervals of no width.
    """
    if probabilities.shape != (len(truth), _COUNT):
        raise ValueError(f"probabilities of shape {probabilities.shape} for {len(truth)} examples")
    right = relation_indices(truth)
    guess = probabilities.argmax(axis=1) if len(truth) else right
    confusion = confusion_counts(right, guess).astype(float)
    drawn = _draw_confusions(right, guess, groups, bootstrap=bootstrap, seed=seed)
    bins = reliability(probabilities, right)
    return Report(
        count=len(truth),
        accuracy=_interval(_accuracy, confusion, drawn),
        macro_f1=_interval(_macro_f1, confusion, drawn),
        relations={
            name: _relation_report(place, confusion, drawn)
            for place, name in enumerate(RELATIONS)
            if confusion[place].sum() or confusion[:, place].sum()
        },
        confusion=tuple(tuple(int(c) for c in row) for row in confusion),
        ece=calibration_error(bins),
        bins=bins,
        slices={
            name: _slice_report(
                right, guess, groups, np.asarray(rows, dtype=bool), bootstrap=bootstrap, seed=seed
            )
            for name, rows in (slices or {}).items()
        },
    )


def confusion_counts(right: NDArray[np.int64], guess: NDArray[np.int64]) -> NDArray[np.int64]:
    """(7, 7): rows truth, columns prediction."""
    return np.bincount(right * _COUNT + guess, minlength=_COUNT**2).reshape(_COUNT, _COUNT)


def _draw_confusions(
    right: NDArray[np.int64],
    guess: NDArray[np.int64],
    groups: Sequence[str] | None,
    *,
    bootstrap: int,
    seed: int,
) -> Floats:
    """Confusions (draws, 7, 7) of bootstrap samples.

    Drawing n rows is drawing from the multinomial over the 49 cells; with groups, each draw counts every group
    some number of times and adds up the groups' cells.
    """
    count = len(right)
    if not count or not bootstrap:
        return np.zeros((0, _COUNT, _COUNT))
    rng = np.random.default_rng([seed, 11])
    cells = right * _COUNT + guess
    if groups is None:
        share = np.bincount(cells, minlength=_COUNT**2) / count
        return rng.multinomial(count, share, size=bootstrap).reshape(bootstrap, _COUNT, _COUNT).astype(float)
    named = [group or f"\0{row}" for row, group in enumerate(groups)]
    _, group_of = np.unique(named, return_inverse=True)
    size = int(group_of.max()) + 1
    per_group = np.zeros((size, _COUNT**2), dtype=np.float32)
    np.add.at(per_group, (group_of, cells), 1.0)
    times = rng.multinomial(size, np.full(size, 1.0 / size), size=bootstrap).astype(np.float32)
    return (times @ per_group).reshape(bootstrap, _COUNT, _COUNT)


def _accuracy(confusions: Floats) -> Floats:
    return _ratio(np.trace(confusions, axis1=-2, axis2=-1), confusions.sum(axis=(-2, -1)))


def _precision(confusions: Floats) -> Floats:
    return _ratio(np.diagonal(confusions, axis1=-2, axis2=-1), confusions.sum(axis=-2))


def _recall(confusions: Floats) -> Floats:
    return _ratio(np.diagonal(confusions, axis1=-2, axis2=-1), confusions.sum(axis=-1))


def _f1(confusions: Floats) -> Floats:
    hits = np.diagonal(confusions, axis1=-2, axis2=-1)
    return _ratio(2 * hits, confusions.sum(axis=-2) + confusions.sum(axis=-1))


def _macro_f1(confusions: Floats) -> Floats:
    occurs = confusions.sum(axis=-1) > 0
    return _ratio((_f1(confusions) * occurs).sum(axis=-1), occurs.sum(axis=-1))


def _ratio(part: Floats, whole: Floats) -> Floats:
    return np.divide(part, whole, out=np.zeros(np.shape(whole)), where=np.asarray(whole) > 0)


def _interval(measure: Any, confusion: Floats, drawn: Floats, place: int | None = None) -> Interval:
    value = measure(confusion) if place is None else measure(confusion)[place]
    if not len(drawn):
        return Interval(float(value), float(value), float(value))
    values = measure(drawn) if place is None else measure(drawn)[:, place]
    low, high = np.quantile(values, [0.025, 0.975])
    return Interval(float(value), float(low), float(high))


def _relation_report(place: int, confusion: Floats, drawn: Floats) -> RelationReport:
    return RelationReport(
        support=int(confusion[place].sum()),
        predicted=int(confusion[:, place].sum()),
        precision=_interval(_precision, confusion, drawn, place),
        recall=_interval(_recall, confusion, drawn, place),
        f1=_interval(_f1, confusion, drawn, place),
    )


def _slice_report(
    right: NDArray[np.int64],
    guess: NDArray[np.int64],
    groups: Sequence[str] | None,
    rows: NDArray[np.bool_],
    *,
    bootstrap: int,
    seed: int,
) -> SliceReport:
    confusion = confusion_counts(right[rows], guess[rows]).astype(float)
    here = None if groups is None else [group for group, inside in zip(groups, rows, strict=True) if inside]
    drawn = _draw_confusions(right[rows], guess[rows], here, bootstrap=bootstrap, seed=seed)
    macro = _interval(_macro_f1, confusion, drawn)
    return SliceReport(int(rows.sum()), float(_accuracy(confusion)), macro.value, (macro.low, macro.high))


def reliability(probabilities: Floats, right: NDArray[np.int64]) -> tuple[ReliabilityBin, ...]:
    """``BINS`` equal-width bins of the top score; the last one includes 1."""
    top = probabilities.max(axis=1) if len(right) else np.zeros(0)
    correct = (probabilities.argmax(axis=1) == right) if len(right) else np.zeros(0, dtype=bool)
    place = np.minimum((top * BINS).astype(int), BINS - 1)
    bins = []
    for number in range(BINS):
        here = place == number
        count = int(here.sum())
        confidence = float(top[here].mean()) if count else 0.0
        accuracy = float(correct[here].mean()) if count else 0.0
        bins.append(ReliabilityBin(number / BINS, (number + 1) / BINS, count, confidence, accuracy))
    return tuple(bins)


def calibration_error(bins: Sequence[ReliabilityBin]) -> float:
    """Expected calibration error: mean gap between confidence and accuracy, weighted by count."""
    total = sum(b.count for b in bins)
    return sum(b.count * abs(b.confidence - b.accuracy) for b in bins) / total if total else 0.0
