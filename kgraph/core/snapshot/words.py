"""The words of titles, as the indexes of a snapshot and the queries to them see titles."""

from __future__ import annotations

import re

WORD = re.compile(r"[^\W_]+(?:[+#]+)?")
"""A run of letters and digits, with the marks of "C++" and "C#"."""


def words_of(key: str) -> list[str]:
    """The words of a folded title, in order."""
    return WORD.findall(key)


def plain(key: str) -> str:
    """A folded title's words with one space between them; the key itself when it has no word."""
    return " ".join(WORD.findall(key)) or key
