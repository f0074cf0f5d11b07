"""Automatic acceptance must be earned: the loosest score threshold whose error a sample proves to be small.

Thresholds are walked from strict to loose over a sample of reviewed proposals; at each the hypothesis "the error
above this threshold is greater than ``alpha``" is tested with the exact binomial (Clopper and Pearson 1934), and
a walk ends at the first one that is not rejected. Testing in a fixed order keeps the chance of a wrong promise
below ``1 - confidence`` over the whole walk (fixed sequence testing, Maurer, Hothorn and Lehmacher 1995; for
predictors: Angelopoulos et al. 2021, "Learn then Test").

With no error at all it takes 59 accepted samples to promise at most 5 % with 95 % confidence, 149 for 2 %.

That is a promise about what the proposals are drawn from. What a person is told is how many of *these* proposals will be
wrong, and where they are few, chance alone can make them worse. Where the scores of what waits are given, the exact
hypergeometric is asked beside the binomial: had the waiting ones more than ``alpha`` and one wrong among them, would so
good a sample out of reviewed and waiting ones together be rarer than ``1 - confidence``? For any one threshold the
answer holds whatever the number of wrong ones is, since the more there are, the rarer is a good sample.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom, chi2, hypergeom

MOST_WALKS = 5
"""A sample is walked from so many places at most."""


@dataclass(frozen=True, slots=True)
class Earned:
    """What a sample allows.

    Attributes:
        threshold: accept scores from here up; None when there is not enough evidence.
        sample: reviewed proposals at or above the threshold.
        errors: how many of those were wrong.
        needed: for the sentence to a person: reviewed proposals without an error that would be enough.
    """

    threshold: float | None
    sample: int
    errors: int
    needed: int


def samples_needed(alpha: float, confidence: float, waiting: int = 0) -> int:
    """Reviewed proposals without an error that prove an error of at most ``alpha``, also among so many ``waiting``.

    >>> samples_needed(0.05, 0.95), samples_needed(0.02, 0.95)
    (59, 149)
    """
    needed = math.ceil(math.log(1.0 - confidence) / math.log(1.0 - alpha))
    if not waiting:
        return needed
    sizes = np.arange(needed, 8 * needed + waiting + 1)
    zeros = np.zeros_like(sizes)
    enough = _chance(zeros, sizes, np.full_like(sizes, waiting), alpha) <= 1.0 - confidence
    return int(sizes[enough.argmax()])


def _chance(
    errors: NDArray[np.int64], sample: NDArray[np.int64], waiting: NDArray[np.int64], alpha: float
) -> NDArray[np.float64]:
    """How rare so few errors in a sample were if the share of wrong ones, also among those waiting, were above alpha."""
    chance = binom.cdf(errors, sample, alpha)
    # Rounded up, and one more: where few wait a single one would decide, and the known sizes (59, 149) would not hold.
    allowed = np.ceil(alpha * waiting).astype(np.int64) + 1
    too_many, total = errors + allowed + 1, sample + waiting
    possible = allowed < waiting
    drawn = hypergeom.cdf(errors, total, np.minimum(too_many, total), sample)
    found: NDArray[np.float64] = np.where(possible, np.maximum(chance, drawn), chance)
    return found


def proves(errors: int, sample: int, *, alpha: float, confidence: float) -> bool:
    """Whether ``errors`` in ``sample`` reject "the error is above alpha" at this confidence."""
    return sample > 0 and bool(binom.cdf(errors, sample, alpha) <= 1.0 - confidence)


def earned_threshold(
    scores: Sequence[float],
    correct: Sequence[bool],
    *,
    alpha: float,
    confidence: float = 0.95,
    floor: float = 0.5,
    waiting: Sequence[float] = (),
) -> Earned:
    """Walk the thresholds over a sample that was drawn at random from the proposals above ``floor``.

    A walk that begins among the surest ends at the first errors there, however few they are further down. A large sample
    is therefore walked from several places, each twice as far down as the one before, and the chance of a wrong promise
    is shared out among the walks (Bonferroni). How many there are depends on the size of the sample alone.

    Args:
        scores: calibrated, 0..1.
        correct: whether the review agreed with the proposal.
        alpha: the share of wrong acceptances that is allowed, 0..1.
        waiting: scores of what would be accepted: the rest of what the sample was drawn from. Without them the promise is
            about the source of the proposals, not about these ones.
    """
    ahead = np.sort(np.asarray(waiting, np.float64))
    needed = samples_needed(alpha, confidence, int((ahead >= floor).sum()))
    order = np.argsort(-np.asarray(scores, np.float64), kind="stable")
    ranked = np.asarray(scores, np.float64)[order]
    wrong = np.cumsum(~np.asarray(correct, bool)[order]) if len(order) else np.empty(0, np.int64)
    best = Earned(None, 0, 0, needed)
    if not len(ranked):
        return best
    below = np.searchsorted(ahead, ranked, side="left")
    chance = _chance(wrong, np.arange(1, len(ranked) + 1), len(ahead) - below, alpha)
    # equal scores stand or fall together
    ends = np.append(ranked[1:] != ranked[:-1], True) & (ranked >= floor)
    begins, level = _walks(len(ranked), alpha=alpha, confidence=confidence)
    for begin in begins:
        steps = np.flatnonzero(ends)
        steps = steps[steps >= begin - 1]
        rejected = chance[steps] <= 1.0 - level
        passed = int(rejected.argmin()) if not rejected.all() else len(steps)
        if passed and (last := int(steps[passed - 1])) + 1 > best.sample:
            best = Earned(float(ranked[last]), last + 1, int(wrong[last]), needed)
    return best


def _walks(count: int, *, alpha: float, confidence: float) -> tuple[list[int], float]:
    """Where the walks over a sample begin, in reviews, and the confidence that each of them needs."""
    for walks in range(MOST_WALKS, 0, -1):
        level = 1.0 - (1.0 - confidence) / walks
        first = samples_needed(alpha, level)
        begins = [first * 2**walk for walk in range(walks)]
        if begins[-1] <= count or walks == 1:
            return begins, level
    raise AssertionError("there is always one walk")


def promise_broken(errors: int, sample: int, *, alpha: float, confidence: float = 0.95) -> bool:
    """Whether an audit speaks against the promise: as many errors would be this rare if at most ``alpha`` were wrong."""
    return sample > 0 and bool(binom.sf(errors - 1, sample, alpha) <= 1.0 - confidence)


PSI_BINS = 10
PSI_SURE = 0.9999  # it is asked every two minutes
PSI_LIMIT = 0.25
"""Above it a population counts as another one (the usual rule of credit scoring; Siddiqi 2006, chapter 8)."""


def stability_index(before: Sequence[float], now: Sequence[float]) -> float:
    """Population stability index of two samples of scores: how far the second has moved away from the first.

    Bins are the deciles of the first sample; an empty bin counts as half an observation, so that it stays finite.
    0 without observations on either side.
    """
    if not len(before) or not len(now):
        return 0.0
    edges = np.unique(np.quantile(np.asarray(before, np.float64), np.linspace(0, 1, PSI_BINS + 1)[1:-1]))
    shares = []
    for values in (before, now):
        counts = np.bincount(np.searchsorted(edges, np.asarray(values, np.float64)), minlength=len(edges) + 1)
        shares.append(np.maximum(counts, 0.5) / len(values))
    was, is_now = shares
    return float(((is_now - was) * np.log(is_now / was)).sum())


def has_moved(before: Sequence[float], now: Sequence[float]) -> bool:
    """Whether the second sample is spread otherwise than the first: by more than `PSI_LIMIT`, and more than by chance.

    Of two samples from one population the index times the harmonic size is about chi-squared distributed (Yurdakul 2018):
    at 100 scores on either side chance alone goes above 0.25 in one case of five.
    """
    if not len(before) or not len(now):
        return False
    by_chance = float(chi2.ppf(PSI_SURE, PSI_BINS - 1)) * (1.0 / len(before) + 1.0 / len(now))
    return stability_index(before, now) > max(PSI_LIMIT, by_chance)


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer of a ranking: how many there are in it, and whether each of a random sample of them was right."""

    size: int
    answers: Sequence[bool]


def pooled(layers: Sequence[Layer]) -> tuple[int, int]:
    """Errors and size of a sample that stands for all the layers together.

    Each layer gives as many of its answers, the first ones, as its share of all is; the layer with the fewest answers for
    its size says how many that can be. A sample in proportion has no more chance of looking good than one drawn from
    everything (Hoeffding 1956), so the exact binomial holds for it.

    >>> pooled([Layer(100, [True] * 40), Layer(200, [True] * 39 + [False])])
    (1, 60)
    """
    told = [layer for layer in layers if layer.size]
    if not told:
        return 0, 0
    rate = min(len(layer.answers) / layer.size for layer in told)
    parts = [layer.answers[: round(rate * layer.size)] for layer in told]
    return sum(part.count(False) for part in map(list, parts)), sum(map(len, parts))


def strata(count: int, *, first: int = 100, factor: int = 2) -> list[tuple[int, int]]:
    """Bounds (begin, end) of layers of a ranking, best first, each ``factor`` times as large as the one before.

    Small at the top, where the evidence pays most: a sample of the same size proves a small layer as well as a
    large one.

    >>> strata(1000)
    [(0, 100), (100, 300), (300, 700), (700, 1000)]
    """
    bounds: list[tuple[int, int]] = []
    begin, size = 0, first
    while begin < count:
        end = min(count, begin + size)
        bounds.append((begin, end))
        begin, size = end, size * factor
    return bounds
