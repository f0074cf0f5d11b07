"""Is the promise of automatic acceptance kept? Resampled calibration draws, as ``MODEL.md``'s finding 7 asks."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from taxonomy.core.acceptance import earned_threshold

DRAWS = 200
CONFIDENCE = 0.95
REVIEWED = 1_000


def validity(
    scores: NDArray[np.floating[Any]], right: NDArray[np.bool_], *, alpha: float, seed: int
) -> dict[str, float]:
    """Earn a threshold on `REVIEWED` random answers (a fifth of them where there are few), accept among all others;
    `DRAWS` times. The others are many, so that what is measured there is nearly what was promised.

    Returns:
        ``kept``: share of the draws in which at most ``alpha`` of what was accepted is wrong (a draw that earns nothing
        keeps its promise); ``earned``: share that earned a threshold; ``coverage``: share of the others that was
        accepted, on average over all draws; ``precision``: of all accepted ones together.
    """
    random = np.random.default_rng([seed, 200])
    kept = earned = accepted = correct = 0
    shares = []
    reviewed = min(REVIEWED, len(scores) // 5)
    for _ in range(DRAWS):
        order = random.permutation(len(scores))
        here, there = order[:reviewed], order[reviewed:]
        threshold = earned_threshold(
            scores[here].tolist(), right[here].tolist(), alpha=alpha, confidence=CONFIDENCE, floor=0.0
        ).threshold
        taken = there[scores[there] >= threshold] if threshold is not None else there[:0]
        wrong = int((~right[taken]).sum())
        kept += wrong <= alpha * len(taken)
        earned += threshold is not None
        accepted += len(taken)
        correct += len(taken) - wrong
        shares.append(len(taken) / max(len(there), 1))
    return {
        "alpha": alpha,
        "kept": kept / DRAWS,
        "earned": earned / DRAWS,
        "coverage": float(np.mean(shares)),
        "precision": correct / max(accepted, 1),
    }
