"""What a title says: level, core and modifiers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ParsedTitle:
    """A title taken apart.

    Attributes:
        level: standing in 0..100 as the words state it (trainee 5, junior 15, senior 40, manager 70, chief officer
            95); None when the words say nothing.
        numeral: the grade number (``II`` = 2), None without one.
        level_words: normalised words that gave the level.
        core: the job itself, normalised: abbreviations written out, singular, gender-neutral.
        modifiers: what stands apart: places, contract types, text in brackets.
    """

    level: int | None
    numeral: int | None
    level_words: tuple[str, ...]
    core: str
    modifiers: tuple[str, ...]


def parse_title(title: str) -> ParsedTitle:
    """Take ``title`` apart. Linear in its length, about 20 microseconds."""
    raise NotImplementedError
