"""What a title says: level, core and modifiers.

The three are told apart by word lists (``level_words``), since a level is what makes two titles ``senior`` or
``junior`` to each other, and a modifier (a place, a contract type) is what must not make them different jobs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from models_lstm.core.level_words import (
    DEPUTY,
    LEVEL_AFTER,
    LEVEL_BEFORE,
    MANAGING,
    NOT_A_LEVEL,
    PLAIN_LEVEL,
    RAISING,
    STANDS_APART,
)
from models_lstm.core.tokens import clean_title, title_forms

_BRACKETS = re.compile(r"[(\[{]([^)\]}]*)[)\]}]")
_DASH = re.compile(r"\s+[-\u2013\u2014|]\s+")
_STANDS_APART = re.compile(
    rf"(?<!\w)(?:{'|'.join(re.escape(p) for p in sorted(STANDS_APART, key=len, reverse=True))})(?!\w)",
    re.IGNORECASE,
)
_GRADE_WORDS = frozenset({"level", "grade", "band", "class", "tier", "step"})
_HIGHEST_NUMERAL = 15


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

    @property
    def standing(self) -> float:
        """Level and grade number on one scale; a title that states neither stands at ``PLAIN_LEVEL``."""
        base = PLAIN_LEVEL if self.level is None else self.level
        return base + (0.0 if self.numeral is None else 2.5 * (self.numeral - 1))

    @property
    def head(self) -> str:
        """The word that names what the person is: the last of the core, or the one before "of"."""
        words = self.core.split()
        if "of" in words[1:]:
            words = words[: words.index("of", 1)]
        return words[-1] if words else ""


@lru_cache(maxsize=100_000)
def parse_title(title: str) -> ParsedTitle:
    """Take ``title`` apart. Linear in its length, some 20 microseconds."""
    main, modifiers = _without_modifiers(title)
    words, numeral = _without_numeral(title_forms(main))
    level, level_words, core = _read_level(words)
    return ParsedTitle(level, numeral, tuple(level_words), " ".join(core), tuple(modifiers))


def _without_modifiers(title: str) -> tuple[str, list[str]]:
    """The part that names the job, and what stands apart from it: brackets, after a comma or a spaced dash."""
    text = clean_title(title)
    modifiers = [" ".join(title_forms(m)) or m for m in _BRACKETS.findall(text) if m.strip()]
    text = _BRACKETS.sub(" ", text)
    head, *rest = [part.strip() for part in _DASH.sub(", ", text).split(",")]
    kept = [head]
    for part in rest:
        if _is_grade(part):
            kept = [*kept, part] if part[-1:].isdigit() or len(part) < 4 else [part, *kept]
        elif part:
            modifiers.append(" ".join(title_forms(part)))
    main = " ".join(kept)
    for phrase in _STANDS_APART.findall(main):
        shorter = main.replace(phrase, " ", 1)
        if title_forms(shorter):
            main = shorter
            modifiers.append(phrase.casefold())
    return main, modifiers


def _is_grade(part: str) -> bool:
    """True for a part that only states a level: ", Senior", ", II"."""
    forms = title_forms(f"x {part}")[1:]
    return bool(forms) and all(f in LEVEL_BEFORE or f in LEVEL_AFTER or f.isdigit() for f in forms)


def _without_numeral(words: list[str]) -> tuple[list[str], int | None]:
    """The words without a grade number at the end or after "level", "grade" and the like."""
    for place in range(len(words) - 1, 0, -1):
        word = words[place]
        if not word.isdecimal() or not 0 < int(word) <= _HIGHEST_NUMERAL:
            continue
        graded = words[place - 1] in _GRADE_WORDS
        if place == len(words) - 1 or graded:
            start = place - 1 if graded else place
            return words[:start] + words[place + 1 :], int(word)
    return words, None


def _read_level(words: list[str]) -> tuple[int | None, list[str], list[str]]:
    """Level, the words that state it, and the core that is left."""
    if words[:2] == ["vice", "president"] or words[1:3] == ["vice", "president"]:
        return _read_vice_president(words)
    front = _level_prefix(words)
    core = words[len(front) :]
    if core[:1] == ["of"] and front:
        core = core[1:]
    ending = core[-1] if core else ""
    head = _head_before_of(core)
    after = ending if ending in LEVEL_AFTER else head
    if after not in LEVEL_AFTER:
        level = max((LEVEL_BEFORE[w] for w in front if w in LEVEL_BEFORE), default=None)
        if "chief" in front and "officer" in core:
            level = 95
        elif level is not None and len(front) > 1 and front[0] in DEPUTY:
            level -= 4
        return level, front, core
    level = LEVEL_AFTER[after] + sum(RAISING.get(w, 0) for w in front + core[:-1][:1])
    level -= 4 if any(w in DEPUTY for w in front) else 0
    if after not in MANAGING and len(core) > 1 and core[-1] == after:
        core = core[:-1]
    return level, [*front, after], core


def _level_prefix(words: list[str]) -> list[str]:
    """Level words at the start, never all of the title ("principal" alone is a job)."""
    front: list[str] = []
    for place, word in enumerate(words[:-1]):
        following = words[place + 1]
        if (word not in LEVEL_BEFORE and word not in DEPUTY) or (word, following) in NOT_A_LEVEL:
            break
        if word == "entry" and following != "level":
            break
        front.append(word)
    if front[-1:] == ["entry"]:
        front.append("level")
    return front if len(front) < len(words) else front[:-1]


def _head_before_of(core: list[str]) -> str:
    return core[core.index("of", 1) - 1] if "of" in core[1:] else ""


def _read_vice_president(words: list[str]) -> tuple[int, list[str], list[str]]:
    """ "senior vice president of sales": an office of its own, between director and president."""
    place = words.index("vice")
    front = words[:place]
    level = 88 + sum(RAISING.get(w, 0) for w in front) - (4 if any(w in DEPUTY for w in front) else 0)
    rest = words[place + 2 :]
    core = rest[1:] if rest[:1] == ["of"] else rest
    return level, [*front, "vice president"], core or ["vice", "president"]
