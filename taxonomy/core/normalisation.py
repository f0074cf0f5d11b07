"""From a title as somebody typed it to the one that is kept.

Two forms come of a raw title. ``text`` is what people see: cleaned of what cannot be seen or was never meant
(control and zero-width characters, doubled spaces, typographic variants of dash and apostrophe), and nothing
else. ``key`` is ``text`` case-folded with a fixed spacing around separators: it makes a title unique within its
language. Neither drops words: level words, "C++", ".NET", "R&D", slashes, commas, brackets, numerals and every
script stay, since each can make a different job. Expanding "Sr." to "senior" is the learner's and the query
engine's business, never that of identity.

Unicode: NFKC (UAX #15) and full case folding (Unicode 15, section 3.13, default caseless matching).
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass

from taxonomy.core.errors import BadInput

MAX_LENGTH = 300
"""Characters of a cleaned title; longer ones are sentences or broken rows, and refused."""

# Zero-width and formatting characters that arrive by copy and paste. U+200C and U+200D shape letters in Indic
# and Persian script and are therefore kept between letters of those (see _drop_invisible).
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u2800"
    "\ufe00-\ufe0f\ufeff\ufff0-\ufffb\U000e0000-\U000e0fff]"
)
_MARKS_OF_TRADE = re.compile("[\u2120\u2122\u00ae]")
_JOINERS = re.compile("[\u200c\u200d]")
_SHAPING = (
    "ARABIC",
    "SYRIAC",
    "MONGOLIAN",
    "DEVANAGARI",
    "BENGALI",
    "GURMUKHI",
    "GUJARATI",
    "ORIYA",
    "TAMIL",
    "TELUGU",
    "KANNADA",
    "MALAYALAM",
    "SINHALA",
    "KHMER",
    "MYANMAR",
)
_DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d\u00ad]")
_APOSTROPHES = re.compile("[\u2018\u2019\u201a\u201b\u2032\u00b4\u0060\u02bc\uff07]")
_QUOTES = re.compile("[\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb]")
_DOTS = re.compile("i\u0307+")
_SPACE = re.compile(r"\s+")
_AROUND_SLASH = re.compile(r"\s*/\s*")
_AROUND_COMMA = re.compile(r"\s*([,;:])\s*")
_AROUND_DASH = re.compile(r"\s+-+\s+")
_INITIALS = re.compile(r"\b([^\W\d_])\s*&\s*([^\W\d_])\b")
_IN_BRACKETS = re.compile(r"([(\[])\s+|\s+([)\]])")
_TO_FOLD = re.compile(r"[^ -~]|[/,;:\-()\[\]&]|  ")
"""What a text has of that folding does more to than to make its letters small; most have nothing."""
_ENDS = " \t\n\r\"'*_|;,:-\u2022\u00b7"
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_UNREADABLE = re.compile("[\ufffd\ud800-\udfff]")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{1,8})*")
MAX_RAW_BYTES = 1_600
"""Of the raw form in UTF-8, which is kept beside the title and has to fit into an index."""
MAX_LANGUAGE = 12


class TitleRefused(BadInput):
    """A raw title of which nothing usable is left."""

    code = "title.refused"


@dataclass(frozen=True, slots=True)
class Normal:
    """What is kept of a raw title.

    Attributes:
        text: the cleaned form for people, 1..300 characters.
        key: the case-folded form for identity, 1..300 characters.
    """

    text: str
    key: str


def clean(raw: str) -> str:
    """The form for people. May be empty; idempotent."""
    text = _unescape(raw) if "&" in raw else raw
    if text.isascii() and text.isprintable():
        if "  " not in text:
            return _strip_ends(text)
    else:
        # Accents typed as apostrophes go first: NFKC makes a space and a combining accent of them.
        text = _APOSTROPHES.sub("'", _MARKS_OF_TRADE.sub("", text))
        text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
        if _JOINERS.search(text):
            text = _drop_joiners(text)
        text = _DASHES.sub("-", text)
        text = _APOSTROPHES.sub("'", text)
        text = _QUOTES.sub('"', text)
        text = _CONTROL.sub(" ", text)
        # What was taken out may have stood between a letter and its accent.
        text = unicodedata.normalize("NFKC", text)
    text = _SPACE.sub(" ", text)
    return _strip_ends(text)


def _unescape(text: str) -> str:
    """HTML entities as characters, also those that a feed escaped twice."""
    while (plain := _ENTITY.sub(lambda found: html.unescape(found.group()), text)) != text:
        text = plain
    return text


def _strip_ends(text: str) -> str:
    """Separators and quotes hanging at either end, but never the mark of ".NET" or the end of "C++"."""
    return text.strip(_ENDS)


def _drop_joiners(text: str) -> str:
    """Zero-width joiners stay only between letters of a script that is shaped by them."""
    kept = []
    for index, char in enumerate(text):
        if char in "\u200c\u200d":
            before = unicodedata.name(text[index - 1], "") if index else ""
            if not before.startswith(_SHAPING):
                continue
        kept.append(char)
    return "".join(kept)


def fold(text: str) -> str:
    """The identity of a cleaned title: case folded, separators evenly spaced. Idempotent."""
    if not _TO_FOLD.search(text):
        return text.lower().strip()
    # A Turkish capital I with a dot folds to an i with a combining one, which nobody types.
    key = _DOTS.sub("i", text.casefold())
    key = _AROUND_SLASH.sub("/", key)
    key = _AROUND_COMMA.sub(r"\1 ", key)
    key = _AROUND_DASH.sub(" - ", key)
    key = _IN_BRACKETS.sub(r"\1\2", key)
    if "&" in key:
        key = _INITIALS.sub(r"\1&\2", key)
    return unicodedata.normalize("NFC", _SPACE.sub(" ", key)).strip()


def normalise(raw: str) -> Normal:
    """Clean and fold a raw title.

    Raises:
        TitleRefused: nothing is left, there is no letter in it or one that cannot be read, or it is longer than
            `MAX_LENGTH`.

    >>> normalise("  Sr.  Software\u00a0Engineer ").text
    'Sr. Software Engineer'
    >>> normalise("C++ / .NET Developer").key
    'c++/.net developer'
    """
    text = clean(raw)
    if not text:
        raise TitleRefused("The title is empty.", field="title")
    if len(text) > MAX_LENGTH:
        raise TitleRefused(f"The title has {len(text)} characters; the most is {MAX_LENGTH}.", field="title")
    if not any(c.isalpha() for c in text):
        raise TitleRefused(f"'{text}' has no letter in it.", field="title")
    if not text.isascii() and _UNREADABLE.search(text):
        raise TitleRefused(
            f"'{_UNREADABLE.sub('?', text)}' has an unreadable character in it.", field="title"
        )
    if len(raw) > MAX_RAW_BYTES // 4 and len(raw.encode()) > MAX_RAW_BYTES:
        raise TitleRefused(
            f"The title stands among {len(raw.encode()):,} bytes of what cannot be seen; the most is {MAX_RAW_BYTES:,}.",
            field="title",
        )
    key = fold(text)
    if not key or len(key) > MAX_LENGTH:
        raise TitleRefused(f"'{text}' cannot be folded to 1..{MAX_LENGTH} characters.", field="title")
    return Normal(text, key)


def language_tag(raw: str) -> str | None:
    """A language tag (BCP 47) in small letters, underscores as hyphens; None when it is none or too long.

    >>> language_tag("pt_BR"), language_tag("english!")
    ('pt-br', None)
    """
    tag = raw.strip().lower().replace("_", "-")
    return tag if len(tag) <= MAX_LANGUAGE and _LANGUAGE.fullmatch(tag) else None
