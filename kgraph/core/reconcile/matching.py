"""Candidates for the names in somebody's table, with the features behind each score."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from kgraph.core.query.noise import level_in
from kgraph.core.query.normalize import THRESHOLD, Match, normalize_title
from kgraph.core.reconcile.vocabulary import PROPERTIES, TYPE
from kgraph.core.snapshot import Snapshot
from kgraph.core.snapshot.words import plain
from taxonomy.core.errors import BadInput, Fault
from taxonomy.core.normalisation import TitleRefused, normalise

MOST_QUERIES: Final = 500
MOST_CANDIDATES: Final = 50
DEFAULT_CANDIDATES: Final = 10
MOST_TEXT: Final = 300
AHEAD: Final = 0.2
"""Confidence by which the best candidate must lead to be called a certain match, unless it is the title itself."""
_PROPERTY_WEIGHT: Final = 0.4
"""Share of the score that the given properties decide, where there are any."""


class BadQuery(BadInput):
    """A query that the specification does not allow; the sentence names it."""

    code = "reconcile.bad_query"


class TooManyQueries(Fault):
    """More queries in one batch than are taken."""

    code = "reconcile.too_many"
    status = 413


@dataclass(frozen=True, slots=True)
class Query:
    """One name to look for.

    Attributes:
        text: empty where only properties are given.
        types: wanted types; empty = any.
        properties: (property id, wanted values as text) in the order in which they were given.
    """

    text: str
    types: tuple[str, ...] = ()
    limit: int = DEFAULT_CANDIDATES
    properties: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A concept (dense number) for a query.

    Attributes:
        score: 0..100.
        match: whether it may be taken without a look.
        features: what the score is made of: name -> value.
    """

    concept: int
    title: int
    score: float
    match: bool
    features: dict[str, float | bool]


def parse_queries(text: str) -> dict[str, Query]:
    """The batch in ``text``, a JSON object of queries.

    Raises:
        BadQuery: naming the query and the member that is wrong.
        TooManyQueries
    """
    try:
        batch = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadQuery(f"The queries are not valid JSON: {error}.", field="queries") from error
    if not isinstance(batch, dict):
        raise BadQuery("The queries are an object: a name for each query.", field="queries")
    if len(batch) > MOST_QUERIES:
        raise TooManyQueries(
            f"{len(batch)} queries; the most in one batch is {MOST_QUERIES}.",
            field="queries",
            extra={"limit": MOST_QUERIES},
        )
    return {name: _query(query, f"queries.{name}") for name, query in batch.items()}


_MEMBERS: Final = frozenset({"query", "type", "type_strict", "limit", "properties"})


def _query(data: Any, place: str) -> Query:
    if not isinstance(data, dict):
        raise BadQuery(f"{place} is not an object.", field=place)
    if unknown := sorted(data.keys() - _MEMBERS):
        raise BadQuery(f"{place} has the unknown member '{unknown[0]}'.", field=place)
    text, properties = data.get("query", ""), _wanted(data.get("properties", []), place)
    if not isinstance(text, str):
        raise BadQuery(f"{place}.query is not a text.", field=f"{place}.query")
    if len(text) > MOST_TEXT:
        raise BadQuery(f"{place}.query is longer than {MOST_TEXT} characters.", field=f"{place}.query")
    if "query" not in data and not properties:
        raise BadQuery(f"{place} has neither 'query' nor 'properties'.", field=place)
    if data.get("type_strict", "any") not in ("any", "should", "all"):
        raise BadQuery(f"{place}.type_strict is one of any, should, all.", field=f"{place}.type_strict")
    return Query(text, _types(data.get("type", []), place), _limit(data.get("limit"), place), properties)


def _types(data: Any, place: str) -> tuple[str, ...]:
    found = [data] if isinstance(data, str) else data
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise BadQuery(f"{place}.type is a type's id, or a list of them.", field=f"{place}.type")
    return tuple(one for one in found if one)


def _limit(data: Any, place: str) -> int:
    if data is None:
        return DEFAULT_CANDIDATES
    if isinstance(data, bool) or not isinstance(data, int | float) or not data >= 1:
        raise BadQuery(f"{place}.limit is a number from 1 on.", field=f"{place}.limit")
    return int(min(data, MOST_CANDIDATES))


def _wanted(data: Any, place: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    where = f"{place}.properties"
    if not isinstance(data, list):
        raise BadQuery(f"{where} is not a list.", field=where)
    found = []
    for number, one in enumerate(data):
        if not isinstance(one, dict) or not isinstance(one.get("pid"), str) or "v" not in one:
            raise BadQuery(f"{where}[{number}] needs 'pid' and 'v'.", field=where)
        values = one["v"] if isinstance(one["v"], list) else [one["v"]]
        found.append((one["pid"], tuple(_value(value, f"{where}[{number}].v") for value in values)))
    return tuple(found)


def _value(data: Any, place: str) -> str:
    if isinstance(data, dict) and isinstance(data.get("id"), str):
        return str(data["id"])
    if isinstance(data, str | int | float):
        return str(data)[:MOST_TEXT]
    raise BadQuery(f"{place} is a text, a number, a truth value, or an object with an 'id'.", field=place)


def reconcile(graph: Snapshot, query: Query) -> list[Candidate]:
    """Concepts for a query, the best first; at the most ``query.limit``. A type that is not ours finds nothing."""
    if query.types and TYPE["id"] not in query.types:
        return []
    known = [(pid, values) for pid, values in query.properties if pid in PROPERTIES]
    if query.text.strip():
        answer = normalize_title(graph, query.text, threshold=THRESHOLD, top=query.limit)
        found = [
            _candidate(graph, match, query.text, known, lead=_lead(answer.candidates, place))
            for place, match in enumerate(answer.candidates)
        ]
    else:
        found = _by_properties(graph, known, query.limit)
    return sorted(found, key=lambda one: -one.score)


def _lead(matches: list[Match], place: int) -> float:
    """By how much a match is surer than the next best one; below 0 for all but the first."""
    others = [match.confidence for number, match in enumerate(matches) if number != place]
    return matches[place].confidence - max(others, default=0.0)


def _candidate(
    graph: Snapshot, match: Match, text: str, known: list[tuple[str, tuple[str, ...]]], *, lead: float
) -> Candidate:
    said = _agreement(graph, match.concept, known)
    confidence = match.confidence
    score = confidence if said is None else (1 - _PROPERTY_WEIGHT) * confidence + _PROPERTY_WEIGHT * said
    same = match.method in ("exact", "alias")
    certain = confidence >= THRESHOLD and (said is None or said >= 1.0) and lead >= (0.0 if same else AHEAD)
    if same and lead == 0.0:
        certain = False  # two concepts bear the very title
    features: dict[str, float | bool] = {
        "same_title": same,
        "preferred_title": match.method == "exact",
        "confidence": round(confidence, 4),
        "words_shared": round(_words_shared(text, graph.title_text[match.title]), 4),
        "noise_removed": float(len(match.removed)),
        "rank_stated": bool(level_in(_key(text))),
        "uses": float(graph.concept_count(match.concept)),
    }
    if said is not None:
        features["properties_agree"] = round(said, 4)
    return Candidate(match.concept, match.title, round(100.0 * score, 2), certain, features)


def _key(text: str) -> str:
    try:
        return normalise(text).key
    except TitleRefused:
        return ""


def _words_shared(one: str, other: str) -> float:
    """Share of the words of both that both have, 0..1."""
    mine, theirs = set(plain(_key(one)).split()), set(plain(_key(other)).split())
    return len(mine & theirs) / len(mine | theirs) if mine | theirs else 0.0


def _agreement(graph: Snapshot, concept: int, known: list[tuple[str, tuple[str, ...]]]) -> float | None:
    """Share of the given properties that the concept has a wanted value of; None where none is given."""
    if not known:
        return None
    agreed = 0
    for pid, wanted in known:
        has = _spoken(graph, concept, pid)
        agreed += any(_key(value) in has or value in has for value in wanted)
    return agreed / len(known)


def _spoken(graph: Snapshot, concept: int, pid: str) -> set[str]:
    """All that somebody may write for the values of a property: texts folded, numbers, ids and titles of concepts."""
    found = PROPERTIES[pid]
    values = found.values(graph, concept)
    if found.kind == "concept":
        ids = {str(graph.concept_id(other)) for other in values}
        return ids | {_key(graph.title_text[title]) for other in values for title in graph.members(other)}
    return {str(value) for value in values} | {_key(str(value)) for value in values if found.kind == "text"}


def _by_properties(graph: Snapshot, known: list[tuple[str, tuple[str, ...]]], limit: int) -> list[Candidate]:
    """Without a name: the concepts next to those that the properties name, or those that bear a given title."""
    found: dict[int, int] = {}
    for pid, wanted in known:
        for value in wanted:
            for concept in _named(graph, value):
                near = [concept] if PROPERTIES[pid].kind == "text" else _standing(graph, pid, concept)
                for other in near:
                    found.setdefault(other, graph.preferred(other))
    ranked = sorted(found, key=lambda concept: (-graph.concept_count(concept), concept))
    matches = [Match(concept, found[concept], 0.0, "property") for concept in ranked[: 20 * limit]]
    candidates = [_candidate(graph, match, "", known, lead=-1.0) for match in matches]
    return sorted(candidates, key=lambda one: -one.score)[:limit]


def _named(graph: Snapshot, value: str) -> list[int]:
    """Concepts by their number or by one of their titles."""
    if value.isdigit() and len(value) < 19:
        number = int(value)
        found = graph.concept_with_id(graph.redirect(number) or number)
        if found is not None:
            return [found]
    return [graph.title_concept(title) for title in graph.lookup.titles(_key(value))]


def _standing(graph: Snapshot, pid: str, concept: int) -> list[int]:
    """Concepts of which the property ``pid`` has ``concept`` as a value."""
    if PROPERTIES[pid].kind != "concept":
        return []
    row: list[int] = list(graph.outward[pid].row(concept))
    return row
