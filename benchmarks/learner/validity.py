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
) -> dict[str, Any]:
    """Earn a threshold on random answers and accept among the others, `DRAWS` times, by two sizes of the review.

    ``half``: half of the answers are reviewed. A lucky half leaves an unlucky other one, so this is the harder test.
    ``few``: `REVIEWED` are (a fifth of them where there are few).
    ``half_of_many``: as ``half``, by the binomial alone: a promise about the source of the answers, not about the others.
    """
    count = len(scores)
    return {
        "alpha": alpha,
        "half": _draws(scores, right, count // 2, alpha=alpha, seed=seed),
        "few": _draws(scores, right, min(REVIEWED, count // 5), alpha=alpha, seed=seed),
        "half_of_many": _draws(scores, right, count // 2, alpha=alpha, seed=seed, these=False),
    }


def _draws(
    scores: NDArray[np.floating[Any]],
    right: NDArray[np.bool_],
    reviewed: int,
    *,
    alpha: float,
    seed: int,
    these: bool = True,
) -> dict[str, float]:
    """One size of the review; ``these``: the promise is about the others of this draw.

    Returns:
        ``reviewed``: answers reviewed in each draw; ``kept``: share of the draws in which at most ``alpha`` of what was
        accepted is wrong (a draw that earns nothing keeps its promise); ``earned``: share that earned a threshold;
        ``coverage``: share of the others that was accepted, on average over all draws; ``precision``: of all accepted
        ones together.
    """
    random = np.random.default_rng([seed, 200])
    kept = earned = accepted = correct = 0
    shares = []
    for _ in range(DRAWS):
        order = random.permutation(len(scores))
        here, there = order[:reviewed], order[reviewed:]
        threshold = earned_threshold(
            scores[here].tolist(),
            right[here].tolist(),
            alpha=alpha,
            confidence=CONFIDENCE,
            floor=0.0,
            waiting=scores[there].tolist() if these else (),
        ).threshold
        taken = there[scores[there] >= threshold] if threshold is not None else there[:0]
        wrong = int((~right[taken]).sum())
        kept += wrong <= alpha * len(taken)
        earned += threshold is not None
        accepted += len(taken)
        correct += len(taken) - wrong
        shares.append(len(taken) / max(len(there), 1))
    return {
        "reviewed": reviewed,
        "kept": kept / DRAWS,
        "earned": earned / DRAWS,
        "coverage": float(np.mean(shares)),
        "precision": correct / max(accepted, 1),
    }
