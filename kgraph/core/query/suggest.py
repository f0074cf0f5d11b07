"""What somebody may be typing: titles that go on so, then titles whose words do, then with a slip forgiven."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np

from kgraph.core.snapshot.reader import Snapshot
from kgraph.core.snapshot.words import plain, words_of
from taxonomy.core.normalisation import clean, fold

MAX_WORDS = 8
_NEAR = 0.45
"""Least cosine of a title that is offered because nothing better was found."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A title, and how it was found: ``prefix``, ``words``, ``corrected`` or ``near``."""

    title: int
    how: str


def suggest(snapshot: Snapshot, text: str, limit: int, language: str | None = None) -> list[Suggestion]:
    """At most ``limit`` titles for what was typed so far, best kind first and in each kind the most used first.

    Titles that begin with the text count four times as much as those which have it from a later word on.
    """
    key = fold(clean(text))
    if not key:
        return []
    found: dict[int, Suggestion] = {}

    def take(titles: list[int], how: str) -> bool:
        for title in titles:
            if language is None or snapshot.title_language(title) == language:
                found.setdefault(title, Suggestion(title, how))
        return len(found) >= limit

    margin = limit if language is None else limit * 4
    if take(snapshot.completion.best(key, margin), "prefix"):
        return list(found.values())[:limit]
    words = words_of(key)[:MAX_WORDS]
    if words and take(_with_words(snapshot, words, margin), "words"):
        return list(found.values())[:limit]
    if not found and words:
        for variant in _corrections(snapshot, words):
            titles = snapshot.completion.best(" ".join(variant), margin) or _with_words(
                snapshot, variant, margin
            )
            if take(titles, "corrected"):
                break
    if not found:
        take([title for title, near in snapshot.grams.nearest(plain(key), margin) if near >= _NEAR], "near")
    return list(found.values())[:limit]


def _with_words(snapshot: Snapshot, words: list[str], limit: int) -> list[int]:
    """Titles in which every word begins some word, in any order; most used first."""
    if len(words) < 2:
        return []
    ranges = sorted((snapshot.completion.titles(word) for word in words), key=len)
    common = np.unique(ranges[0])
    for titles in ranges[1:]:
        if not len(common):
            return []
        common = common[np.isin(common, titles)]
    order = np.lexsort((common, -snapshot.array("title_count")[common]))
    ranked: list[int] = common[order][:limit].tolist()
    return ranked


def _corrections(snapshot: Snapshot, words: list[str]) -> list[list[str]]:
    """The words with slips put right, likeliest first; words that begin a known one stay as they are."""
    choices = []
    for index, word in enumerate(words):
        last = index == len(words) - 1
        low, high = snapshot.completion.range_of(word)
        known = high > low if last else snapshot.spelling.frequency(word) > 0
        choices.append(
            [word] if known else (snapshot.spelling.near(word, 3) or _without_last(snapshot, word))
        )
    return [list(variant) for variant in list(product(*choices))[:6] if list(variant) != words]


def _without_last(snapshot: Snapshot, word: str) -> list[str]:
    """A word that is still being typed and has a slip in it: what is left when its last letter is taken off."""
    for length in (len(word) - 1, len(word) - 2):
        if length >= 3:
            low, high = snapshot.completion.range_of(word[:length])
            if high > low:
                return [word[:length]]
    return [word]
