"""Which candidates become tasks first, and who gets asked twice."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

STRATEGIES = ("value", "uncertain", "similar", "random")


@dataclass(frozen=True, slots=True)
class Offer:
    """A candidate pair that nobody was asked about.

    Attributes:
        score: highest of its proposers, 0..1.
        proposers: who found it.
        used: how often the less used of the two titles was seen.
        model_score: of the open proposal for the pair, 0..1; None without one.
    """

    pair_id: int
    title_a: int
    title_b: int
    score: float
    proposers: frozenset[str]
    used: int
    model_score: float | None = None


def uncertainty(score: float | None) -> float:
    """1 where the model does not know (0.5), 0 where it is certain; 0.5 where it has not spoken."""
    return 0.5 if score is None else 1.0 - abs(2.0 * score - 1.0)


def value(offer: Offer, strategy: str) -> float:
    """What an answer is worth, about 0..2; higher is asked first.

    ``value`` weighs the model's doubt, how alike the titles are, how many found the pair, and how much the titles
    are used; ``uncertain`` and ``similar`` look at one of these alone.
    """
    if strategy == "uncertain":
        return uncertainty(offer.model_score)
    if strategy == "similar":
        return offer.score
    used = min(1.0, math.log1p(offer.used) / 12.0)
    return uncertainty(offer.model_score) + 0.5 * offer.score + 0.2 * (len(offer.proposers) - 1) + 0.3 * used


def choose(
    offers: Iterable[Offer], *, limit: int, strategy: str, per_title: int
) -> list[tuple[Offer, float]]:
    """The ``limit`` most valuable offers with their values, at most ``per_title`` for any one title.

    The cap keeps near-duplicates out of one batch: ten questions around one title teach less than ten apart.
    """
    ranked = sorted(((value(o, strategy), o) for o in offers), key=lambda item: (-item[0], item[1].pair_id))
    met: Counter[int] = Counter()
    chosen: list[tuple[Offer, float]] = []
    for worth, offer in ranked:
        if len(chosen) == limit:
            break
        if met[offer.title_a] < per_title and met[offer.title_b] < per_title:
            met.update((offer.title_a, offer.title_b))
            chosen.append((offer, worth))
    return chosen


def asked_twice(pair_id: int, *, share: float, salt: str = "overlap") -> bool:
    """Whether a pair is in the share that two people judge: a salted hash, so that nobody can tell beforehand."""
    digest = hashlib.sha256(f"{salt}:{pair_id}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64 < share


REASONS = {
    "blocking": "The titles share rare words.",
    "nearest": "The learner finds the titles alike.",
    "feedback": "The search team reported a bad result.",
    "import": "A public classification puts them together.",
    "random": "Drawn at random, to measure honestly.",
}


def reason_of(proposers: Sequence[str] | frozenset[str], *, random_slice: bool, doubtful: bool) -> str:
    """Why the pair is asked, for the annotator; never what a model thinks of it."""
    if random_slice:
        return REASONS["random"]
    if doubtful:
        return "The model cannot tell; your answer teaches it most."
    for name in ("feedback", "import", "nearest", "blocking"):
        if name in proposers:
            return REASONS[name]
    return "Nobody has judged this pair yet."
