"""Which pairs are worth a person's time, and in what order.

A pure function of what is known about each pair: how close the two titles are, how unsure the model is, how much
the titles are used. Near-duplicates are kept apart (at most so many pairs of one title in a batch), a slice is drawn
at random, so that the quality of the graph can be measured on pairs that nobody chose, and the reason is said in
words that do not give the model's opinion away.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

STRATEGIES: dict[str, tuple[float, float, float]] = {
    "value": (0.40, 0.35, 0.25),
    "uncertain": (0.10, 0.90, 0.0),
    "similar": (1.0, 0.0, 0.0),
    "frequent": (0.10, 0.0, 0.90),
    "balanced": (0.0, 0.0, 0.0),
    "random": (0.0, 0.0, 0.0),
}
"""Weights of closeness, uncertainty and use. ``balanced`` draws by lot among the pairs of each expected relation."""

BY_DOUBT = frozenset({"uncertain", "balanced"})
"""Strategies whose only aim is to teach the model: when that brings no more than chance, pairs are drawn at random."""

NO_OPINION = 0.5
"""Uncertainty of a pair that no model has spoken about."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known about a pair.

    Attributes:
        closeness: the best score of a candidate's proposer, 0..1.
        proposer: whose score that is.
        score: the model's calibrated probability of its best relation, 0..1; None without a model's opinion.
        uses: how often the two titles were seen.
        margin: how much more probable the model finds the best relation than the second best, 0..1; None without a
            model's opinion. Says more about its doubts than ``score``, and is there for pairs that are not proposed.
        guess: the relation that the model finds most probable, from the first title; empty without an opinion.
        by_lot: whether it is in the pool by lot, and not only because it is close or doubtful.
    """

    pair_id: int
    title_a: int
    title_b: int
    closeness: float
    proposer: str
    score: float | None
    uses: tuple[int, int]
    margin: float | None = None
    guess: str = ""
    by_lot: bool = True

    @property
    def unsure(self) -> float | None:
        """The model's doubt, 0..1; None where it has not spoken."""
        if self.margin is not None:
            return 1.0 - self.margin
        return None if self.score is None else 1.0 - abs(2.0 * self.score - 1.0)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A pair to ask. ``priority`` is 0..1, the highest is asked first."""

    pair_id: int
    priority: float
    reason: str
    at_random: bool
    guess: str = ""


CLOSE = {
    "nearest": "Near each other for the model",
    "feedback": "Users of the graph asked about it",
    "import": "A source has them side by side",
}
SHARED_WORDS = "They share rare words"
UNSURE = "The model cannot tell"
USED = "Titles that are used often"
IN_TURN = "So that every relation is asked about"
AT_RANDOM = "Drawn at random, to measure how good the graph is"


def pairs_choose(
    pool: Sequence[Known],
    *,
    limit: int,
    strategy: str = "value",
    per_title: int = 3,
    random_share: float = 0.1,
    seed: int = 0,
) -> list[Chosen]:
    """Choose at most ``limit`` pairs of the pool, the most valuable first.

    Args:
        strategy: one of `STRATEGIES`.
        per_title: at most so many pairs with the same title.
        random_share: of the limit, drawn evenly from those that are in the pool by lot, whatever their value; 0..1.
        seed: of that draw. The rest is deterministic, equals are taken in the order of their ids.

    Raises:
        KeyError: an unknown strategy.

    Cost: O(n log n) for n pairs in the pool.
    """
    draw = random.Random(seed)
    ranked = _in_turn(pool, draw) if strategy == "balanced" else _by_value(pool, STRATEGIES[strategy])
    shuffled = sorted((known for known in pool if known.by_lot), key=lambda known: known.pair_id)
    draw.shuffle(shuffled)
    lots = limit if strategy == "random" else round(limit * random_share)
    full = _Room(per_title)
    drawn = list(_first(shuffled, lots, full))
    taken = {known.pair_id for known in drawn}
    rest = [(value, why, known) for value, why, known in ranked if known.pair_id not in taken]
    valued = [(v, w, k) for v, w, k in rest if full.take(k)][: limit - len(drawn)]
    # Lots are spread evenly among the others, so that they are asked however far people get.
    spread = [value for value, _, _ in valued] or [0.5]
    chosen = [Chosen(k.pair_id, value, why, at_random=False, guess=k.guess) for value, why, k in valued]
    chosen += [
        Chosen(k.pair_id, draw.choice(spread), AT_RANDOM, at_random=True, guess=k.guess) for k in drawn
    ]
    return sorted(chosen, key=lambda c: (-c.priority, c.pair_id))


_Ranked = list[tuple[float, str, Known]]
"""Value, 0..1, reason and pair; the best first."""


def _by_value(pool: Sequence[Known], weights: tuple[float, float, float]) -> _Ranked:
    most_used = max((math.log1p(u) for known in pool for u in known.uses), default=0.0) or 1.0
    return sorted(
        ((*_value(known, weights, most_used), known) for known in pool),
        key=lambda entry: (-entry[0], entry[2].pair_id),
    )


def _in_turn(pool: Sequence[Known], draw: random.Random) -> _Ranked:
    """One pair of each expected relation after the other, by lot within each; rare relations would hardly be met else.

    Pairs about which the model has said nothing are a kind of their own.
    """
    waiting: dict[str, list[Known]] = {}
    for known in sorted(pool, key=lambda known: known.pair_id):
        waiting.setdefault(known.guess, []).append(known)
    for same in waiting.values():
        draw.shuffle(same)
    turns = [
        known for row in zip_longest(*(waiting[guess] for guess in sorted(waiting))) for known in row if known
    ]
    return [(1.0 - place / len(turns), IN_TURN, known) for place, known in enumerate(turns)]


class _Room:
    """Counts how often each title was taken."""

    def __init__(self, per_title: int) -> None:
        self._most = per_title
        self._taken: Counter[int] = Counter()

    def take(self, known: Known) -> bool:
        """Take the pair when both titles have room."""
        titles = (known.title_a, known.title_b)
        if any(self._taken[title] >= self._most for title in titles):
            return False
        self._taken.update(titles)
        return True


def _first(pairs: Sequence[Known], count: int, room: _Room) -> Iterator[Known]:
    for known in pairs:
        if count <= 0:
            return
        if room.take(known):
            count -= 1
            yield known


def _value(known: Known, weights: tuple[float, float, float], most_used: float) -> tuple[float, str]:
    """The pair's value, 0..1, and what most of it comes from."""
    told = known.unsure
    unsure = NO_OPINION if told is None else told
    use = sum(math.log1p(u) for u in known.uses) / (2.0 * most_used)
    parts = [weight * part for weight, part in zip(weights, (known.closeness, unsure, use), strict=True)]
    reasons = (
        CLOSE.get(known.proposer, SHARED_WORDS),
        UNSURE if told is not None else SHARED_WORDS,
        USED,
    )
    # Sureness that nobody has is no reason: it counts towards the value alike for all.
    telling = [parts[0], parts[1] if told is not None else 0.0, parts[2]]
    return min(1.0, max(0.0, sum(parts))), reasons[max(range(3), key=telling.__getitem__)]
