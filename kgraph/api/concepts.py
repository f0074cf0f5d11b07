"""Concepts at the door: what they are, what is around them, where they stand."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

import numpy as np
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from kgraph.api.graph_shapes import (
    RELEASE,
    BatchIn,
    BatchOut,
    ConceptOut,
    ConceptQuery,
    ConceptsOut,
    ConceptsQuery,
    EdgesOut,
    EdgesQuery,
    LadderOut,
    LadderQuery,
    NeighbourhoodChangesOut,
    NeighbourhoodChangesQuery,
    NeighbourhoodOut,
    NeighbourhoodQuery,
    ReachedOut,
    ReachedQuery,
    answers,
)
from kgraph.api.rendering import concept_data, edge_data, title_data, title_of_concept_data
from kgraph.api.serving import ConceptMissing, GraphView, concept_following, concept_number, entity_tag
from kgraph.core.query.ladder import ladder
from kgraph.core.query.neighbourhood import edges_among, neighbourhood
from kgraph.core.query.suggest import suggest
from kgraph.core.query.surroundings_changes import ConceptChange, surroundings_changes
from kgraph.core.query.walk import SEEN_WORDS, Neighbour, closure, neighbours, reached, words_asked
from kgraph.core.snapshot import Snapshot
from kgraph.selectors.releases import release_choose, snapshot_open
from taxonomy.core.relations import inverse


class ConceptsView(GraphView):
    """All concepts."""

    @extend_schema(
        parameters=[RELEASE, ConceptsQuery],
        responses=answers(ConceptsOut),
        operation_id="concepts_list",
    )
    def get(self, request: Request) -> Response:
        """Concepts in the order of their numbers; with ``q`` those that have a title like it, the best first."""
        return self.answer(request, _concepts, query=ConceptsQuery)


def _concepts(graph: Snapshot, asked: dict[str, Any]) -> dict[str, Any]:
    size, language = asked["page_size"], asked["language"]
    following = None
    if asked["q"]:
        titles = suggest(graph, asked["q"], size * 3, language or None)
        found = list(dict.fromkeys(graph.title_concept(s.title) for s in titles))[:size]
    else:
        start = int(np.searchsorted(graph.array("concept_id"), (asked["cursor"] or 0) + 1))
        found = []
        for concept in range(start, graph.concepts):
            if not language or graph.title_language(graph.preferred(concept)) == language:
                if len(found) == size:
                    following = graph.concept_id(found[-1])
                    break
                found.append(concept)
    rows = [
        {
            **concept_data(graph, concept),
            "language": graph.title_language(graph.preferred(concept)),
            "titles": len(graph.members(concept)),
            "count": graph.concept_count(concept),
        }
        for concept in found
    ]
    return {"next": following, "results": rows}


class ConceptView(GraphView):
    """One concept."""

    @extend_schema(
        parameters=[RELEASE, ConceptQuery],
        responses=answers(ConceptOut, concept=True),
        operation_id="concepts_read",
    )
    def get(self, request: Request, number: int) -> Response:
        """The concept with all its titles. A number that was merged away is redirected (308) with ``replacedBy``."""
        return self.answer(
            request,
            lambda graph, asked: _concept(graph, concept_number(graph, number), asked["language"]),
            query=ConceptQuery,
        )


class ConceptsBatchView(GraphView):
    """Many concepts at once."""

    weight = 20

    @extend_schema(
        parameters=[RELEASE],
        request=BatchIn,
        responses=answers(BatchOut, bulk=True),
        operation_id="concepts_batch",
    )
    def post(self, request: Request) -> Response:
        """Up to 500 concepts. A number that was merged away comes with its heir, one that never was with null."""
        return self.answer(request, _batch, query=BatchIn, data=request.data)


def _batch(graph: Snapshot, asked: dict[str, Any]) -> dict[str, Any]:
    rows = []
    for number in asked["ids"]:
        heir = graph.redirect(number)
        found = graph.concept_with_id(heir or number)
        told = _concept(graph, found, asked["language"]) if found is not None else None
        rows.append({"asked": number, "replacedBy": heir, "concept": told})
    return {"results": rows}


def _in_language(graph: Snapshot, concept: int, languages: str) -> int:
    """The first title of a concept in the first of the languages that has one; else the preferred title."""
    members = graph.members(concept)
    for language in (part.strip() for part in languages.split(",")):
        for title in members:
            if language and graph.title_language(title) == language:
                return title
    return members[0]


def _concept(graph: Snapshot, concept: int, languages: str = "") -> dict[str, Any]:
    preferred = graph.preferred(concept)
    redirects = graph.array("redirect")
    on_ladder = int(graph.array("ladder_of")[concept]) >= 0
    return {
        "id": graph.concept_id(concept),
        "preferred": title_data(graph, preferred),
        "name": title_data(graph, _in_language(graph, concept, languages)),
        "titles": [title_data(graph, title) for title in graph.members(concept)],
        "language": graph.title_language(preferred),
        "counts": {word: graph.steps[inverse(word)].degree(concept) for word in SEEN_WORDS},
        "rung": int(graph.array("ladder_rung")[concept]) if on_ladder else None,
        "replaces": redirects[redirects[:, 1] == graph.concept_id(concept), 0].tolist(),
    }


class ConceptEdgesView(GraphView):
    """What a concept is to others."""

    @extend_schema(
        parameters=[RELEASE, EdgesQuery],
        responses=answers(EdgesOut, concept=True),
        operation_id="concepts_edges",
    )
    def get(self, request: Request, number: int) -> Response:
        """Edges of the concept. Each reads: this concept is ``relation`` than ``concept``.

        With ``inferred=1`` also what follows over several edges of `broader` or `senior`, with the concepts between.
        ``relation=synonym`` lists the edges that join its own titles.
        """
        return self.answer(
            request,
            lambda graph, asked: _edges(graph, concept_number(graph, number), asked),
            query=EdgesQuery,
        )


def _edges(graph: Snapshot, concept: int, asked: dict[str, Any]) -> dict[str, Any]:
    words = words_asked(asked["relation"], asked["direction"]) if asked["relation"] != ("synonym",) else ()
    found: Sequence[Neighbour] = neighbours(graph, concept, words)
    if asked["inferred"]:
        found = [*found, *closure(graph, concept, words, asked["limit"])]
    edges = [_neighbour(graph, neighbour) for neighbour in found[: asked["limit"]]]
    total = len(found)
    if "synonym" in asked["relation"]:
        inside = _synonym_edges(graph, concept)
        total += len(inside)
        edges = [*edges, *inside][: asked["limit"]]
    return {"concept": concept_data(graph, concept), "edges": edges, "cut": total > len(edges)}


def _neighbour(graph: Snapshot, neighbour: Neighbour) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": None,
        "relation": neighbour.relation,
        "concept": concept_data(graph, neighbour.concept),
        "inferred": neighbour.inferred,
    }
    if neighbour.inferred:
        row["via"] = [graph.name(concept) for concept in neighbour.via]
        row["via_concepts"] = [graph.concept_id(concept) for concept in neighbour.via]
        return row
    row["id"], subject, object_, row["first_release"] = graph.edge_ends(neighbour.edge)
    row["subject"] = title_of_concept_data(graph, subject)
    row["object"] = title_of_concept_data(graph, object_)
    return row


def _synonym_edges(graph: Snapshot, concept: int) -> list[dict[str, Any]]:
    rows = []
    for edge in graph.edges_inside(concept):
        data = edge_data(graph, edge)
        rows.append(
            {
                "id": data["id"],
                "relation": "synonym",
                "concept": concept_data(graph, concept),
                "inferred": False,
                **{key: data[key] for key in ("subject", "object", "first_release")},
            }
        )
    return rows


class ConceptLadderView(GraphView):
    """Where a concept stands among those above and below it."""

    @extend_schema(
        parameters=[RELEASE, LadderQuery],
        responses=answers(LadderOut, concept=True),
        operation_id="concepts_ladder",
    )
    def get(self, request: Request, number: int) -> Response:
        """The ladder that ``senior`` edges make, from junior to senior; each rung above all whom it outranks."""
        return self.answer(
            request,
            lambda graph, asked: _ladder(graph, concept_number(graph, number), asked),
            query=LadderQuery,
        )


def _ladder(graph: Snapshot, concept: int, asked: dict[str, Any]) -> dict[str, Any]:
    found = ladder(graph, concept, line_only=asked["scope"] == "line", limit=asked["limit"])
    return {
        "concept": concept_data(graph, concept),
        "rungs": [[concept_data(graph, other) for other in rung] for rung in found.rungs],
        "heights": found.heights,
        "self_rung": found.self_rung,
        "edges": _links(graph, edges_among(graph, [c for rung in found.rungs for c in rung], ("senior",))),
        "cut": found.cut,
    }


class ConceptReachedView(GraphView):
    """All below or above a concept."""

    @extend_schema(
        parameters=[RELEASE, ReachedQuery],
        responses=answers(ReachedOut, concept=True),
        operation_id="concepts_reached",
    )
    def get(self, request: Request, number: int) -> Response:
        """The numbers of all concepts that this one is ``relation`` than, by one edge or by what follows of several.

        With `broader` it is the filter "this and everything below". It is worked out when a release is made, so that the
        widest concept costs no more than to send it.
        """
        return self.answer(
            request,
            lambda graph, asked: _reached(graph, concept_number(graph, number), asked),
            query=ReachedQuery,
        )


def _reached(graph: Snapshot, concept: int, asked: dict[str, Any]) -> dict[str, Any]:
    found = sorted(reached(graph, concept, asked["relation"]))
    # Dense numbers are in the order of the ids.
    start = bisect_left(found, (asked["cursor"] or 0) + 1, key=graph.concept_id)
    page = found[start : start + asked["page_size"]]
    results = graph.array("concept_id")[page].tolist() if page else []
    following = results[-1] if start + len(page) < len(found) else None
    named = {"concept": concept_data(graph, concept), "relation": asked["relation"]}
    return {**named, "total": len(found), "next": following, "results": results}


class NeighbourhoodView(GraphView):
    """The graph around a concept, for a picture."""

    @extend_schema(
        parameters=[RELEASE, NeighbourhoodQuery],
        responses=answers(NeighbourhoodOut, concept=False),
        operation_id="neighbourhood",
    )
    def get(self, request: Request) -> Response:
        """Concepts within ``depth`` edges, the most used ones first where the limit cuts, and the edges among them."""
        return self.answer(request, _neighbourhood, query=NeighbourhoodQuery)


def _neighbourhood(graph: Snapshot, asked: dict[str, Any]) -> dict[str, Any]:
    concept = concept_following(graph, asked["concept"], "concept")
    found = neighbourhood(
        graph, concept, depth=asked["depth"], limit=asked["limit"], words=asked["relations"] or SEEN_WORDS
    )
    return {
        "nodes": [_node(graph, other, hops) for other, hops in found.hops.items()],
        "edges": _links(graph, found.edges),
        "cut": found.cut,
    }


def _node(graph: Snapshot, concept: int, hops: int) -> dict[str, Any]:
    return {
        "id": graph.concept_id(concept),
        "label": graph.name(concept),
        "size": len(graph.members(concept)),
        "count": graph.concept_count(concept),
        "hops": hops,
    }


def _links(graph: Snapshot, edges: list[tuple[int, int, str, int]]) -> list[dict[str, Any]]:
    return [
        {
            "id": graph.edge_id(edge),
            "source": graph.concept_id(subject),
            "target": graph.concept_id(object_),
            "relation": relation,
        }
        for edge, subject, relation, object_ in edges
    ]


class NeighbourhoodChangesView(GraphView):
    """What changed around a concept."""

    @extend_schema(
        parameters=[RELEASE, NeighbourhoodChangesQuery],
        responses=answers(NeighbourhoodChangesOut),
        operation_id="neighbourhood_changes",
    )
    def get(self, request: Request) -> Response:
        """The surroundings of a concept in two releases, laid over each other.

        ``limit`` holds for each release. A concept that is in only one of them is compared too: all around it was
        added, or removed. An edge of a concept that was merged away is the same edge when its heir has it.
        """
        checked = NeighbourhoodChangesQuery(data=request.query_params)
        checked.is_valid(raise_exception=True)
        since = release_choose(str(checked.validated_data["since"]))
        return self.answer(
            request,
            lambda graph, asked: _changes(snapshot_open(since.artifact), graph, asked),
            query=NeighbourhoodChangesQuery,
            mark=entity_tag(since)[:20],
        )


def _changes(old: Snapshot, new: Snapshot, asked: dict[str, Any]) -> dict[str, Any]:
    number = asked["concept"]
    found = surroundings_changes(
        old,
        new,
        number,
        depth=asked["depth"],
        limit=asked["limit"],
        words=asked["relations"] or SEEN_WORDS,
    )
    if found is None:
        raise ConceptMissing(
            f"There is no concept {number} in release {old.number} or {new.number}.", field="concept"
        )
    return {
        "since": old.number,
        "nodes": [_node_change(old, new, known, change) for known, change in found.concepts.items()],
        "edges": [
            {
                "id": link.id,
                "source": link.source,
                "target": link.target,
                "relation": link.relation,
                "state": link.state,
                "was": link.was,
            }
            for link in found.links
        ],
        "cut": found.cut,
    }


def _node_change(old: Snapshot, new: Snapshot, number: int, change: ConceptChange) -> dict[str, Any]:
    graph = old if change.state in ("removed", "merged") else new
    concept = graph.concept_with_id(number)
    assert concept is not None  # what a release has lost, the other one has
    return {
        **_node(graph, concept, change.hops),
        "state": change.state,
        "replaced_by": change.heir,
        "was": change.was,
        "gained": list(change.gained),
        "lost": list(change.lost),
    }
