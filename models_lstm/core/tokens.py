"""Cut a title into tokens and bring each to its normal form.

A token keeps its place in the title (for explanations) and has one or more normal forms: ``VP`` becomes
``vice president``, ``II`` becomes ``2``, ``waitresses`` becomes ``waiter``. C++, C#, .NET and R&D stay whole, and
letters of any script count as letters (with their combining marks, which Python's ``\\w`` leaves out).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from models_lstm.core.level_words import (
    ABBREVIATIONS,
    ABBREVIATIONS_BY_PLACE,
    GENDER_NEUTRAL,
    MAN_KEPT,
    SINGULAR_KEPT,
)

MAX_TOKENS: Final = 16
"""Normal forms of a title beyond this many are not read; 99.9 % of real titles have fewer."""

_MARKS = "\u0300-\u036f\u064b-\u065f\u0900-\u0dff\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u200c\u200d"
_LETTER = rf"(?:[^\W_]|[{_MARKS}])"
_TOKEN = re.compile(
    rf"\b[^\W\d_]&[^\W\d_]\b|\.net\b|{_LETTER}+(?:['\u2019]{_LETTER}+)?(?:\+\+|\#(?!\d))?|&", re.IGNORECASE
)
_INNER_DOT = re.compile(r"\b([A-Za-z])\.(?=[A-Za-z]\b)")
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\u200e\u200f]")
_NUMERALS: Final = {
    "i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8", "ix": "9",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """A token: its text, where it stands in the cleaned title (start, end), and its normal forms."""

    text: str
    start: int
    end: int
    forms: tuple[str, ...]


def clean_title(title: str) -> str:
    """``title`` in Unicode NFKC, without invisible characters, with single spaces."""
    return " ".join(_INVISIBLE.sub("", unicodedata.normalize("NFKC", title)).split())


@lru_cache(maxsize=65_536)
def normal_forms(word: str) -> tuple[str, ...]:
    """Normal forms of one lower-case word: abbreviation written out, singular, gender-neutral."""
    expanded = ABBREVIATIONS.get(word)
    if expanded is not None:
        return tuple(expanded.split())
    one = singular(word)
    neutral = GENDER_NEUTRAL.get(one) or _neutral_by_ending(one)
    return tuple(neutral.split()) if neutral else (one,)


def _neutral_by_ending(word: str) -> str | None:
    for ending in ("woman", "women", "man", "men"):
        if word.endswith(ending) and len(word) > len(ending) + 2 and word not in MAN_KEPT:
            return word[: -len(ending)] + "person"
    return None


def singular(word: str) -> str:
    """The singular of an English noun by rule; words that only look like plurals stay as they are."""
    if len(word) < 4 or not word.endswith("s") or word in SINGULAR_KEPT or not word.isascii():
        return word
    if word.endswith(("ss", "us", "is", "ics")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    if word.endswith("'s"):
        return word[:-2]
    if word.endswith("wives"):
        return word[:-3] + "fe"
    return word[:-1]


def readable_text(title: str) -> str:
    """The cleaned title without the dots inside abbreviations (``V.P.``); what the places of tokens refer to."""
    return _INNER_DOT.sub(r"\1", clean_title(title))


def tokenise(title: str) -> list[Token]:
    """Tokens of a title, in order."""
    text = readable_text(title)
    found = [(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(text)]
    words = [word.casefold() for word, _, _ in found]
    return [
        Token(raw, start, end, _forms_in_place(words, place)) for place, (raw, start, end) in enumerate(found)
    ]


def _forms_in_place(words: list[str], place: int) -> tuple[str, ...]:
    """Roman numerals are read as numbers only after the first word ("IV nurse" is no grade, nor is "x ray")."""
    word = words[place]
    if place and word in _NUMERALS:
        return (_NUMERALS[word],)
    if word in ABBREVIATIONS_BY_PLACE:
        inside, at_end = ABBREVIATIONS_BY_PLACE[word]
        return (at_end if place == len(words) - 1 else inside,)
    return normal_forms(word.replace("\u2019", "'"))


def title_forms(title: str) -> list[str]:
    """All normal forms of a title in order, at most ``MAX_TOKENS``."""
    return [form for token in tokenise(title) for form in token.forms][:MAX_TOKENS]
