"""A coarse level for a title from its level words: what an importer needs to tell a synonym from a rank.

Ordinary titles stand at 0. The learner's parser (`models_lstm.core.titles`) sees more; this table is kept small
enough to be read at a glance and holds only words whose rank does not depend on the trade.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W_]+")
LEVELS: dict[str, int] = {
    "trainee": -3,
    "apprentice": -3,
    "intern": -3,
    "student": -3,
    "graduate": -2,
    "assistant": -2,
    "asst": -2,
    "junior": -1,
    "jr": -1,
    "jnr": -1,
    "entry": -1,
    "ii": 1,
    "2": 1,
    "iii": 2,
    "3": 2,
    "iv": 3,
    "4": 3,
    "senior": 2,
    "sr": 2,
    "snr": 2,
    "lead": 3,
    "leader": 3,
    "principal": 4,
    "supervisor": 4,
    "foreman": 4,
    "deputy": 5,
    "manager": 6,
    "head": 7,
    "director": 8,
    "vp": 9,
    "president": 10,
    "chief": 10,
}
_VICE = re.compile(r"\bvice[ -]president\b")


def level_of(key: str) -> int:
    """The rank that the level words of a folded title give it; 0 with none. The highest word counts, unless a
    word below 0 lowers it ("assistant manager" stands one below "manager").

    >>> level_of("senior nurse"), level_of("nurse"), level_of("assistant head chef") < level_of("head chef")
    (2, 0, True)
    """
    words = _WORD.findall(_VICE.sub("vp", key))
    ranks = [LEVELS[word] for word in words if word in LEVELS]
    if not ranks:
        return 0
    high, low = max(ranks), min(ranks)
    return high - 1 if high > 0 > low else (high if high > 0 else low)
