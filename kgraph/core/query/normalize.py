"""From a raw title to a concept: the same title, a plainer reading of it, the nearest one, or an honest "unknown"."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice, product
from typing import NamedTuple

from kgraph.core.query.learned import Asked, place_learned
from kgraph.core.query.noise import DROPPABLE, Level, Reading, level_in, readings
from kgraph.core.query.places import PLACE_WORDS
from kgraph.core.snapshot.reader import Snapshot
from kgraph.core.snapshot.words import plain, words_of
from taxonomy.core.level_words import LEVEL_WORDS
from taxonomy.core.normalisation import TitleRefused, normalise

THRESHOLD = 0.5
"""Confidence below which the answer is "unknown" unless the asker says otherwise."""
_SURE = 0.7
"""Confidence from which no further ways are tried."""
_RESPELLED = 0.92
_OTHERWISE = 0.2
"""How likely a slip in the first letter of a word is beside one in another place; set by hand, see `benchmarks.slips`."""
_SPELLINGS = 5
"""Words that a misspelt one may have been."""
_NEAREST = 30
_SHARED = 0.26
"""What shared words weigh beside the cosine."""
_BACKING = 0.2
"""What each further title of a concept adds to the nearest one."""
_TRUSTED = 0.85
_TEXTS = 3
_KEPT = 20
"""Candidates that are remembered of a title that no other reading found: 4 kB."""
_READINGS = 40
_READ_ANYWAY = frozenset({"plural", "abbreviation"})


class Match(NamedTuple):
    """A concept for a raw title.

    Attributes:
        method: ``exact`` (its preferred title), ``alias`` (another of its titles), ``parsed`` (after taking noise or
            rank off), ``nearest`` (by its letters, or with a typist's slip put right), ``learned`` (by what the learner
            knows, and its letters).
        confidence: 0..1; for ``nearest`` and ``learned`` the share of right answers at that closeness, see `_confidence`
            and `query.learned`.
        removed: what was taken off.
    """

    concept: int
    title: int
    confidence: float
    method: str
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Normalized:
    """The answer for one raw title; ``match`` is None when it is unknown. ``candidates`` has different concepts.

    Attributes:
        key: the folded title; empty for text that can be none.
    """

    text: str
    match: Match | None
    level: Level | None
    candidates: list[Match] = field(default_factory=list)
    key: str = ""


def normalize_title(
    snapshot: Snapshot, raw: str, *, threshold: float = THRESHOLD, top: int = 5, language: str | None = None
) -> Normalized:
    """The concept of a raw title, with ``top`` candidates, best first. Never raises for text that makes no sense."""
    return normalize_titles(snapshot, [raw], threshold=threshold, top=top, language=language)[0]


def normalize_titles(
    snapshot: Snapshot,
    raws: Sequence[str],
    *,
    threshold: float = THRESHOLD,
    top: int = 5,
    language: str | None = None,
) -> list[Normalized]:
    """`normalize_title` of many: what only the learner can place is read as one batch, once for each release."""
    read = {raw: _remembered(snapshot, raw, language, top) or _read(snapshot, raw, language) for raw in raws}
    fresh = {raw: one for raw, one in read.items() if one is not None and one.open}
    _place(snapshot, list(fresh.values()), language, max(top, _KEPT))
    for raw, one in fresh.items():
        one.found, one.open = _by_concept(one.found), False
        kept = _Read(one.key, one.level, one.found[:_KEPT], [], False, whole=len(one.found) <= _KEPT)
        snapshot.remembered.put((raw, language), kept)
    answers = []
    for raw in raws:
        reading = read[raw]
        candidates = _by_concept(reading.found)[:top] if reading else []
        best = candidates[0] if candidates and candidates[0].confidence >= threshold else None
        answers.append(
            Normalized(
                raw, best, reading.level if reading else None, candidates, reading.key if reading else ""
            )
        )
    return answers


@dataclass(slots=True)
class _Read:
    """A raw title so far.

    Attributes:
        open: what was found is not sure enough to be the answer.
        whole: nothing was left out of ``found`` (when it was remembered).
    """

    key: str
    level: Level | None
    found: list[Match]
    plainer: list[Reading]
    open: bool
    whole: bool = True


def _remembered(snapshot: Snapshot, raw: str, language: str | None, top: int) -> _Read | None:
    """What was found when it was last asked for, where that is enough for ``top`` candidates."""
    kept: _Read | None = snapshot.remembered.get((raw, language))
    return kept if kept is not None and (kept.whole or top <= _KEPT) else None


def _read(snapshot: Snapshot, raw: str, language: str | None) -> _Read | None:
    """Everything but the nearest titles; None for text that cannot be a title."""
    try:
        key = normalise(raw).key
    except TitleRefused:
        return None
    found = _known(snapshot, key, language)
    if found:
        return _Read(key, level_in(key), found, [], False)
    plainer = _plainer(snapshot, key)
    found = _parsed(snapshot, plainer, language)
    if not _sure(found):
        found += _respelled(snapshot, key, language)
    found.sort(key=lambda match: -match.confidence)
    return _Read(key, level_in(key), found, plainer, not _sure(found))


def _place(snapshot: Snapshot, read: Sequence[_Read], language: str | None, most: int) -> None:
    """Add the nearest concepts: by the learner where the snapshot has one (``most`` and one more), else by letters."""
    if snapshot.learned is None:
        for one in read:
            one.found += _nearest(snapshot, one.key, one.plainer, language)
            one.found.sort(key=lambda match: -match.confidence)
        return
    owners, asked, trusts = [], [], []
    for one in read:
        for key, trust in _texts(one):
            owners.append(one)
            asked.append(Asked(key, language, ranked=one.key))
            trusts.append(trust)
    for one, trust, placed in zip(
        owners, trusts, place_learned(snapshot, snapshot.learned, asked, most + 1), strict=True
    ):
        one.found += [
            Match(concept, title, round(trust * sure, 4), "learned") for concept, title, sure in placed
        ]
    for one in read:
        one.found.sort(key=lambda match: -match.confidence)


def _texts(one: _Read) -> list[tuple[str, float]]:
    """What the learner reads: the title, the plainest reading that surely keeps its meaning, and the first without rank.

    Plurals and abbreviations it can read by itself.
    """
    texts = {one.key: 1.0}
    for ranked in (True, False):
        for reading in one.plainer:
            told = bool(reading.levels) or bool(set(reading.removed) - _READ_ANYWAY)
            if told and bool(reading.levels) != ranked and reading.trust >= _TRUSTED:
                texts.setdefault(reading.key, reading.trust)
                break
    return list(texts.items())


def _known(snapshot: Snapshot, key: str, language: str | None) -> list[Match]:
    """Titles with this key. In several languages: the asked one, else the most used."""
    titles = snapshot.lookup.titles(key)
    if language is not None:
        titles = [title for title in titles if snapshot.title_language(title) == language]
    titles.sort(key=lambda title: (-snapshot.title_count(title), title))
    matches = []
    for rank, title in enumerate(titles):
        concept = snapshot.title_concept(title)
        method = "exact" if snapshot.preferred(concept) == title else "alias"
        matches.append(Match(concept, title, 1.0 if not rank else 0.5, method))
    return matches


def _plainer(snapshot: Snapshot, key: str) -> list[Reading]:
    return list(islice(readings(key, lambda word: snapshot.spelling.frequency(word) > 0), _READINGS))


def _parsed(snapshot: Snapshot, plainer: list[Reading], language: str | None) -> list[Match]:
    matches = []
    for reading in plainer:
        for match in _known(snapshot, reading.key, language)[:1]:
            removed = (*reading.removed, *(f"level word “{word}”" for word in reading.levels))
            matches.append(
                Match(
                    match.concept, match.title, round(reading.trust * match.confidence, 4), "parsed", removed
                )
            )
    return sorted(matches, key=lambda match: -match.confidence)


def _sure(found: list[Match]) -> bool:
    return any(match.confidence >= _SURE for match in found)


def _respelled(snapshot: Snapshot, key: str, language: str | None) -> list[Match]:
    """The title with the typist's slips put right, one in each word that no title has.

    A slip may have been made in several words ("mager": manager, major). Which one, the other words tell: it is one with
    which there is such a title, and the first of all where there is none. Where titles of several concepts are
    one slip away, their confidences share what one would have: of such titles either is as often the right one.
    """
    slips: list[tuple[str, list[str]]] = []
    for word in words_of(key):
        if snapshot.spelling.frequency(word) or word in PLACE_WORDS or any(c.isdigit() for c in word):
            continue
        near = snapshot.spelling.near(word, _SPELLINGS)
        if near:
            slips.append((word, near))
    if not slips:
        return []
    found: dict[int, tuple[Match, float]] = {}
    for meant in islice(product(*(near for _, near in slips)), _SPELLINGS**2):
        for match in _known(snapshot, _put_right(key, slips, meant), language)[:1]:
            alike = all(word[0] == right[0] for (word, _), right in zip(slips, meant, strict=True))
            found.setdefault(
                match.concept, (_with_notes([match], slips, meant)[0], 1.0 if alike else _OTHERWISE)
            )
    if found:
        total = sum(weight for _, weight in found.values())
        return [
            match._replace(confidence=round(match.confidence * weight / total, 4))
            for match, weight in found.values()
        ]
    meant = tuple(near[0] for _, near in slips)
    plainer = _parsed(snapshot, _plainer(snapshot, _put_right(key, slips, meant)), language)
    return _with_notes(plainer, slips, meant)


def _put_right(key: str, slips: list[tuple[str, list[str]]], meant: tuple[str, ...]) -> str:
    for (word, _), right in zip(slips, meant, strict=True):
        key = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", right, key)
    return key


def _with_notes(
    matches: list[Match], slips: list[tuple[str, list[str]]], meant: tuple[str, ...]
) -> list[Match]:
    notes = tuple(f"“{word}” read as “{right}”" for (word, _), right in zip(slips, meant, strict=True))
    trust = _RESPELLED ** len(notes)
    return [
        Match(m.concept, m.title, round(m.confidence * trust, 4), "nearest", (*notes, *m.removed))
        for m in matches
    ]


def _nearest(snapshot: Snapshot, key: str, plainer: list[Reading], language: str | None) -> list[Match]:
    """The nearest concepts of the title and of its plainer readings."""
    texts = {plain(key): 1.0}
    for reading in plainer:
        if reading.trust >= _TRUSTED and len(texts) < _TEXTS:
            texts.setdefault(plain(reading.key), reading.trust)
    ranks = LEVEL_WORDS & set(words_of(key))
    matches = [
        match for text, trust in texts.items() for match in _near(snapshot, text, trust, ranks, language)
    ]
    return sorted(matches, key=lambda match: (-match.confidence, match.title))


def _near(
    snapshot: Snapshot, text: str, trust: float, ranks: frozenset[str], language: str | None
) -> list[Match]:
    """The nearest concepts of a text: by their nearest title, backed by the next nearest ones of the same concept."""
    close: dict[int, list[tuple[float, float, float, int]]] = {}
    for title, cosine in snapshot.grams.nearest(text, _NEAREST):
        key = snapshot.title_key[title]
        if (language is None or snapshot.title_language(title) == language) and _ranks_agree(ranks, key):
            shared = _shared(snapshot, text, plain(key))
            close.setdefault(snapshot.title_concept(title), []).append(
                (cosine + _SHARED * shared, cosine, shared, title)
            )
    totals: dict[int, float] = {}
    for concept, titles in close.items():
        titles.sort(key=lambda found: (-found[0], found[3]))
        totals[concept] = sum(found[0] * _BACKING**rank for rank, found in enumerate(titles[:3]))
    first, second = [*sorted(totals.values(), reverse=True), 0.0, 0.0][:2]
    matches = []
    for concept, titles in close.items():
        _, cosine, shared, title = titles[0]
        backing = titles[1][0] if len(titles) > 1 else 0.0
        lead = totals[concept] - (first if totals[concept] < first else second)
        confidence = trust * _confidence(cosine, shared, backing, lead)
        matches.append(Match(concept, title, round(confidence, 4), "nearest"))
    return matches


def _ranks_agree(asked: frozenset[str], key: str) -> bool:
    """Whether a title is of no other rank than the one asked for: seniority never passes for likeness."""
    has = LEVEL_WORDS & set(words_of(key))
    return has <= asked and not (asked - has) - DROPPABLE


def _shared(snapshot: Snapshot, one: str, other: str) -> float:
    """The share of the words' weight that two titles have in common; rare words weigh more."""
    mine, theirs = set(one.split()), set(other.split())
    common = mine & theirs
    if not common:
        return 0.0
    weight, titles = snapshot.spelling.weight, snapshot.titles
    both = sum(weight(word, titles) for word in common)
    return both / (both + sum(weight(word, titles) for word in mine ^ theirs))


def _confidence(cosine: float, shared: float, backing: float, lead: float) -> float:
    """The likelihood that a nearest concept is the right one: a logistic curve fitted on held-out labels
    (`benchmarks.normalise --fit`).

    Args:
        cosine, shared: of the concept's nearest title.
        backing: closeness of its next nearest title.
        lead: how much closer it is than the next concept; below 0 for all but the closest.
    """
    return 1.0 / (1.0 + math.exp(-(-5.72 + 4.87 * cosine + 0.97 * shared + 1.59 * backing + 4.67 * lead)))


def _by_concept(matches: list[Match]) -> list[Match]:
    seen: dict[int, Match] = {}
    for match in matches:
        seen.setdefault(match.concept, match)
    return list(seen.values())
