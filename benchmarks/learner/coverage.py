"""How many answers can be given at a promised precision, and how honest their probabilities are."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

BINS = 15
Floats = NDArray[np.floating[Any]]
Hits = NDArray[np.bool_]


def coverage(sure: Floats, hit: Hits, *, precision: float) -> float:
    """The largest share of the answers, the surest first, of which ``precision`` are right: the best in hindsight."""
    if not len(sure):
        return 0.0
    order = np.argsort(-sure, kind="stable")
    kept = np.flatnonzero(np.cumsum(hit[order]) / np.arange(1, len(order) + 1) >= precision)
    return float((kept[-1] + 1) / len(order)) if len(kept) else 0.0


def coverage_held_out(sure: Floats, hit: Hits, *, precision: float, seed: int) -> dict[str, float]:
    """The threshold of one half's hindsight on the other half, both ways: share answered, and their precision."""
    side = np.random.default_rng([seed, 2]).permutation(len(sure)) % 2
    answered, right = 0, 0
    for chosen in (0, 1):
        here, there = side == chosen, side != chosen
        order = np.argsort(-sure[here], kind="stable")
        kept = np.flatnonzero(np.cumsum(hit[here][order]) / np.arange(1, len(order) + 1) >= precision)
        if len(kept):
            given = sure[there] >= sure[here][order][kept[-1]]
            answered += int(given.sum())
            right += int(hit[there][given].sum())
    return {"coverage": answered / max(len(sure), 1), "precision": right / max(answered, 1)}


def calibration_error(sure: Floats, hit: Hits) -> float:
    """Expected calibration error in `BINS` bins of equal width (Guo et al. 2017)."""
    place = np.minimum((sure * BINS).astype(np.int64), BINS - 1)
    gaps = [abs(sure[place == b].sum() - hit[place == b].sum()) for b in range(BINS)]
    return float(sum(gaps) / max(len(sure), 1))
