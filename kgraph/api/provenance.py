"""Why an edge is there, a title with all its forms, and what the search team has to say: from the database."""

from __future__ import annotations

import hashlib
from typing import Any, cast

from django.db import DatabaseError
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kgraph.api.graph_shapes import RELEASE, answers
from kgraph.api.release_shapes import (
    FeedbackCloseIn,
    FeedbackIn,
    FeedbackOut,
    FeedbackQuery,
    FeedbackRowOut,
    TitleDetailOut,
    WhyOut,
)
from kgraph.api.rendering import title_data
from kgraph.api.serving import RELEASE_HEADER, WORKING, GraphView, release_headers, tag_matches
from kgraph.core.snapshot import Snapshot
from kgraph.selectors.feedback import feedback_matching, feedback_rows
from kgraph.selectors.graph import concept_of
from kgraph.selectors.releases import ReleaseEntry, ReleaseMissing, release_choose, snapshot_open
from kgraph.selectors.why import edge_why
from kgraph.services.feedback import feedback_close, feedback_record
from taxonomy.api.pagination import KeysetPagination, page_of
from taxonomy.api.permissions import HasScope, person_of
from taxonomy.api.problem_shapes import ProblemOut
from taxonomy.api.renderers import OrjsonRenderer
from taxonomy.models import Person, Title
from taxonomy.selectors.titles import title_detail, title_ref

_MOST_TITLES = 500


class WhyView(GraphView):
    """Why an edge is there."""

    @extend_schema(
        parameters=[RELEASE],
        responses={**answers(WhyOut), 404: OpenApiResponse(ProblemOut, "`edge.not_found`")},
        operation_id="edges_why",
    )
    def get(self, request: Request, number: int) -> Response:
        """The people, the decision, the proposal with its evidence and model version, the data set, the release.

        Works also for an edge that was taken back since. Relations read from the edge's subject to its object.
        """
        word = request.query_params.get("release", "latest")
        entry = _release_or_none(word)
        return _growing(
            request, {"release": entry.number if entry else None, **edge_why(number)}, entry, word
        )


def _release_or_none(word: str) -> ReleaseEntry | None:
    """The release that is meant; None for the graph as it is now, and while none is published.

    Raises:
        ReleaseMissing, ReleaseWithdrawn, BadInput: of a number.
    """
    try:
        return release_choose(word) if word != WORKING else None
    except ReleaseMissing:
        if word.isdigit():
            raise
        return None


def _growing(request: Request, body: dict[str, Any], entry: ReleaseEntry | None, word: str) -> Response:
    """An answer behind which there is a record that goes on growing: its tag is that of the answer itself."""
    tag = hashlib.sha256(OrjsonRenderer().render(body)).hexdigest()[:24]
    headers = {"Cache-Control": "private, no-cache", "Vary": "Authorization, Cookie"}
    if entry:
        headers |= {RELEASE_HEADER: release_headers(entry, word)[RELEASE_HEADER]}
    if matched := tag_matches(request, tag):
        return Response(status=304, headers={**headers, "ETag": matched})
    return Response(body, headers={**headers, "ETag": f'"{tag}"'})


class TitleView(GraphView):
    """One title."""

    @extend_schema(
        parameters=[RELEASE],
        responses={**answers(TitleDetailOut), 404: OpenApiResponse(ProblemOut, "`not_found`")},
        operation_id="titles_read",
    )
    def get(self, request: Request, title_id: int) -> Response:
        """The title with the raw forms in which it was seen, and its concept in the release.

        ``concept`` is null for a title that came after the release was built. With ``release=working``, and while none is
        published, it is the concept as the graph is now. While the database is away, ``forms`` is null.
        """
        word = request.query_params.get("release", "latest")
        entry = _release_or_none(word)
        graph = snapshot_open(entry.artifact) if entry else None
        body = _title_now(title_id) if graph is None else _title_in(graph, title_id)
        return _growing(request, {"release": entry.number if entry else None, **body}, entry, word)


def _title_now(title_id: int) -> dict[str, Any]:
    """A title and its concept as the graph is now."""
    found = title_detail(title_id)
    concept = concept_of(title_id)
    members = (
        Title.objects.filter(membership__concept=concept).order_by("-count", "pk")[:_MOST_TITLES]
        if concept
        else []
    )
    found["concept"] = concept and {
        "id": concept.pk,
        "preferred": title_ref(concept.preferred),
        "titles": [title_ref(title) for title in members],
    }
    return found


def _title_in(graph: Snapshot, title_id: int) -> dict[str, Any]:
    """A title and its concept in a release; its forms, which no release has, from the database while that answers."""
    title = graph.title_with_id(title_id)
    try:
        found = title_detail(title_id)
    except DatabaseError:
        if title is None:
            raise
        found = {**title_data(graph, title), "created_at": None, "forms": None}
    found["concept"] = None
    if title is not None:
        concept = graph.title_concept(title)
        found["concept"] = {
            "id": graph.concept_id(concept),
            "preferred": title_data(graph, graph.preferred(concept)),
            "titles": [title_data(graph, member) for member in graph.members(concept)[:_MOST_TITLES]],
        }
    return found


class FeedbackView(GraphView):
    """What the search team has to say."""

    permission_classes = (HasScope(read=("review", "models"), write=("graph:read",)),)

    @extend_schema(
        parameters=[FeedbackQuery], responses=page_of(FeedbackRowOut), operation_id="feedback_list"
    )
    def get(self, request: Request) -> Response:
        """What was told, the newest first, with where its two titles stand now."""
        query = FeedbackQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        paginator = KeysetPagination()
        page = paginator.paginate_queryset(feedback_matching(**query.validated_data), request, view=self)
        return paginator.get_paginated_response(feedback_rows(page or []))

    @extend_schema(
        request=FeedbackIn,
        responses={
            201: FeedbackOut,
            404: OpenApiResponse(ProblemOut, "`not_found`: no such title"),
            422: OpenApiResponse(ProblemOut, "`validation` or `bad_input`"),
        },
        operation_id="feedback",
        examples=[
            OpenApiExample(
                "A missing synonym",
                value={
                    "kind": "relation",
                    "title_a": 12,
                    "title_b": 40,
                    "relation": "synonym",
                    "comment": "same ads",
                },
                request_only=True,
            ),
            OpenApiExample(
                "An expansion that hurt",
                value={
                    "kind": "expansion_hurt",
                    "query_id": "q-81723",
                    "text": "line cook",
                    "terms": ["cookie monster"],
                    "release": 4,
                },
                request_only=True,
            ),
        ],
    )
    def post(self, request: Request) -> Response:
        """Stored for the taxonomists. What is doubted becomes a task in their queue, asked before all others.

        That is the pair that is named, the two titles of the edge, or those of the edges over which the terms were found.
        """
        body = FeedbackIn(data=request.data)
        body.is_valid(raise_exception=True)
        receipt = feedback_record(
            person=cast(Person, request.user), **cast(dict[str, Any], body.validated_data)
        )
        tasks = list(receipt.tasks)
        return Response(
            {"id": receipt.feedback.pk, "task": tasks[0] if tasks else None, "tasks": tasks}, status=201
        )


class FeedbackCloseView(APIView):
    """Feedback that was dealt with."""

    permission_classes = (HasScope("review"),)

    @extend_schema(
        request=FeedbackCloseIn,
        responses={200: FeedbackRowOut, 404: OpenApiResponse(ProblemOut, "`not_found`")},
        operation_id="feedback_close",
    )
    def post(self, request: Request, number: int) -> Response:
        """Say that it was dealt with, and how. Twice changes nothing."""
        body = FeedbackCloseIn(data=request.data)
        body.is_valid(raise_exception=True)
        feedback_close(feedback_id=number, by=person_of(request), note=body.validated_data["note"])
        return Response(feedback_rows(list(feedback_matching(state="all").filter(pk=number)))[0])
