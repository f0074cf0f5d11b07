"""How far people agree where several judged the same item, beyond what chance would give.

Krippendorff's alpha (Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability") for any number of people and
missing answers; Cohen's kappa (Cohen 1960) for two. Both on nominal labels: a wrong relation is simply wrong.
Intervals are percentiles of a bootstrap over items (Efron and Tibshirani 1993, ch. 13): items are exchangeable,
the answers to one item are not. Items with equal counts of answers are drawn together, so that the cost does not
grow with their number.

A figure that cannot be computed is `Undefined` and says why; it is never 0 or 1 for convenience.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import krippendorff
import numpy as np
from numpy.typing import NDArray

ROUNDS = 1_000
"""Bootstrap rounds: the ends of a 95 % interval stand still to about 0.01."""

Counts = NDArray[np.int64]
Answer = tuple[int, int, str]
"""Item, person, label; at most one for each item and person."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A coefficient (1 is full agreement, 0 is chance) with its 95 % interval, over ``n`` items."""

    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Undefined:
    """Why there is no figure, to be read after "undefined because"; ``n`` items were looked at."""

    because: str
    n: int = 0


Figure = Measured | Undefined


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement over all, between every two people who share items, and per label (that one against the rest)."""

    items: int
    alpha: Figure
    kappa: dict[tuple[int, int], Figure] = field(default_factory=dict)
    per_label: dict[str, Figure] = field(default_factory=dict)


def agreement_measure(answers: Iterable[Answer], labels: Sequence[str], *, seed: int = 0) -> Agreement:
    """Measure everything.

    Args:
        answers: those to items with a single answer are passed over.
        labels: all labels that may occur.

    Raises:
        ValueError: a label that is not among ``labels``, or two answers by one person to one item.
    """
    table = _by_item(answers, labels)
    counts = np.zeros((len(table), len(labels)), np.int64)
    for row, given in enumerate(table.values()):
        for label in given.values():
            counts[row, label] += 1
    per_label = {
        name: alpha(np.stack([counts[:, at], counts.sum(1) - counts[:, at]], 1), seed=seed, one=name)
        for at, name in enumerate(labels)
    }
    tables = _contingencies(table, len(labels))
    kappas = {people: kappa(pair, seed=seed) for people, pair in sorted(tables.items())}
    return Agreement(len(table), alpha(counts, seed=seed), kappas, per_label)


def _by_item(answers: Iterable[Answer], labels: Sequence[str]) -> dict[int, dict[int, int]]:
    """Label numbers by item and person, only items with two answers or more."""
    number = {label: at for at, label in enumerate(labels)}
    table: dict[int, dict[int, int]] = {}
    for item, person, label in answers:
        if label not in number:
            raise ValueError(f"'{label}' is not one of the labels")
        given = table.setdefault(item, {})
        if person in given:
            raise ValueError(f"two answers by person {person} to item {item}")
        given[person] = number[label]
    return {item: given for item, given in table.items() if len(given) >= 2}


def _contingencies(table: dict[int, dict[int, int]], size: int) -> dict[tuple[int, int], Counts]:
    """For every two people with shared items: how often the first said i and the second j, shape (size, size)."""
    found: dict[tuple[int, int], Counts] = {}
    for given in table.values():
        for one, other in combinations(sorted(given), 2):
            pair = found.setdefault((one, other), np.zeros((size, size), np.int64))
            pair[given[one], given[other]] += 1
    return found


def alpha(counts: Counts, *, seed: int = 0, one: str | None = None) -> Figure:
    """Krippendorff's alpha for nominal labels.

    Args:
        counts: answers per item and label, shape (items, labels).
        one: the label that column 0 stands for, when the columns are "that one" and "the rest".
    """
    counts = counts[counts.sum(1) >= 2]
    items = len(counts)
    if items == 0:
        return Undefined("no item was judged by two people or more")
    if one is not None and not counts[:, 0].any():
        return Undefined(f"nobody answered {one} where several judged", items)
    if (counts.sum(0) > 0).sum() < 2:
        return Undefined(
            "all answers are the same, so that there is no chance agreement to compare with", items
        )
    value = float(krippendorff.alpha(value_counts=counts, level_of_measurement="nominal"))
    patterns, times = np.unique(counts, axis=0, return_counts=True)
    draws = np.random.default_rng(seed).multinomial(items, times / items, size=ROUNDS)
    return Measured(value, *_interval(_alphas(patterns, draws), value), n=items)


def _alphas(patterns: Counts, draws: Counts) -> NDArray[np.float64]:
    """Alpha of every draw, NaN where it is undefined.

    With n_k answers of label k in all, n their sum, and o the sum over items of the agreeing ordered pairs of
    answers divided by the item's answers less one: alpha = 1 - (n - 1) (n - o) / (n² - sum n_k²).

    Args:
        patterns: shape (patterns, labels).
        draws: how often each pattern was drawn, shape (rounds, patterns).
    """
    per_item = patterns.sum(1)
    agreeing = draws @ ((patterns * (patterns - 1)).sum(1) / (per_item - 1))
    of_label = (draws @ patterns).astype(np.float64)
    total = of_label.sum(1)
    by_chance = total**2 - (of_label**2).sum(1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(by_chance > 0, 1 - (total - 1) * (total - agreeing) / by_chance, np.nan)


def kappa(table: Counts, *, seed: int = 0) -> Figure:
    """Cohen's kappa of two people.

    Args:
        table: how often the first said i and the second said j, shape (labels, labels).
    """
    items = int(table.sum())
    if items == 0:
        return Undefined("the two have judged no item in common")
    value = float(_kappas(table[None].astype(np.float64))[0])
    if np.isnan(value):
        return Undefined("both gave one and the same answer throughout", items)
    cells = np.random.default_rng(seed).multinomial(items, table.ravel() / items, size=ROUNDS)
    drawn = _kappas(cells.reshape(ROUNDS, *table.shape).astype(np.float64))
    return Measured(value, *_interval(drawn, value), n=items)


def _kappas(tables: NDArray[np.float64]) -> NDArray[np.float64]:
    """Kappa of every table, NaN where chance agreement is complete. Shape (tables, labels, labels)."""
    total = tables.sum((1, 2))
    observed = np.trace(tables, axis1=1, axis2=2) / total
    chance = (tables.sum(2) * tables.sum(1)).sum(1) / total**2
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(chance < 1, (observed - chance) / (1 - chance), np.nan)


def _interval(values: NDArray[np.float64], value: float) -> tuple[float, float]:
    """The middle 95 % of the draws in which the figure is defined."""
    known = values[~np.isnan(values)]
    if len(known) == 0:
        return value, value
    low, high = np.percentile(known, [2.5, 97.5])
    return float(low), float(high)


def figure_json(figure: Figure) -> dict[str, Any]:
    """For answers of the API: value, low, high and n, or ``undefined`` with the reason."""
    if isinstance(figure, Undefined):
        return {"undefined": f"because {figure.because}", "n": figure.n}
    return {
        "value": round(figure.value, 4),
        "low": round(figure.low, 4),
        "high": round(figure.high, 4),
        "n": figure.n,
    }
