"""Kinds of pairs on which a model's quality differs, so that a mean hides nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from models_lstm.core.titles import parse_title
from models_lstm.core.tokens import title_forms

Pair = tuple[str, str]
COMMON: Final = 10
"""Training titles that make a word a common one."""
LEAST_OF_GROUP: Final = 20
_CONCEPT: Final = re.compile(r"c\d+")
"""Groups that `services.datasets` gives to pairs that name none: a number of a concept, which tells nothing."""
MOST_GROUPS: Final = 40
"""The largest groups (families, unit groups) are slices of their own, from so many pairs on."""


def pair_slices(
    pairs: Sequence[Pair],
    *,
    taught: Iterable[str] = (),
    groups: Sequence[str] | None = None,
    families: Mapping[str, str] | None = None,
    languages: Mapping[str, str] | None = None,
) -> dict[str, list[bool]]:
    """Name -> which pairs belong to it; slices without a pair are left out.

    Args:
        taught: the titles of the training pairs: they tell head (all words common there) from tail (a word that is not
            there at all); without them these two are left out.
        groups: one per pair; of families or unit groups the large ones are slices too.
        families: family of each title that has one; pairs with an end in a large one are a slice.
        languages: language of each title; each is a slice where there are several.
    """
    seen = Counter(word for title in set(taught) for word in set(title_forms(title)))
    rows: dict[str, list[bool]] = {
        name: []
        for name in (
            "no word in common", "one inside the other", "same head word", "levels differ", "no level word",
            "level word on one side", "level words on both sides", "head: common words only",
            "tail: a word that was not taught", "letters beyond English", "not in Latin letters",
        )
    }  # fmt: skip
    for a, b in pairs:
        words_a, words_b = set(title_forms(a)), set(title_forms(b))
        parsed_a, parsed_b = parse_title(a), parse_title(b)
        stated = (parsed_a.level is not None) + (parsed_b.level is not None)
        counts = [seen[word] for word in words_a | words_b]
        latin = _highest_letter(a) < 0x250 and _highest_letter(b) < 0x250
        rows["no word in common"].append(not words_a & words_b)
        rows["one inside the other"].append(words_a < words_b or words_b < words_a)
        rows["same head word"].append(bool(parsed_a.head) and parsed_a.head == parsed_b.head)
        rows["levels differ"].append(parsed_a.standing != parsed_b.standing)
        rows["no level word"].append(stated == 0)
        rows["level word on one side"].append(stated == 1)
        rows["level words on both sides"].append(stated == 2)
        rows["head: common words only"].append(bool(seen) and all(n >= COMMON for n in counts))
        rows["tail: a word that was not taught"].append(bool(seen) and not all(counts))
        rows["letters beyond English"].append(latin and max(_highest_letter(a), _highest_letter(b)) > 0x7F)
        rows["not in Latin letters"].append(not latin)
    told = {name: flags for name, flags in rows.items() if any(flags)} | _groups(groups or ())
    return told | _families(pairs, families or {}) | _languages(pairs, languages or {})


def _families(pairs: Sequence[Pair], families: Mapping[str, str]) -> dict[str, list[bool]]:
    ends = [{families[title] for title in pair if title in families} for pair in pairs]
    sizes = Counter(name for names in ends for name in names).most_common(MOST_GROUPS)
    return {
        f"family: {name}": [name in names for names in ends]
        for name, count in sizes
        if LEAST_OF_GROUP <= count < len(pairs)
    }


def _languages(pairs: Sequence[Pair], languages: Mapping[str, str]) -> dict[str, list[bool]]:
    spoken = [tuple(languages.get(title, "") for title in pair) for pair in pairs]
    several = sorted({a for a, b in spoken if a and a == b})
    told = {f"language: {name}": [both == (name, name) for both in spoken] for name in several}
    told["two languages"] = [bool(a and b) and a != b for a, b in spoken]
    return {name: flags for name, flags in told.items() if any(flags) and not all(flags)}


def _groups(groups: Sequence[str]) -> dict[str, list[bool]]:
    named = (group for group in groups if group and not _CONCEPT.fullmatch(group))
    sizes = Counter(named).most_common(MOST_GROUPS)
    return {
        f"group: {name}": [group == name for group in groups]
        for name, count in sizes
        if LEAST_OF_GROUP <= count < len(groups)
    }


def _highest_letter(text: str) -> int:
    return max((ord(c) for c in text if c.isalpha()), default=0)
