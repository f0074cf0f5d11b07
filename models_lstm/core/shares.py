"""How often each relation is found among the candidates, and a model's opinions moved to that.

People judge what is worth judging, and what was settled is not a candidate any more. So a data set holds far more
synonyms, and far fewer unrelated pairs, than the candidates that a model is asked about, and a model that is calibrated
on its data set proposes the rare relations too surely. The slice of the queue that is drawn by lot from all candidates
shows how often each relation really is found. The opinions are moved until their mean says the same (Saerens, Latinne
and Decaestecker 2002, with shares that were counted instead of guessed: guessed from the opinions alone they run away to
a relation that hardly exists):

    p(r | pair, candidates) ~ f_r p(r | pair, data set),   mean over candidates of p(r | pair, candidates) = share of r

Only the counts are used, not what the model says about the pairs that were counted: it may have learnt from those.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from taxonomy.core.relations import RELATIONS, inverse

LEAST: Final = 50
"""Answers below which nothing is moved."""
DOUBT: Final = 50.0
"""Answers that the model's own shares are worth; with as many the two count alike."""
MOST: Final = 1_000
"""Of the latest answers that are counted: what was true of the candidates long ago is not any more."""
_FURTHEST: Final = 400.0
"""No relation is made more, or less, probable than by so much."""
_STEPS: Final = 200
_SPEED: Final = 0.8
_CLOSE: Final = 1e-5
_NONE: Final = 1e-7
"""Mean probability of a relation below which the model does not know it."""
_INVERSE: Final = np.array([RELATIONS.index(inverse(relation)) for relation in RELATIONS])
Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Shares:
    """How a model's opinions of candidates are moved.

    Attributes:
        factors: (7,) above 0; a relation and its inverse share one. answers: that were counted.
        before, after: (7,) mean probability of each relation among candidates, as the model says and as it is moved.
    """

    factors: Doubles
    answers: int
    before: Doubles
    after: Doubles

    def apply(self, table: NDArray[np.float32]) -> NDArray[np.float32]:
        """Probabilities (n, 7) of candidates, moved. The antisymmetry of p(a, b) and p(b, a) is kept."""
        return _moved(table, self.factors).astype(np.float32)

    def to_dict(self) -> dict[str, Any]:
        """Plain values by relation."""
        return {
            "answers": self.answers,
            "factors": _by_relation(self.factors),
            "before": _by_relation(self.before),
            "after": _by_relation(self.after),
        }


def learn(table: NDArray[np.float32], counts: NDArray[np.int64]) -> Shares | None:
    """From a model's probabilities (n, 7) of an even draw of candidates, and how often each relation (7,) was found in
    another draw that people judged; None where fewer than `LEAST` were. O(n)."""
    answers = int(counts.sum())
    if answers < LEAST or not len(table):
        return None
    before = _tied(table.mean(axis=0, dtype=np.float64))
    wanted = (_tied(counts.astype(np.float64)) + DOUBT * before) / (answers + DOUBT)
    known = before > _NONE
    factors = np.ones(len(RELATIONS))
    after = before
    for _ in range(_STEPS):
        if np.abs(after - wanted)[known].max() < _CLOSE:
            break
        factors[known] *= (wanted[known] / np.maximum(after[known], _NONE)) ** _SPEED
        factors /= np.exp(np.log(factors[known]).mean())
        factors = np.clip(factors, 1.0 / _FURTHEST, _FURTHEST)
        after = _tied(_moved(table, factors).mean(axis=0))
    return Shares(factors, answers, before, after)


def _moved(table: NDArray[np.float32], factors: Doubles) -> Doubles:
    moved = table * factors
    total: Doubles = moved.sum(axis=1, keepdims=True)
    return np.asarray(moved / np.maximum(total, np.finfo(np.float64).tiny))


def _tied(shares: Doubles) -> Doubles:
    """What is broader in one order is narrower in the other: which of the two stands first is chance."""
    return np.asarray((shares + shares[_INVERSE]) / 2.0)


def _by_relation(values: Doubles) -> dict[str, float]:
    return {name: round(float(value), 4) for name, value in zip(RELATIONS, values, strict=True)}
