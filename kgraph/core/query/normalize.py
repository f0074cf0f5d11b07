"""From a raw title to a concept: the same title, a plainer reading of it, the nearest one, or an honest "unknown"."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import islice

from kgraph.core.query.noise import DROPPABLE, Level, Reading, level_in, readings
from kgraph.core.snapshot.reader import Snapshot
from kgraph.core.snapshot.words import plain, words_of
from taxonomy.core.level_words import LEVEL_WORDS
from taxonomy.core.normalisation import TitleRefused, normalise

THRESHOLD = 0.5
"""Confidence below which the answer is "unknown" unless the asker says otherwise."""
_NEAREST = 30
_READINGS = 40


@dataclass(frozen=True, slots=True)
class Match:
    """A concept for a raw title.

    Attributes:
        method: ``exact`` (its preferred title), ``alias`` (another of its titles), ``parsed`` (after taking noise or
            rank off), ``nearest`` (by its letters).
        confidence: 0..1; for ``nearest`` the share of right answers at that closeness, see `_confidence`.
        removed: what was taken off.
    """

    concept: int
    title: int
    confidence: float
    method: str
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Normalized:
    """The answer for one raw title; ``match`` is None when it is unknown. ``candidates`` has different concepts."""

    text: str
    match: Match | None
    level: Level | None
    candidates: list[Match] = field(default_factory=list)


def normalize_title(
    snapshot: Snapshot, raw: str, *, threshold: float = THRESHOLD, top: int = 5, language: str | None = None
) -> Normalized:
    """The concept of a raw title, with ``top`` candidates, best first. Never raises for text that makes no sense."""
    try:
        key = normalise(raw).key
    except TitleRefused:
        return Normalized(raw, None, None)
    level = level_in(key)
    found = _known(snapshot, key, language)
    if not found:
        plainer = list(islice(readings(key), _READINGS))
        found = _parsed(snapshot, plainer, language)
        if not found or found[0].confidence < 0.8:
            found = sorted(found + _nearest(snapshot, key, plainer, language), key=lambda m: -m.confidence)
    candidates = _by_concept(found)[:top]
    best = candidates[0] if candidates and candidates[0].confidence >= threshold else None
    return Normalized(raw, best, level, candidates)


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


def _nearest(snapshot: Snapshot, key: str, plainer: list[Reading], language: str | None) -> list[Match]:
    texts = {plain(key): 1.0}
    for reading in plainer:
        if reading.trust >= 0.85:
            texts.setdefault(plain(reading.key), reading.trust)
    ranks = LEVEL_WORDS & set(words_of(key))
    best: dict[int, Match] = {}
    for text, trust in list(texts.items())[:4]:
        for title, cosine in snapshot.grams.nearest(text, _NEAREST):
            if language is not None and snapshot.title_language(title) != language:
                continue
            if not _ranks_agree(ranks, snapshot.title_key[title]):
                continue
            confidence = trust * _confidence(
                cosine, _shared(snapshot, text, plain(snapshot.title_key[title]))
            )
            known = best.get(title)
            if known is None or known.confidence < confidence:
                best[title] = Match(snapshot.title_concept(title), title, round(confidence, 4), "nearest")
    return sorted(best.values(), key=lambda match: (-match.confidence, match.title))


def _ranks_agree(asked: frozenset[str], key: str) -> bool:
    """Whether a title is of no other rank than the one asked for: seniority never passes for likeness."""
    has = LEVEL_WORDS & set(words_of(key))
    return has <= asked and not (asked - has) - DROPPABLE


def _shared(snapshot: Snapshot, one: str, other: str) -> float:
    """The share of the words' weight that two titles have in common; rare words weigh more."""
    mine, theirs = set(one.split()), set(other.split())
    all_, both = 0.0, 0.0
    for word in mine | theirs:
        weight = math.log1p(snapshot.titles / (1 + snapshot.spelling.frequency(word)))
        all_ += weight
        both += weight if word in mine and word in theirs else 0.0
    return both / all_ if all_ else 0.0


def _confidence(cosine: float, shared: float) -> float:
    """The likelihood that a nearest title is of the right concept: a logistic curve fitted on held-out
    labels (`benchmarks.normalise`)."""
    return 1.0 / (1.0 + math.exp(-(-6.65 + 7.84 * cosine + 2.05 * shared)))


def _by_concept(matches: list[Match]) -> list[Match]:
    seen: dict[int, Match] = {}
    for match in matches:
        seen.setdefault(match.concept, match)
    return list(seen.values())
