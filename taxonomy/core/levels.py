"""A coarse level for a title from its level words: what an importer needs to tell a synonym from a rank.

Ordinary titles stand at 0. The learner's parser (`models_lstm.core.titles`) sees more; this table is kept small
enough to be read at a glance and holds only words whose rank does not depend on the trade.
"""

from __future__ import annotations

import re

from taxonomy.core.level_words import level_words_of, without_level_words
from taxonomy.core.relations import inverse

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


# One rank in several spellings.
_SPELT = {
    "sr": "senior", "snr": "senior", "jr": "junior", "jnr": "junior", "asst": "assistant", "assoc": "associate",
    "leader": "lead", "leading": "lead", "internship": "intern", "supervising": "supervisor",
    "forewoman": "foreman", "foreperson": "foreman",
    "1": "i", "2": "ii", "3": "iii", "4": "iv", "5": "v",
}  # fmt: skip
_LOWERING = frozenset({"deputy", "vice", *(word for word, rank in LEVELS.items() if rank < 0)})
_RANKED = frozenset(LEVELS) | {"i"}
_RAISING = frozenset(word for word, rank in LEVELS.items() if rank > 0) - _LOWERING


def label_relation(one: str, other: str) -> str | None:
    """What a label is to another one of the same concept of a classification (both folded); None when not certain.

    ``synonym`` when their level words agree. When one of them adds level words and nothing else, or has another one
    in the place of its only one: ``senior`` or ``junior``. "Senior brand manager" is no synonym of "brand
    manager", though both are managers.

    >>> label_relation("brand manager", "senior brand manager"), label_relation("cook", "kitchen cook")
    ('junior', 'synonym')
    """
    mine, theirs = _levels_spelt(one), _levels_spelt(other)
    if mine == theirs:
        return "synonym"
    if mine < theirs:
        added = _added(theirs - mine)
        relation = inverse(added) if added else None
    elif theirs < mine:
        relation = _added(mine - theirs)
    elif len(mine) == len(theirs) == 1 and mine | theirs <= _RANKED:
        rank, other_rank = level_of(one), level_of(other)
        if rank == other_rank:
            return "synonym"
        relation = "senior" if rank > other_rank else "junior"
    else:
        return None
    return relation if without_level_words(one) == without_level_words(other) else None


def _levels_spelt(key: str) -> frozenset[str]:
    return frozenset(_SPELT.get(word, word) for word in level_words_of(key))


def _added(words: frozenset[str]) -> str | None:
    """What a title is to the same one without these words."""
    if words <= _RAISING:
        return "senior"
    return "junior" if words <= _LOWERING else None
