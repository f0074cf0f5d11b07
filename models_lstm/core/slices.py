"""Kinds of pairs on which a model's quality differs, so that a mean hides nothing."""

from __future__ import annotations

from collections.abc import Sequence

from models_lstm.core.titles import parse_title
from models_lstm.core.tokens import title_forms

Pair = tuple[str, str]


def pair_slices(pairs: Sequence[Pair]) -> dict[str, list[bool]]:
    """Name -> which pairs belong to it; slices without a pair are left out."""
    rows: dict[str, list[bool]] = {
        "no word in common": [],
        "one inside the other": [],
        "same head word": [],
        "levels differ": [],
        "not in Latin letters": [],
    }
    for a, b in pairs:
        words_a, words_b = set(title_forms(a)), set(title_forms(b))
        parsed_a, parsed_b = parse_title(a), parse_title(b)
        rows["no word in common"].append(not words_a & words_b)
        rows["one inside the other"].append(words_a < words_b or words_b < words_a)
        rows["same head word"].append(bool(parsed_a.head) and parsed_a.head == parsed_b.head)
        rows["levels differ"].append(parsed_a.standing != parsed_b.standing)
        rows["not in Latin letters"].append(not (_latin(a) and _latin(b)))
    return {name: flags for name, flags in rows.items() if any(flags)}


def _latin(text: str) -> bool:
    return all(ord(c) < 0x250 for c in text if c.isalpha())
