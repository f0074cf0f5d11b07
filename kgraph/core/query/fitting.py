"""Learn from a snapshot's own titles how far its encoder can be trusted (`query.learned.Weights`).

Titles that the encoder was not taught are asked one by one as if they were not there, one in eight as if nothing of its
concept were there, and the weights are those under which the right answers are likeliest: what a title new to this graph
would meet. Languages and fields differ: on German titles of ESCO the share that can be answered with 98 % right is twice
as large by their own weights as by those of English ones (decision 0018).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from kgraph.core.query.learned import FEATURES, WEIGHTS, Asked, Described, Weights, describe, shares
from kgraph.core.snapshot.content import Numbers
from kgraph.core.snapshot.learned import Learned
from kgraph.core.snapshot.reader import Snapshot

MOST: Final = 1500
"""Titles that are asked."""
LEAST: Final = 100
"""Titles below which nothing is learnt."""
LEFT_OUT: Final = 0.125
"""Share of the titles that are asked without anything of their concept."""
_PRIOR: Final = 0.05
"""Pull of `WEIGHTS`, as a share of one title for each squared unit."""
_BATCH: Final = 250
_SEED: Final = 18
_Floats = npt.NDArray[np.float64]
_NONE: Final = -1


def fit_to(
    snapshot: Snapshot,
    learned: Learned,
    taught: Callable[[Sequence[str]], npt.NDArray[np.bool_]] | None = None,
) -> Weights | None:
    """The weights of a snapshot; None where too few of its titles can be asked. Cost: some 3 s.

    Args:
        taught: of some titles, which the encoder was taught; those say nothing of new ones.
    """
    titles = _askable(snapshot, taught)
    if len(titles) < LEAST:
        return None
    random = np.random.default_rng(_SEED)
    chosen = random.choice(titles, min(MOST, len(titles)), replace=False)
    wholly = random.random(len(chosen)) < LEFT_OUT
    concept_of = snapshot.array("title_concept")
    right = np.where(wholly, _NONE, concept_of[chosen])
    asked = [
        Asked(snapshot.title_key[title], None, title, whole)
        for title, whole in zip(chosen.tolist(), wholly.tolist(), strict=True)
    ]
    parts = [
        (describe(snapshot, learned, asked[at : at + _BATCH]), right[at : at + _BATCH])
        for at in range(0, len(asked), _BATCH)
    ]
    return fit(*together(parts))


def _askable(snapshot: Snapshot, taught: Callable[[Sequence[str]], npt.NDArray[np.bool_]] | None) -> Numbers:
    """Titles of concepts that have another one, and that the encoder was not taught."""
    concept_of = snapshot.array("title_concept")
    sizes = np.bincount(concept_of, minlength=snapshot.concepts)
    titles = np.flatnonzero(sizes[concept_of] > 1)
    if taught is None:
        return titles
    return titles[~taught([snapshot.title_text[title] for title in titles.tolist()])]


def together(parts: Sequence[tuple[Described, Numbers]]) -> tuple[Described, Numbers]:
    """Batches as one, with the right concept of each title (-1: none)."""
    before = np.cumsum([0, *(len(right) for _, right in parts)])
    found = [part for part, _ in parts]
    return Described(
        np.concatenate([part.owner + at for part, at in zip(found, before.tolist(), strict=False)]),
        np.concatenate([part.concepts for part in found]),
        np.concatenate([part.nearest for part in found]),
        np.concatenate([part.features for part in found]),
        np.concatenate([part.unseen for part in found]),
    ), np.concatenate([right for _, right in parts])


def fit(found: Described, right: Numbers, *, prior: float = _PRIOR) -> Weights:
    """Weights under which the right concepts (m,) are likeliest, or "none" where they are no candidates; calibrated.

    Both steps are convex, and drawn to `WEIGHTS`.
    """
    count = len(right)
    hit = found.concepts == right[found.owner]
    missed = np.ones(count, dtype=np.bool_)
    missed[found.owner[hit]] = False
    none = np.stack([np.ones(count), found.unseen], axis=1)
    start = np.array([*WEIGHTS.features, WEIGHTS.none, WEIGHTS.unseen])
    width = len(FEATURES)

    def loss(weights: _Floats) -> tuple[float, _Floats]:
        utility, nothing = found.features @ weights[:width], none @ weights[width:]
        chosen, rest = _softmax(found.owner, utility, nothing)
        away = weights - start
        likely = np.concatenate([np.log(chosen[hit]), np.log(rest[missed])])
        slope = np.concatenate([found.features.T @ (chosen - hit), none.T @ (rest - missed)])
        return float(-likely.sum() + prior * 0.5 * away @ away), slope + prior * away

    # Being nearer never speaks against a concept, whatever a few hundred titles say.
    bounds = [(0.0, None)] * width + [(None, None)] * 2
    best = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 300}).x
    draft = WEIGHTS._replace(
        features=tuple(float(w) for w in best[:width]), none=float(best[width]), unseen=float(best[width + 1])
    )
    return _calibrated(draft, found, hit, count, prior)


def _softmax(owner: Numbers, utility: _Floats, nothing: _Floats) -> tuple[_Floats, _Floats]:
    """Probabilities of the candidates (t,) and of none (m,)."""
    high = nothing.copy()
    np.maximum.at(high, owner, utility)
    raised, rest = np.exp(utility - high[owner]), np.exp(nothing - high)
    total = rest + np.bincount(owner, weights=raised, minlength=len(nothing))
    tiny = np.finfo(np.float64).tiny
    return np.maximum(raised / total[owner], tiny), np.maximum(rest / total, tiny)


def _calibrated(
    draft: Weights, found: Described, hit: npt.NDArray[np.bool_], count: int, prior: float
) -> Weights:
    """A logistic curve over the best candidate of each title: is it right?"""
    share = shares(found, count, draft)
    order = np.lexsort((-share, found.owner))
    best = order[np.flatnonzero(np.diff(found.owner[order], prepend=-1))]
    inputs = np.stack([np.log(share[best]), -np.log1p(-share[best]), np.ones(len(best))], axis=1)
    right = hit[best].astype(np.float64)
    start = np.array([WEIGHTS.rise, WEIGHTS.fall, WEIGHTS.shift])

    def loss(curve: _Floats) -> tuple[float, _Floats]:
        logit = inputs @ curve
        likely = 1.0 / (1.0 + np.exp(-logit))
        away = curve - start
        value = np.logaddexp(0.0, logit).sum() - logit @ right + prior * 0.5 * away @ away
        return float(value), inputs.T @ (likely - right) + prior * away

    curve = minimize(
        loss, start, jac=True, method="L-BFGS-B", bounds=[(0.05, 5.0), (0.05, 5.0), (None, None)]
    ).x
    return draft._replace(rise=float(curve[0]), fall=float(curve[1]), shift=float(curve[2]))
