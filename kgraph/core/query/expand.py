"""More words for a query: the titles of a concept and of those around it, each with a weight and a reason.

Only ways that keep a meaning are gone. Narrower, broader, senior and junior each go on in their own direction and
never turn back (a narrower term of a broader one is a sibling, not a narrower term); ``related`` is not transitive
and ends a way. What is reached over rank is told as ``senior`` or ``junior``, never as a synonym, and only when
these relations are asked for. A concept that people judged ``unrelated`` to the first one is left out.

People err, and one wrong synonym puts "senior chef" among the titles of "chef". So the words are heard too: a title
that says nothing but another rank than the one it stands beside (`taxonomy.core.levels.label_relation`) is no synonym
of it, whatever the edges say.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from kgraph.core.snapshot.reader import Snapshot
from taxonomy.core.levels import label_relation

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
_RANKS = frozenset({"senior", "junior"})
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
        edges: dense numbers of edges on the way, from the concept asked about on; then those that say that the title
            means the same as others of its concept, `_MOST_SYNONYM_EDGES` at the most.
    """

    title: int
    concept: int
    weight: float
    hops: int
    relation: str
    reason: str
    edges: tuple[int, ...] = ()


_MOST_SYNONYM_EDGES = 5


class _Way(NamedTuple):
    """A concept reached, what it is to the one before, and the way there."""

    concept: int
    weight: float
    relation: str
    before: _Way | None
    hops: int


class _Found(NamedTuple):
    """A term in the order in which terms are told, smallest first; its words are made last."""

    lack: float  # of weight
    rungs: int
    disuse: int
    title: int
    way: _Way
    other: bool  # not the preferred title of its concept
    rank: str  # what its words say that it is to the title it stands beside, where that is another rank


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
    """At most ``limit`` terms by falling weight, then (over rank) the nearer rung first, then by use.

    Args:
        relations: what a term may be to the concept, of `EXPANDABLE`. With ``synonym`` all titles of a concept
            are terms, else only the preferred one of each other concept.
        depth: steps at the most.
        decay: 0..1, what each step after the first leaves of the weight, beside its own factor.
        without: a title that is not told (the one that was typed).
    """
    start = _Way(concept, 1.0, "", None, 0)
    asked = frozenset(relations)
    typed = without if without is not None and snapshot.title_concept(without) == concept else None
    ways = _ways(snapshot, start, frozenset(relations), depth, decay)
    ways.sort(key=lambda way: -way.weight)
    all_titles = "synonym" in relations
    found: list[_Found] = _titles_of(snapshot, start, 0, without, asked, typed) if all_titles else []
    own = snapshot.rung(concept)
    bar = 0.0  # what a term must weigh to be told
    for way in ways:
        if len(found) >= limit:
            if way.weight < bar or not bar:
                found.sort()
                del found[limit:]
                bar = -found[-1].lack
            if way.weight < bar:
                break
        rungs = abs(snapshot.rung(way.concept) - own) if way.relation in _RANKS else 0
        if all_titles:
            found += _titles_of(snapshot, way, rungs, without, asked, None)
        else:
            title = snapshot.preferred(way.concept)
            if title != without:
                count = snapshot.title_count(title)
                found.append(_Found(-way.weight, rungs, -count, title, way, False, ""))
    found.sort()
    return [_term(snapshot, one) for one in found[:limit]]


def _titles_of(
    snapshot: Snapshot, way: _Way, rungs: int, without: int | None, asked: frozenset[str], typed: int | None
) -> list[_Found]:
    """The titles of a concept; one that says another rank than ``typed`` (or the preferred one) only when it is asked."""
    members, beside = snapshot.members(way.concept), typed
    beside = members[0] if beside is None else beside
    found = []
    for title in members:
        if title == without:
            continue
        rank = "" if title == beside else _rank(snapshot, title, beside)
        if rank and rank not in asked:
            continue
        other = title != members[0]
        weight = way.weight * (FACTOR[rank] if rank else FACTOR["synonym"] if other else 1.0)
        found.append(_Found(-weight, rungs, -snapshot.title_count(title), title, way, other, rank))
    return found


def _rank(snapshot: Snapshot, title: int, beside: int) -> str:
    """``senior`` or ``junior`` where the words of two titles differ in nothing but rank; else nothing."""
    said = label_relation(snapshot.title_key[title], snapshot.title_key[beside])
    return said if said in _RANKS else ""


def _ways(snapshot: Snapshot, start: _Way, relations: frozenset[str], depth: int, decay: float) -> list[_Way]:
    """The best way to each concept within the depth."""
    barred = {start.concept, *snapshot.steps["unrelated"].row(start.concept)}
    onward, steps = _onward(relations), snapshot.steps
    best: dict[int, _Way] = {}
    rim = [start]
    for hop in range(1, depth + 1):
        following: dict[tuple[int, str], _Way] = {}
        for way in rim:
            for word, factor in onward[way.relation]:
                weight = way.weight * factor * (decay if hop > 1 else 1.0)
                for there in steps[word].row(way.concept):
                    known = following.get((there, word))
                    if there not in barred and (known is None or known.weight < weight):
                        following[there, word] = _Way(there, weight, word, way, hop)
        if not following:
            break
        rim = [way for way in following.values() if way.weight > 0 and _better(way, best)]
        if len(rim) > 1:
            rim.sort(key=lambda way: (-way.weight, -snapshot.concept_count(way.concept), way.concept))
            del rim[_RIM:]
        for way in reversed(rim):
            best[way.concept] = way
    return list(best.values())


@lru_cache
def _onward(relations: frozenset[str]) -> dict[str, tuple[tuple[str, float], ...]]:
    """The steps that may follow each relation, with what they leave of the weight."""
    return {
        relation: tuple((word, FACTOR[word]) for word in sorted(relations & then))
        for relation, then in _THEN.items()
    }


def _better(way: _Way, best: dict[int, _Way]) -> bool:
    known = best.get(way.concept)
    return known is None or way.weight > known.weight


def _term(snapshot: Snapshot, found: _Found) -> Term:
    way = found.way
    name = snapshot.name(way.concept)
    why = _reason(snapshot, way, name)
    relation = found.rank or way.relation or "synonym"
    text = snapshot.title_text[found.title]
    if found.rank:
        reason = f"“{text}” {PHRASE[found.rank]} “{name}” by its words, though an edge calls them the same"
    elif found.other:
        reason = f"“{text}” means the same as “{name}”"
    else:
        reason = why or f"“{name}” is the preferred title of the concept"
        why = ""
    if why:
        reason = f"{reason}; {why}"
    edges = _edges_on(snapshot, way)
    if found.other:
        edges += _edges_of_title(snapshot, way.concept, found.title)
    return Term(found.title, way.concept, round(-found.lack, 6), way.hops, relation, reason, tuple(edges))


def _edges_on(snapshot: Snapshot, way: _Way) -> list[int]:
    """One edge for each step of a way."""
    edges = []
    while way.before is not None:
        step, start = snapshot.steps[way.relation], way.before.concept
        first = step.offsets[start]
        edges.append(step.edge[bisect_left(step.to, way.concept, first, step.offsets[start + 1])])
        way = way.before
    edges.reverse()
    return edges


def _edges_of_title(snapshot: Snapshot, concept: int, title: int) -> list[int]:
    """Edges that make a title a title of its concept."""
    own = (edge for edge in snapshot.edges_inside(concept) if title in snapshot.edge_ends(edge)[1:3])
    return list(islice(own, _MOST_SYNONYM_EDGES))


def _reason(snapshot: Snapshot, way: _Way, name: str) -> str:
    """The way in words, from the term back to the concept asked about."""
    if way.before is None:
        return ""
    before = way.before
    reason = f"“{name}” {PHRASE[way.relation]} “{snapshot.name(before.concept)}”"
    while before.before is not None:
        reason += f", which {PHRASE[before.relation]} “{snapshot.name(before.before.concept)}”"
        before = before.before
    return reason
