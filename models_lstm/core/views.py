"""Two views of one title: what a title may suffer without becoming another job.

Contrastive learning without labels needs changes that keep the meaning (Chen et al. 2020; for text Gao et al. 2021
and Wu et al. 2020): a word left out, a slip of the keyboard, a word cut short, a different word order. Level words
and grade numbers are never left out, since a title without them is another one.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from models_lstm.core.level_words import LEVEL_AFTER, LEVEL_BEFORE

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_FILLERS = frozenset({"of", "and", "the", "in", "for", "to", "a", "at", "on", "or"})


def title_view(forms: Sequence[str], random: Random) -> list[str]:
    """A changed copy of a title's normal forms, never empty unless the title is."""
    kept = _leave_out(forms, random)
    if len(kept) > 1 and random.random() < 0.15:
        cut = random.randrange(1, len(kept))
        kept = kept[cut:] + kept[:cut]
    changed = [_misspell(word, random) for word in kept]
    if len(changed) > 1 and random.random() < 0.05:
        place = random.randrange(len(changed) - 1)
        changed[place : place + 2] = [changed[place] + changed[place + 1]]
    return changed


def _leave_out(forms: Sequence[str], random: Random) -> list[str]:
    """Fillers go often, other words seldom and only from titles of three words or more."""
    kept = [
        word
        for word in forms
        if _states_level(word)
        or random.random() > (0.5 if word in _FILLERS else 0.15 if len(forms) > 2 else 0.0)
    ]
    return kept or list(forms)


def _states_level(word: str) -> bool:
    return word in LEVEL_BEFORE or word in LEVEL_AFTER or word.isdigit()


def _misspell(word: str, random: Random) -> str:
    """One word in eight gets a slip, is cut short, or loses its inner vowels."""
    if len(word) < 4 or random.random() > 0.125 or _states_level(word):
        return word
    place = random.randrange(1, len(word) - 1)
    match random.randrange(6):
        case 0:
            return word[:place] + word[place + 1 :]
        case 1:
            return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
        case 2:
            return word[:place] + random.choice(_LETTERS) + word[place + 1 :]
        case 3:
            return word[:place] + word[place] + word[place:]
        case 4:
            return word[: max(3, len(word) // 2)]
        case _:
            return word[0] + "".join(c for c in word[1:-1] if c not in "aeiou") + word[-1]
