"""More words for a query: the titles of a concept and of those around it, each with a weight and a reason.

Only ways that keep a meaning are gone. Narrower, broader, senior and junior each go on in their own direction and
never turn back (a narrower term of a broader one is a sibling, not a narrower term); ``related`` is not transitive
and ends a way. What is reached over rank is told as ``senior`` or ``junior``, never as a synonym, and only when
these relations are asked for. A concept that people judged ``unrelated`` to the first one is left out.
"""

from __future__ import annotations

from dataclasses import dataclass

from kgraph.core.snapshot.reader import Snapshot

EXPANDABLE = ("synonym", "narrower", "broader", "related", "senior", "junior")
FACTOR = {"synonym": 0.95, "narrower": 0.8, "broader": 0.5, "related": 0.4, "senior": 0.3, "junior": 0.3}
"""What one step of a relation leaves of the weight: how seldom a searcher minds the term in its place."""
PHRASE = {
    "synonym": "means the same as",
    "narrower": "is narrower than",
    "broader": "is broader than",
    "senior": "is senior to",
    "junior": "is junior to",
    "related": "is related to",
    "unrelated": "is unrelated to",
}
_THEN = {
    "": frozenset({"narrower", "broader", "related", "senior", "junior"}),
    "narrower": frozenset({"narrower", "related", "senior", "junior"}),
    "broader": frozenset({"broader", "related"}),
    "senior": frozenset({"senior"}),
    "junior": frozenset({"junior"}),
    "related": frozenset[str](),
}
_RIM = 2_000
"""Concepts from which the next step is taken, the best ones; keeps hubs from filling the answer."""


@dataclass(frozen=True, slots=True)
class Term:
    """A title to search for as well.

    Attributes:
        weight: 0..1, product of the factors of the steps and of the decay for each step after the first.
        hops: steps between the concepts; 0 for a synonym.
        relation: what the term's concept is to the first one.
        reason: the way in words.
    """

    title: int
    concept: int
    weight: float
    hops: int
    relation: str
    reason: str


@dataclass(frozen=True, slots=True)
class _Way:
    concept: int
    weight: float
    words: tuple[str, ...] = ()
    over: tuple[int, ...] = ()

    @property
    def relation(self) -> str:
        return self.words[-1] if self.words else ""


def expand(
    snapshot: Snapshot,
    concept: int,
    *,
    relations: tuple[str, ...] = ("synonym", "narrower", "related"),
    depth: int = 1,
    decay: float = 0.5,
    limit: int = 50,
    without: int | None = None,
) -> list[Term]:
    """At most ``limit`` terms by falling weight, then by use.

    Args:
        relations: what a term may be to the concept, of `EXPANDABLE`. With ``synonym`` all titles of a concept
            are terms, else only the preferred one of each other concept.
        depth: steps at the most.
        decay: 0..1, what each step after the first leaves of the weight, beside its own factor.
        without: a title that is not told (the one that was typed).
    """
    ways = [_Way(concept, 1.0), *_ways(snapshot, concept, frozenset(relations), depth, decay)]
    ways.sort(key=lambda way: (-way.weight, -snapshot.concept_count(way.concept), way.concept))
    terms: list[Term] = []
    for way in ways:
        if len(terms) >= limit * 2:
            break
        terms += _terms(snapshot, concept, way, "synonym" in relations, without)
    terms.sort(key=lambda term: (-term.weight, -snapshot.title_count(term.title), term.title))
    return terms[:limit]


def _ways(
    snapshot: Snapshot, concept: int, relations: frozenset[str], depth: int, decay: float
) -> list[_Way]:
    barred = {concept, *snapshot.steps["unrelated"].row(concept)}
    best: dict[int, _Way] = {}
    rim = [_Way(concept, 1.0)]
    for hop in range(depth):
        following: dict[tuple[int, str], _Way] = {}
        for way in rim:
            for word in sorted(relations & _THEN[way.relation]):
                weight = way.weight * FACTOR[word] * (decay if hop else 1.0)
                for there in snapshot.steps[word].row(way.concept):
                    known = following.get((there, word))
                    if there not in barred and (known is None or known.weight < weight):
                        following[there, word] = _Way(
                            there, weight, (*way.words, word), (*way.over, way.concept)
                        )
        rim = [way for way in following.values() if way.weight > 0 and _better(way, best)]
        rim.sort(key=lambda way: (-way.weight, -snapshot.concept_count(way.concept), way.concept))
        rim = rim[:_RIM]
        for way in reversed(rim):
            best[way.concept] = way
    return list(best.values())


def _better(way: _Way, best: dict[int, _Way]) -> bool:
    known = best.get(way.concept)
    return known is None or way.weight > known.weight


def _terms(snapshot: Snapshot, first: int, way: _Way, all_titles: bool, without: int | None) -> list[Term]:
    if not way.words and not all_titles:
        return []
    name = snapshot.name(way.concept)
    why = _reason(snapshot, way)
    terms = []
    for rank, title in enumerate(
        snapshot.members(way.concept) if all_titles else [snapshot.preferred(way.concept)]
    ):
        if title == without:
            continue
        weight = way.weight * (FACTOR["synonym"] if rank else 1.0)
        same = f"“{snapshot.title_text[title]}” means the same as “{name}”"
        if not rank:
            reason = why or f"“{name}” is the preferred title of the concept"
        else:
            reason = f"{same}; {why}" if why else same
        relation = way.relation or "synonym"
        terms.append(Term(title, way.concept, round(weight, 6), len(way.words), relation, reason))
    return terms


def _reason(snapshot: Snapshot, way: _Way) -> str:
    if not way.words:
        return ""
    parts = [f"“{snapshot.name(way.concept)}”"]
    for index in range(len(way.words) - 1, -1, -1):
        which = "" if index == len(way.words) - 1 else "which "
        parts.append(
            f"{which}{PHRASE[way.words[index]]} “{snapshot.name(way.over[index])}”" + ("," if index else "")
        )
    return " ".join(parts)
