"""How a raw title is read: its parts, and everything that was tried to find its concept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import Final

from kgraph.core.query.learned import Near, near_titles
from kgraph.core.query.noise import DROPPABLE, Reading, readings
from kgraph.core.query.normalize import Normalized
from kgraph.core.snapshot.reader import Snapshot
from kgraph.core.snapshot.words import plain
from taxonomy.core.normalisation import TitleRefused, normalise

_READINGS: Final = 40
_NEAR: Final = 8
_WORD: Final = re.compile(r"[^\W_]+(?:[+#]+)?(?:['’][^\W_]+)?")
_JOINTS: Final = frozenset({"of", "for", "in", "at", "to", "with", "and", "und", "de", "für"})


@dataclass(frozen=True, slots=True)
class Parts:
    """A raw title without noise and rank.

    Attributes:
        core: the word that says what is done ("engineer"); empty where nothing is left.
        modifiers: the others, in their order ("software").
    """

    core: str
    modifiers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tried:
    """A reading that was looked up; ``found``: the title that it met (dense number), or None."""

    reading: Reading
    found: int | None


@dataclass(frozen=True, slots=True)
class Inspection:
    """The evidence behind an answer.

    Attributes:
        key: the folded raw title.
        near: titles by what the last step goes by: meaning and letters, or letters alone (``meaning`` is None then).
        verdict: in words, why the answer is what it is.
    """

    key: str
    tried: list[Tried]
    near: list[Near]
    verdict: str


def parts_of(raw: str) -> Parts:
    """The core and the modifiers of a raw title. English word order: the last word before "of", "for" ... is the core."""
    try:
        return parts_of_key(normalise(raw).key)
    except TitleRefused:
        return Parts("", ())


def parts_of_key(key: str) -> Parts:
    """The same of a folded title; of an empty one nothing."""
    shortest = min(
        (Reading(key, 1.0), *islice(readings(key), _READINGS)),
        key=lambda reading: (-len(reading.removed) - len(reading.levels), -reading.trust),
    )
    words = [word for word in _WORD.findall(shortest.key) if word not in DROPPABLE]
    if not words:
        return Parts("", ())
    joint = next((place for place, word in enumerate(words) if place and word in _JOINTS), len(words))
    core = words[joint - 1]
    return Parts(core, tuple(w for place, w in enumerate(words) if place != joint - 1 and w not in _JOINTS))


def inspect_title(snapshot: Snapshot, answer: Normalized, *, threshold: float) -> Inspection:
    """What was tried for an answer of `normalize_title`, and why it came out so."""
    try:
        key = normalise(answer.text).key
    except TitleRefused as refused:
        return Inspection("", [], [], f"This cannot be a title: {refused}")
    known = [Reading(key, 1.0)]
    known += islice(readings(key, lambda word: snapshot.spelling.frequency(word) > 0), _READINGS)
    tried = []
    for reading in known:
        titles = snapshot.lookup.titles(reading.key)
        titles.sort(key=lambda title: -snapshot.title_count(title))
        tried.append(Tried(reading, titles[0] if titles else None))
    return Inspection(key, tried, _near(snapshot, key), _verdict(snapshot, answer, threshold))


def _near(snapshot: Snapshot, key: str) -> list[Near]:
    if snapshot.learned is not None:
        return near_titles(snapshot, snapshot.learned, key, _NEAR)
    return [Near(title, cosine, None) for title, cosine in snapshot.grams.nearest(plain(key), _NEAR)]


def _verdict(snapshot: Snapshot, answer: Normalized, threshold: float) -> str:
    if not answer.candidates:
        return "No title is near it in letters or words."
    best = answer.candidates[0]
    name = f"“{snapshot.title_text[best.title]}”"
    if answer.match is None:
        sure = f"{best.confidence:.2f}, below the threshold of {threshold:.2f}"
        return f"The best candidate, {name}, has a confidence of {sure}."
    how = {
        "exact": f"It is {name} itself.",
        "alias": f"{name} is a title of the concept.",
        "parsed": f"Without {', '.join(best.removed) or 'noise'} it is {name}.",
        "nearest": f"{name} is the nearest title in letters and words, right in {best.confidence:.0%} of such cases.",
        "learned": f"{name} is the nearest title in meaning and letters, and its concept is right in"
        f" {best.confidence:.0%} of such cases.",
    }
    return how[best.method]
