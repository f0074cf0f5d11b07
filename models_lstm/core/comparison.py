"""Two models on the same pairs: the difference with an interval, by a paired bootstrap.

Efron & Tibshirani 1993, chapter 13: the same resampled pairs (whole groups of them) are given to both, so that what
is hard for both cancels out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models_lstm.core.evaluation import Interval, relation_indices
from taxonomy.core.relations import RELATIONS

Floats = NDArray[np.floating[Any]]
_COUNT = len(RELATIONS)


@dataclass(frozen=True, slots=True)
class Difference:
    """``first`` minus ``second``; ``share_worse`` is the share of the draws in which the first one was worse."""

    first: float
    second: float
    difference: Interval
    share_worse: float

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return asdict(self)


def compare_macro_f1(
    first: Floats,
    second: Floats,
    truth: Sequence[str],
    *,
    groups: Sequence[str] | None = None,
    bootstrap: int = 500,
    seed: int = 0,
) -> Difference:
    """Difference of macro-F1 (mean over the relations that occur in the truth) of two tables (n, 7).

    Raises:
        ValueError: without pairs, or with tables of other shapes.
    """
    if not len(truth) or first.shape != (len(truth), _COUNT) or second.shape != first.shape:
        raise ValueError(f"tables {first.shape} and {second.shape} for {len(truth)} pairs")
    right = relation_indices(truth)
    guesses = (first.argmax(axis=1), second.argmax(axis=1))
    times = _draws(len(right), groups, bootstrap=bootstrap, seed=seed)
    once = np.ones((1, len(right)), dtype=np.float32)
    whole = [_macro_f1(_confusions(right, guess, once))[0] for guess in guesses]
    drawn = [_macro_f1(_confusions(right, guess, times)) for guess in guesses]
    differences = drawn[0] - drawn[1]
    low, high = np.quantile(differences, [0.025, 0.975]) if len(differences) else (whole[0] - whole[1],) * 2
    worse = float((differences < 0).mean()) if len(differences) else float(whole[0] < whole[1])
    return Difference(
        float(whole[0]),
        float(whole[1]),
        Interval(float(whole[0] - whole[1]), float(low), float(high)),
        worse,
    )


def _draws(count: int, groups: Sequence[str] | None, *, bootstrap: int, seed: int) -> NDArray[np.float32]:
    """How often each pair is drawn: (draws, n)."""
    random = np.random.default_rng([seed, 31])
    named = [g or f"\0{row}" for row, g in enumerate(groups)] if groups is not None else range(count)
    _, group_of = np.unique(np.asarray(list(named)), return_inverse=True)
    size = int(group_of.max()) + 1
    times = random.multinomial(size, np.full(size, 1.0 / size), size=bootstrap)
    return np.asarray(times[:, group_of], dtype=np.float32)


def _confusions(right: NDArray[np.int64], guess: NDArray[np.int64], times: NDArray[np.float32]) -> Floats:
    """(draws, 7, 7) confusions, truth in the rows."""
    cells = np.zeros((len(right), _COUNT**2), dtype=np.float32)
    cells[np.arange(len(right)), right * _COUNT + guess] = 1.0
    return np.asarray((times @ cells).reshape(-1, _COUNT, _COUNT), dtype=np.float64)


def _macro_f1(confusions: Floats) -> Floats:
    hits = np.diagonal(confusions, axis1=-2, axis2=-1)
    truth, guessed = confusions.sum(axis=-1), confusions.sum(axis=-2)
    f1 = np.divide(2 * hits, truth + guessed, out=np.zeros_like(hits, dtype=float), where=truth + guessed > 0)
    occurs = truth > 0
    return np.asarray((f1 * occurs).sum(axis=-1) / np.maximum(occurs.sum(axis=-1), 1))
