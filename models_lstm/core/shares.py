"""How often each relation is found among the candidates, and a model's opinions moved to that.

People judge what is worth judging, and what was settled is not a candidate any more. So a data set holds far more
synonyms, and far fewer unrelated pairs, than the candidates that a model is asked about, and a model that is calibrated
on its data set proposes the rare relations too surely. The slice of the queue that is drawn by lot from all candidates
shows how often each relation really is found; before anybody has judged it, `USUAL` stands in its place. The opinions
are moved until their mean says the same (Saerens, Latinne and Decaestecker 2002, with shares that were counted instead
of guessed: guessed from the opinions alone they run away to a relation that hardly exists):

    p(r | pair, candidates) ~ f_r p(r | pair, data set),   mean over candidates of p(r | pair, candidates) = share of r

There are two kinds of candidates (`KINDS`), each with shares of its own. Where an imported list names both titles and
says nothing of the pair, silence says something: hardly ever are the two synonyms, or one above the other.

Only the counts are used, not what the model says about the pairs that were counted: it may have learnt from those.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from taxonomy.core.relations import RELATIONS, inverse

Doubles = NDArray[np.float64]
KINDS: Final = ("other", "listed")
"""Of candidates: at least one title of which no imported list says anything; both titles listed, and the pair not."""
USUAL: Final[Mapping[str, Mapping[str, float]]] = {
    "other": {"synonym": 0.10, "broader": 0.03, "senior": 0.05, "related": 0.18, "unrelated": 0.64},
    "listed": {"synonym": 0.01, "broader": 0.01, "senior": 0.02, "related": 0.25, "unrelated": 0.71},
}
"""Shares of the relations before any answer; broader with narrower, senior with junior (decision 0027)."""
DOUBT: Final = 50.0
"""Answers that the usual shares are worth; with as many the two count alike."""
MOST: Final = 1_000
"""Of the latest answers that are counted: what was true of the candidates long ago is not any more."""
FEW: Final = 100.0
"""Candidates of which the mean opinion is half trusted: all of a handful may be what is rare among thousands."""
_FURTHEST: Final = 400.0
"""No relation is made more, or less, probable than by so much."""
_STEPS: Final = 200
_SPEED: Final = 0.8
_CLOSE: Final = 1e-5
_NONE: Final = 1e-7
"""Mean probability of a relation below which the model does not know it."""
_INVERSE: Final = np.array([RELATIONS.index(inverse(relation)) for relation in RELATIONS])


@dataclass(frozen=True, slots=True)
class Shares:
    """How a model's opinions of candidates of one kind are moved.

    Attributes:
        factors: (7,) above 0; a relation and its inverse share one. answers: that were counted. pairs: of the kind.
        before, after: (7,) mean probability of each relation among candidates, as the model says and as it is moved.
    """

    factors: Doubles
    answers: int
    pairs: int
    before: Doubles
    after: Doubles

    def apply(self, table: NDArray[np.float32]) -> NDArray[np.float32]:
        """Probabilities (n, 7) of candidates, moved. The antisymmetry of p(a, b) and p(b, a) is kept."""
        return _moved(table, self.factors).astype(np.float32)

    def to_dict(self) -> dict[str, Any]:
        """Plain values by relation."""
        return {
            "pairs": self.pairs,
            "answers": self.answers,
            "factors": _by_relation(self.factors),
            "before": _by_relation(self.before),
            "after": _by_relation(self.after),
        }


@dataclass(frozen=True, slots=True)
class SharesByKind:
    """How opinions are moved, in the order of `KINDS`; None: there is no candidate of the kind."""

    kinds: tuple[Shares | None, Shares | None]

    def apply(self, table: NDArray[np.float32], listed: NDArray[np.bool_]) -> NDArray[np.float32]:
        """Probabilities (n, 7) of candidates, moved by the shares of the kind of each (n,)."""
        moved = table.copy()
        for shares, rows in zip(self.kinds, (~listed, listed), strict=True):
            if shares is not None:
                moved[rows] = shares.apply(table[rows])
        return moved

    def answers(self, listed: NDArray[np.bool_]) -> NDArray[np.int64]:
        """How many answers (n,) of the random slice stand behind the probability of each candidate."""
        other, both = (0 if shares is None else shares.answers for shares in self.kinds)
        return np.where(listed, both, other).astype(np.int64)

    def to_dict(self) -> dict[str, Any]:
        """Plain values: the means over all candidates by relation, and the kinds by name."""
        there = [shares for shares in self.kinds if shares is not None]
        pairs = np.array([shares.pairs for shares in there], dtype=np.float64)
        return {
            "answers": sum(shares.answers for shares in there),
            "before": _by_relation(pairs @ np.array([shares.before for shares in there]) / pairs.sum()),
            "after": _by_relation(pairs @ np.array([shares.after for shares in there]) / pairs.sum()),
            "kinds": {
                name: shares.to_dict()
                for name, shares in zip(KINDS, self.kinds, strict=True)
                if shares is not None
            },
        }


def learn_by_kind(
    table: NDArray[np.float32], listed: NDArray[np.bool_], pairs: Sequence[int], counts: NDArray[np.int64]
) -> SharesByKind | None:
    """From a model's probabilities (n, 7) of an even draw of candidates, and the kind of each (n,); None without any.

    Args:
        pairs: candidates of each of the `KINDS`, all of them.
        counts: (2, 7) how often each relation was found in another draw that people judged, by kind.
    """
    other, both = (
        learn(table[rows], found, usual_shares(kind), pairs=count)
        for kind, rows, found, count in zip(KINDS, (~listed, listed), counts, pairs, strict=True)
    )
    return None if other is None and both is None else SharesByKind((other, both))


def are_listed(
    lists: Sequence[NDArray[np.int64]], title_a: NDArray[np.int64], title_b: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Whether one of the ``lists`` has both titles of each pair (n,)."""
    found = np.zeros(len(title_a), dtype=np.bool_)
    for ids in lists:
        found |= np.isin(title_a, ids) & np.isin(title_b, ids)
    return found


def usual_shares(kind: str) -> Doubles:
    """`USUAL` of a kind as a row (7,) that sums to 1; which of two titles stands first is chance."""
    usual = USUAL[kind]
    return np.array(
        [
            usual[name] if inverse(name) == name else usual.get(name, usual.get(inverse(name), 0.0)) / 2.0
            for name in RELATIONS
        ]
    )


def learn(
    table: NDArray[np.float32], counts: NDArray[np.int64], usual: Doubles, *, pairs: int | None = None
) -> Shares | None:
    """From a model's probabilities (n, 7) of an even draw of candidates, and how often each relation (7,) was found in
    another draw that people judged; None without a candidate. O(n).

    Args:
        usual: (7,) shares that `DOUBT` answers are made of.
        pairs: candidates that there are; as many as in the draw, where nothing is said.
    """
    if not len(table):
        return None
    before = _tied(table.mean(axis=0, dtype=np.float64))
    known = before > _NONE
    answers = int(counts.sum())
    wanted = np.where(known, _tied(counts.astype(np.float64)) + DOUBT * usual, 0.0)
    wanted /= wanted.sum()
    factors = np.ones(len(RELATIONS))
    after = before
    for _ in range(_STEPS):
        if np.abs(after - wanted)[known].max() < _CLOSE:
            break
        factors[known] *= (wanted[known] / np.maximum(after[known], _NONE)) ** _SPEED
        factors /= np.exp(np.log(factors[known]).mean())
        factors = np.clip(factors, 1.0 / _FURTHEST, _FURTHEST)
        after = _tied(_moved(table, factors).mean(axis=0))
    count = len(table) if pairs is None else pairs
    factors **= count / (count + FEW)
    return Shares(factors, answers, count, before, _tied(_moved(table, factors).mean(axis=0)))


def _moved(table: NDArray[np.float32], factors: Doubles) -> Doubles:
    moved = table * factors
    total: Doubles = moved.sum(axis=1, keepdims=True)
    return np.asarray(moved / np.maximum(total, np.finfo(np.float64).tiny))


def _tied(shares: Doubles) -> Doubles:
    """What is broader in one order is narrower in the other: which of the two stands first is chance."""
    return np.asarray((shares + shares[_INVERSE]) / 2.0)


def _by_relation(values: Doubles) -> dict[str, float]:
    return {name: round(float(value), 4) for name, value in zip(RELATIONS, values, strict=True)}
