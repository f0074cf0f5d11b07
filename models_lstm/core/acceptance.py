"""From which score on may proposals be accepted without a person, so that a promise is kept?

The promise: among what is accepted automatically, at most a share ``alpha`` is wrong, with confidence 1 - ``delta``. It
is earned, per relation and direction, on proposals that people reviewed without choosing them. Thresholds are walked
from strict to loose; at each the hypothesis "more than ``alpha`` of what scores at least this is wrong" is tested with
the exact binomial bound (Clopper and Pearson 1934), and the walk ends where it cannot be rejected. Since a later
hypothesis is only tested after all earlier ones were rejected, the whole walk errs with probability ``delta`` at most
(fixed sequence testing; Angelopoulos et al. 2021, "Learn then Test"). Where the walk begins and how far it steps
depends on the number of reviews alone, never on what they said.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import beta, binom

Floats = NDArray[np.floating[Any]]
STEPS: Final = 40
"""Thresholds that are walked at most."""


@dataclass(frozen=True, slots=True)
class Earned:
    """What a walk over reviewed proposals has shown.

    Attributes:
        threshold: proposals that score at least this may be accepted; None while nothing is earned.
        reviews, errors: that the threshold stands on; of the strictest one tested where nothing is earned.
        bound: of the share of errors there, at the confidence asked for; 1 without reviews.
        needed: reviews without any error that would be enough; what a screen shows as the goal.
    """

    threshold: float | None
    reviews: int
    errors: int
    bound: float
    needed: int


def least_reviews(alpha: float, delta: float) -> int:
    """Reviews without an error that allow the promise: 59 for 5 %, 149 for 2 %, 299 for 1 % at delta = 5 %."""
    _check(alpha, delta)
    return math.ceil(math.log(delta) / math.log1p(-alpha))


def error_bound(errors: int, reviews: int, delta: float) -> float:
    """The share of errors that is not exceeded with confidence 1 - delta; 1 without reviews."""
    if errors >= reviews:
        return 1.0
    return float(beta.ppf(1.0 - delta, errors + 1, reviews - errors))


def earn_threshold(scores: Floats, right: NDArray[np.bool_], *, alpha: float, delta: float) -> Earned:
    """Walk the thresholds of reviewed proposals.

    Args:
        scores: (n,) of proposals of one relation and direction, a sample that nobody chose by hand.
        right: (n,) whether the person who reviewed each agreed.

    Raises:
        ValueError: alpha or delta is not between 0 and 1.
    """
    needed = least_reviews(alpha, delta)
    order = np.argsort(-scores, kind="stable")
    ranked, wrong = scores[order], np.cumsum(~right[order])
    count = len(ranked)
    if not count:
        return Earned(None, 0, 0, 1.0, needed)
    step = max(1, (count - needed) // STEPS)
    found: Earned | None = None
    place = min(needed, count)
    while place <= count:
        last = place
        while last < count and ranked[last] == ranked[place - 1]:  # equals stand or fall together
            last += 1
        errors = int(wrong[last - 1])
        bound = error_bound(errors, last, delta)
        if bound > alpha or last < needed:
            return found or Earned(None, last, errors, bound, needed)
        found = Earned(float(ranked[last - 1]), last, errors, bound, needed)
        place = last + step
    return found or Earned(None, count, int(wrong[-1]), 1.0, needed)


def promise_broken(errors: int, audited: int, *, alpha: float, delta: float) -> bool:
    """Whether an audit speaks against the promise: so many errors had a chance below ``delta`` if it were kept."""
    _check(alpha, delta)
    return audited > 0 and float(binom.sf(errors - 1, audited, alpha)) < delta


def _check(alpha: float, delta: float) -> None:
    if not (0.0 < alpha < 1.0 and 0.0 < delta < 1.0):
        raise ValueError(f"alpha {alpha} and delta {delta} must lie between 0 and 1")
