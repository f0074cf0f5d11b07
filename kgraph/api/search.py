"""What a search engine asks: suggest, normalise, expand, and the way from one concept to another."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from kgraph.api.graph_shapes import (
    MAX_BULK,
    RELEASE,
    ExpandOut,
    ExpandQuery,
    NormalizeBulkIn,
    NormalizeBulkOut,
    NormalizeOut,
    NormalizeQuery,
    PathOut,
    PathQuery,
    SuggestOut,
    SuggestQuery,
    answers,
)
from kgraph.api.rendering import concept_data
from kgraph.api.serving import ConceptMissing, GraphView, concept_following
from kgraph.core.query.expand import expand
from kgraph.core.query.inspect import inspect_title, parts_of_key
from kgraph.core.query.normalize import Match, Normalized, normalize_title, normalize_titles
from kgraph.core.query.paths import shortest_path
from kgraph.core.query.suggest import suggest
from kgraph.core.snapshot import Snapshot
from taxonomy.core.errors import Fault


class TooManyTitles(Fault):
    """More titles in one request than are taken."""

    code = "normalize.too_many"
    status = 413


class SuggestView(GraphView):
    """Completion of what is being typed."""

    @extend_schema(parameters=[RELEASE, SuggestQuery], responses=answers(SuggestOut), operation_id="suggest")
    def get(self, request: Request) -> Response:
        """Titles for what was typed so far, the most used first.

        ``how``: the title goes on so, or has it from a later word on (`prefix`); its words begin so in another order
        (`words`); so after one slip of the typist is put right (`corrected`); it looks alike (`near`).
        """
        return self.answer(request, _suggest, query=SuggestQuery)


def _suggest(graph: Snapshot, asked: dict[str, Any]) -> dict[str, Any]:
    found = suggest(graph, asked["q"], asked["limit"], asked["language"] or None)
    rows = []
    for suggestion in found:
        concept = graph.title_concept(suggestion.title)
        rows.append(
            {
                "text": graph.title_text[suggestion.title],
                "title_id": graph.title_id(suggestion.title),
                "concept_id": graph.concept_id(concept),
                "preferred": graph.name(concept),
                "count": graph.title_count(suggestion.title),
                "how": suggestion.how,
            }
        )
    return {"suggestions": rows}


class NormalizeView(GraphView):
    """One raw title."""

    @extend_schema(
        parameters=[RELEASE, NormalizeQuery],
        responses=answers(NormalizeOut),
        operation_id="normalize",
    )
    def get(self, request: Request) -> Response:
        """The concept of a raw title.

        Methods, in the order in which they are tried: `exact` and `alias` (a title of the concept), `parsed` (after
        places, hours, reference numbers and ranks were taken off; told in ``removed``), `nearest` (with a typist's slip
        put right), `learned` (by what the learner knows of titles, and by letters; the confidence is the share of right
        answers; a release that was built without a learner has `nearest` instead, by letters and words alone). Rank is
        told apart in ``level`` and never hides in a match: "Senior Nurse" may be the concept "Nurse" with a level, but
        not the concept "Junior Nurse". Below the threshold the answer is ``unknown``, with candidates.
        """
        return self.answer(request, _one, query=NormalizeQuery)


def _one(graph: Snapshot, asked: dict[str, Any]) -> dict[str, Any]:
    answer = _normalize(graph, asked["q"], asked)
    body = _normalized(graph, answer)
    if asked["inspect"]:
        found = inspect_title(graph, answer, threshold=asked["threshold"])
        body["inspection"] = {
            "key": found.key,
            "tried": [
                {
                    "reading": one.reading.key,
                    "trust": round(one.reading.trust, 4),
                    "removed": list(one.reading.removed),
                    "levels": list(one.reading.levels),
                    "found": None if one.found is None else graph.title_text[one.found],
                }
                for one in found.tried
            ],
            "near": [
                {
                    "title": graph.title_text[near.title],
                    "concept_id": graph.concept_id(graph.title_concept(near.title)),
                    "cosine": round(near.letters, 4),
                    "meaning": None if near.meaning is None else round(near.meaning, 4),
                }
                for near in found.near
            ],
            "verdict": found.verdict,
        }
    return body


class NormalizeBulkView(GraphView):
    """Many raw titles."""

    weight = 20

    @extend_schema(
        parameters=[RELEASE],
        request=NormalizeBulkIn,
        responses=answers(NormalizeBulkOut, bulk=True),
        operation_id="normalize_bulk",
        examples=[
            OpenApiExample(
                "Two titles",
                value={"titles": ["Sr. Software Engineer (m/w/d)", "sous chefs"], "top": 1},
                request_only=True,
            )
        ],
    )
    def post(self, request: Request) -> Response:
        """Up to 500 raw titles, answered in their order. An empty one is unknown."""
        titles = request.data.get("titles") if isinstance(request.data, dict) else None
        if isinstance(titles, list) and len(titles) > MAX_BULK:
            raise TooManyTitles(
                f"{len(titles)} titles; the most in one request is {MAX_BULK}.",
                field="titles",
                extra={"limit": MAX_BULK},
            )
        return self.answer(request, _bulk, query=NormalizeBulkIn, data=request.data)


def _bulk(graph: Snapshot, asked: dict[str, Any]) -> dict[str, Any]:
    titles = list(dict.fromkeys(asked["titles"]))
    answers = normalize_titles(graph, titles, **_how(asked))
    seen = {title: _normalized(graph, answer) for title, answer in zip(titles, answers, strict=True)}
    results = [seen[title] for title in asked["titles"]]
    return {"results": results, "unknown": sum(result["unknown"] for result in results)}


def _normalize(graph: Snapshot, raw: str, asked: dict[str, Any]) -> Normalized:
    return normalize_title(graph, raw, **_how(asked))


def _how(asked: dict[str, Any]) -> dict[str, Any]:
    return {
        "threshold": asked["threshold"],
        "top": max(1, asked["top"]),
        "language": asked["language"] or None,
    }


def _normalized(graph: Snapshot, answer: Normalized) -> dict[str, Any]:
    parts = parts_of_key(answer.key)
    return {
        "input": answer.text,
        "match": _match(graph, answer.match) if answer.match else None,
        "unknown": answer.match is None,
        "level": {"rank": answer.level.rank, "words": list(answer.level.words)} if answer.level else None,
        "core": parts.core,
        "modifiers": list(parts.modifiers),
        "candidates": [_match(graph, candidate) for candidate in answer.candidates],
    }


def _match(graph: Snapshot, match: Match) -> dict[str, Any]:
    return {
        "concept_id": graph.concept_id(match.concept),
        "preferred": graph.name(match.concept),
        "title": graph.title_text[match.title],
        "confidence": match.confidence,
        "method": match.method,
        "removed": list(match.removed),
    }


class ExpandView(GraphView):
    """More words for a query."""

    @extend_schema(parameters=[RELEASE, ExpandQuery], responses=answers(ExpandOut), operation_id="expand")
    def get(self, request: Request) -> Response:
        """Terms to search for as well, each with a weight and a reason in words.

        ``relations`` are what a term may be to the concept asked about: `narrower` gives narrower terms. Rank is
        followed only when `senior` or `junior` is asked for, and told as such. Ways never turn back, `related` ends a
        way, and what people judged to be unrelated to the concept is left out.
        """
        return self.answer(request, _expand, query=ExpandQuery)


def _expand(graph: Snapshot, asked: dict[str, Any]) -> dict[str, Any]:
    match, without = None, None
    if "concept" in asked:
        concept = concept_following(graph, asked["concept"], "concept")
    else:
        match = normalize_title(
            graph, asked["q"], threshold=asked["threshold"], language=asked["language"] or None
        ).match
        if match is None:
            return {"concept": None, "match": None, "terms": []}
        concept = match.concept
        without = match.title if match.method in ("exact", "alias") else None
    terms = expand(
        graph,
        concept,
        relations=asked["relations"],
        depth=asked["depth"],
        decay=asked["decay"],
        limit=asked["limit"],
        without=without,
    )
    rows = [
        {
            "text": graph.title_text[term.title],
            "concept_id": graph.concept_id(term.concept),
            "weight": term.weight,
            "hops": term.hops,
            "relation": term.relation,
            "reason": term.reason,
            "edges": [graph.edge_id(edge) for edge in term.edges],
        }
        for term in terms
    ]
    return {
        "concept": concept_data(graph, concept),
        "match": _match(graph, match) if match else None,
        "terms": rows,
    }


class PathView(GraphView):
    """The way from one concept to another."""

    @extend_schema(parameters=[RELEASE, PathQuery], responses=answers(PathOut), operation_id="path")
    def get(self, request: Request) -> Response:
        """A way of the fewest edges. Each step reads: ``from`` is ``relation`` than ``to``.

        ``from`` and ``to`` are numbers of concepts, or titles. With ``relations=senior`` the way leads down only.
        """
        return self.answer(request, _path, query=PathQuery)


def _path(graph: Snapshot, asked: dict[str, Any]) -> dict[str, Any]:
    start, end = (_named(graph, asked[field], field) for field in ("from", "to"))
    steps = shortest_path(graph, start, end, asked["relations"])
    rows = [
        {
            "edge_id": graph.edge_id(step.edge),
            "from": concept_data(graph, step.start),
            "relation": step.relation,
            "to": concept_data(graph, step.end),
        }
        for step in steps or ()
    ]
    return {"found": steps is not None, "steps": rows, "length": len(steps) if steps is not None else None}


def _named(graph: Snapshot, word: str, field: str) -> int:
    """A concept by its number, or by one of its titles."""
    if word.isascii() and word.isdigit() and len(word) < 19:
        return concept_following(graph, int(word), field)
    match = normalize_title(graph, word).match
    if match is None:
        raise ConceptMissing(f"“{word}” is no title of release {graph.number}.", field=field)
    return match.concept
