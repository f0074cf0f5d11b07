"""What stands around two titles says whether they belong together, beside the two titles themselves.

A pair head reads two titles and no third one. In a record of many titles there is more to be seen: two names of one job
have the same neighbours, and each is among the first of the other's. A few such numbers of a pair (`FEATURES`) and the
head's opinion are weighed together, as a product of experts (Hinton 2002) whose weights are learnt from judged pairs:

    log p(r | no direction) = a log p_head(r | no direction) + w_r x + b_r        (a multinomial logistic regression)

It is about synonym, related and unrelated only. The numbers of (a, b) and (b, a) are the same, so they cannot tell who is
above whom, and level words, which can, are read by the head: what it gives to broader, narrower, senior and junior stays.

The pairs that taught the head are told too surely by it; what stands around them is not. So w and b are learnt on
those first, without the head, and are then, together with a, only corrected by the pairs that taught nothing, as far as
those ask for it (a Gaussian prior around the first fit, as strict as cross-validation finds best).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize
from scipy.special import logsumexp

from models_lstm.core.features import Floats, Ints
from taxonomy.core.relations import RELATIONS, inverse

FEATURES: Final = ("cosine", "ahead", "shared", "nearer_rank", "further_rank", "crowd")
"""Of two titles:

cosine: between their vectors; ahead: twice that less how near the `CROWD` nearest titles of either one are (Conneau et
al. 2018, CSLS); shared: cosine between the lists of their nearest titles, each counted exp(20 (cos - 1)), the title
itself among them; nearer_rank, further_rank: log of the place of one in the list of the other, the better and the worse;
crowd: how near the nearest titles of the two are.
"""
KINDS: Final = tuple(relation for relation in RELATIONS if inverse(relation) == relation)
"""Relations without a direction."""
COLUMNS: Final = np.array([RELATIONS.index(kind) for kind in KINDS])
NEAREST: Final = 30
"""Titles that stand around one."""
CROWD: Final = 10
LEAST_TAUGHT: Final = 200
"""Judged pairs of the training side below which nothing is learnt."""
LEAST_HELD: Final = 60
"""Pairs that taught nothing, below which it cannot be seen whether it helps."""
_STEEP: Final = 20.0
_TRUST: Final = 0.7
"""Of either side a priori: two experts who often have the same reason count less than two who have their own."""
_FIRST_PULL: Final = 3.0
"""Towards nothing, in the first fit; as much as a few pairs."""
_PULLS: Final = (1000.0, 200.0, 60.0, 20.0)
"""Towards the first fit, in the second, of which one is chosen; 20 is as much as about a hundred pairs would say."""
_LITTLE: Final = 1e-4
_FOLDS: Final = 5
Doubles = NDArray[np.float64]
Weights = tuple[float, Doubles, Doubles]
"""Trust in the head, slopes (F, K), levels (K,)."""
Prior = tuple[Weights, float]
"""Weights of a first fit, and the pull towards them."""


class Around:
    """The titles around each title of one record, to look pairs up in. Memory: some 400 bytes a title."""

    def __init__(self, vectors: Floats, nearest: NDArray[np.int32], similarity: Floats) -> None:
        """From vectors (n, d) of length 1 or 0, and for each title its nearest ones (n, k), -1 where there are fewer.

        Args:
            similarity: (n, k) cosines, -inf where there is no title; best first.
        """
        nearest, similarity = nearest[:, :NEAREST], similarity[:, :NEAREST]
        there = nearest >= 0
        count = len(vectors)
        self._vectors, self._nearest = vectors, nearest
        near = np.where(there, similarity, 0.0)[:, :CROWD]
        self._crowd = near.sum(axis=1) / np.maximum(there[:, :CROWD].sum(axis=1), 1)
        rows, columns = np.nonzero(there)
        weight = np.exp(_STEEP * (similarity[rows, columns].astype(np.float64) - 1.0))
        lists = sparse.csr_matrix((weight, (rows, nearest[rows, columns])), shape=(count, count))
        lists = (lists + sparse.identity(count, format="csr")).tocsr()
        length = np.sqrt(np.asarray(lists.multiply(lists).sum(axis=1)).ravel())
        self._lists = (sparse.diags(1.0 / length) @ lists).tocsr()

    def features(self, left: Ints, right: Ints) -> Doubles:
        """The numbers (n, F) of pairs of rows, in the order of `FEATURES`; the same for either order of a pair."""
        low, high = np.minimum(left, right), np.maximum(left, right)
        cosine = np.einsum("nd,nd->n", self._vectors[low], self._vectors[high]).astype(np.float64)
        crowd = (self._crowd[low] + self._crowd[high]).astype(np.float64)
        shared = np.asarray(self._lists[low].multiply(self._lists[high]).sum(axis=1)).ravel()
        ranks = np.log1p(np.stack([self._rank(low, high), self._rank(high, low)], axis=1))
        ranks.sort(axis=1)
        return np.stack([cosine, 2.0 * cosine - crowd, shared, ranks[:, 0], ranks[:, 1], crowd], axis=1)

    def _rank(self, of: Ints, among: Ints) -> Doubles:
        """Place of each title in the list of the other, from 0; the length of the list where it is not in it."""
        found = self._nearest[among] == of[:, None]
        if not found.shape[1]:
            return np.zeros(len(of))
        place: Doubles = np.where(found.any(axis=1), found.argmax(axis=1), found.shape[1]).astype(np.float64)
        return place


@dataclass(frozen=True, slots=True)
class Told:
    """Judged pairs (n): the head's probabilities (n, 7), what stands around them (n, F), what they are (n,), as columns.

    Attributes:
        weights: (n,) above 0. groups: (n,) what is easy or hard as a whole.
    """

    table: NDArray[np.float32]
    features: Doubles
    relations: Ints
    weights: Doubles
    groups: Ints

    def rows(self, rows: NDArray[Any]) -> Told:
        """Some of them."""
        return Told(*(getattr(self, name)[rows] for name in self.__slots__))

    def __len__(self) -> int:
        return len(self.relations)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """How a model's opinion and what stands around a pair are weighed.

    Attributes:
        mean, spread: (F,) of the features. trust: of the head. slopes: (F, K). levels: (K,).
        before, after: mean negative log likelihood of held pairs without a direction, in nats: by the head alone, and by
            both, each pair told by weights that it did not move (cross-validation over whole groups).
    """

    mean: Doubles
    spread: Doubles
    trust: float
    slopes: Doubles
    levels: Doubles
    before: float
    after: float

    def apply(self, table: NDArray[np.float32], features: Doubles) -> NDArray[np.float32]:
        """Probabilities (n, 7) of pairs, from those of the head and from what stands around them."""
        weighed = _weigh(table, (features - self.mean) / self.spread, self.trust, self.slopes, self.levels)
        out = table.copy()
        out[:, COLUMNS] = np.exp(weighed) * table[:, COLUMNS].sum(axis=1, dtype=np.float64, keepdims=True)
        return out

    def to_dict(self) -> dict[str, Any]:
        """For the record of a run."""
        return {
            "trust": round(self.trust, 4),
            "log_loss_before": round(self.before, 4),
            "log_loss_after": round(self.after, 4),
            "weights": {
                kind: {"level": round(float(self.levels[k]), 4)}
                | {
                    name: round(float(slope), 4)
                    for name, slope in zip(FEATURES, self.slopes[:, k], strict=True)
                }
                for k, kind in enumerate(KINDS)
            },
        }


def learn(taught: Told, held: Told, usual: Doubles) -> Surroundings | None:
    """Weights from judged pairs; None where there are too few, or where they do not help with the pairs held out.

    Args:
        taught: pairs that the head was trained on. held: pairs that it was not.
        usual: (m, F) features of pairs as they will be asked about; judged pairs unlike all of them teach nothing.
    """
    if not len(usual):
        return None
    least = float(np.quantile(usual[:, 0], 0.01))
    taught, held = (
        side.rows((side.features[:, 0] >= least) & np.isin(side.relations, COLUMNS))
        for side in (taught, held)
    )
    if len(taught) < LEAST_TAUGHT or len(held) < LEAST_HELD or len(np.unique(held.groups)) < _FOLDS:
        return None
    mean, spread = usual.mean(axis=0), np.maximum(usual.std(axis=0), 1e-6)
    first = _fitted(taught, mean, spread, None)
    share = held.weights / held.weights.sum()
    before = float(
        share @ -_heard(held.table)[np.arange(len(held)), np.searchsorted(COLUMNS, held.relations)]
    )
    after, pull = min(
        (float(share @ _told_apart(held, mean, spread, (first, pull))), pull) for pull in _PULLS
    )
    if after >= before:
        return None
    return Surroundings(mean, spread, *_fitted(held, mean, spread, (first, pull)), before, after)


def _told_apart(held: Told, mean: Doubles, spread: Doubles, prior: Prior) -> Doubles:
    """Negative log likelihood (n,) of each pair by weights that its group did not move."""
    fold = np.unique(held.groups, return_inverse=True)[1] % _FOLDS
    chosen = np.searchsorted(COLUMNS, held.relations)
    found = np.zeros(len(held))
    for out in range(_FOLDS):
        apart = np.flatnonzero(fold == out)
        weights = _fitted(held.rows(np.flatnonzero(fold != out)), mean, spread, prior)
        there = (held.features[apart] - mean) / spread
        found[apart] = -_weigh(held.table[apart], there, *weights)[np.arange(len(apart)), chosen[apart]]
    return found


def _fitted(told: Told, mean: Doubles, spread: Doubles, prior: Prior | None) -> Weights:
    """Trust, slopes (F, K) and levels (K,) of the highest posterior; without a prior the head is not heard."""
    features = (told.features - mean) / spread
    kinds, width = len(KINDS), features.shape[1]
    right = np.zeros((len(told), kinds))
    right[np.arange(len(told)), np.searchsorted(COLUMNS, told.relations)] = 1.0
    share = told.weights / told.weights.mean()
    if prior is None:
        centre, pull, heard = np.zeros(1 + (width + 1) * kinds), _FIRST_PULL, np.zeros((len(told), kinds))
    else:
        (_, slopes, levels), pull = prior
        centre, heard = _joined((_TRUST, _TRUST * slopes, _TRUST * levels)), _heard(told.table)

    def loss(at: Doubles) -> tuple[float, Doubles]:
        trust, slopes, levels = _apart(at, width, kinds)
        value = trust * heard + features @ slopes + levels
        value -= logsumexp(value, axis=1, keepdims=True)
        away = (np.exp(value) - right) * share[:, None]
        slope = _joined((float((away * heard).sum()), features.T @ away, away.sum(axis=0)))
        moved = at - centre
        cost = float(-(value * right).sum(axis=1) @ share) + pull * 0.5 * float(moved @ moved)
        return cost, slope + pull * moved

    return _apart(minimize(loss, centre, jac=True, method="L-BFGS-B").x, width, kinds)


def _joined(weights: Weights) -> Doubles:
    return np.concatenate([[weights[0]], weights[1].ravel(), weights[2]])


def _apart(at: Doubles, width: int, kinds: int) -> Weights:
    return float(at[0]), at[1 : 1 + width * kinds].reshape(width, kinds), at[1 + width * kinds :]


def _weigh(
    table: NDArray[np.float32], features: Doubles, trust: float, slopes: Doubles, levels: Doubles
) -> Doubles:
    """Log probabilities (n, K) of the kinds, given that there is no direction."""
    value = trust * _heard(table) + features @ slopes + levels
    weighed: Doubles = value - logsumexp(value, axis=1, keepdims=True)
    return weighed


def _heard(table: NDArray[np.float32]) -> Doubles:
    """What the head says of the kinds: log probabilities (n, K), none of them below that of one in ten thousand."""
    part = table[:, COLUMNS].astype(np.float64) + _LITTLE
    heard: Doubles = np.log(part / part.sum(axis=1, keepdims=True))
    return heard
