"""What a round of practice asks."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

ROUND = 12
"""Questions of a round: three minutes at a beginner's quarter of a minute each."""


def round_compose(
    gold: Mapping[str, Sequence[int]], *, size: int = ROUND, seed: int
) -> list[tuple[int, str]]:
    """Pairs and their relations, every relation as often as the others where there are enough, in a mixed order.

    Args:
        gold: pairs by relation, as seen from their first title; no pair in two lists.
        seed: of the order.

    Returns:
        At most ``size`` of (pair, relation).
    """
    turns = [
        (pairs[turn], relation)
        for turn in range(max((len(pairs) for pairs in gold.values()), default=0))
        for relation, pairs in gold.items()
        if turn < len(pairs)
    ]
    chosen = turns[:size]
    random.Random(seed).shuffle(chosen)
    return chosen
