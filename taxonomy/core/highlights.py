"""Which words two titles share, which only one has, and which of them say a level."""

from __future__ import annotations

import re
from typing import TypedDict

from taxonomy.core.level_words import LEVEL_WORDS

_WORD = re.compile(r"[^\W_]+(?:[+#]+)?")


class Highlights(TypedDict):
    """Words as they stand in the titles, lower case."""

    shared: list[str]
    only_a: list[str]
    only_b: list[str]
    level_a: list[str]
    level_b: list[str]


def highlights_of(title_a: str, title_b: str) -> Highlights:
    """The words of two titles, sorted by where they stand.

    >>> highlights_of("Senior Cook", "Line Cook")["only_a"]
    ['senior']
    """
    a, b = (_WORD.findall(title.casefold()) for title in (title_a, title_b))
    return {
        "shared": [word for word in a if word in b],
        "only_a": [word for word in a if word not in b],
        "only_b": [word for word in b if word not in a],
        "level_a": [word for word in a if word in LEVEL_WORDS],
        "level_b": [word for word in b if word in LEVEL_WORDS],
    }
