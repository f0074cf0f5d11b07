"""The tree of the working graph at the door: tops, what stands below, search with paths, one concept."""

from __future__ import annotations

from collections.abc import Callable

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kgraph.api.decisions import READ_OR_REVIEW, caller
from kgraph.api.tree_shapes import (
    ConceptDetailOut,
    TopsQuery,
    TreePageOut,
    TreeQuery,
    TreeSearchOut,
    TreeSearchQuery,
)
from kgraph.selectors.concept_page import concept_detail
from kgraph.selectors.graph import concept_get
from kgraph.selectors.tree import TreePage, children_page, tops_page, tree_search, unplaced_page
from taxonomy.api.problem_shapes import ProblemOut
from taxonomy.core.errors import BadInput

_NOT_FOUND = {404: OpenApiResponse(ProblemOut, "`not_found`: no title has founded this concept")}


class TreeTopsView(APIView):
    """Where the tree begins."""

    permission_classes = (READ_OR_REVIEW,)

    @extend_schema(parameters=[TopsQuery], responses=TreePageOut, operation_id="taxonomy_tops")
    def get(self, request: Request) -> Response:
        """Concepts with narrower ones and no broader one, by name."""
        return Response(_page(request, tops_page))


class TreeUnplacedView(APIView):
    """What has no place in the tree."""

    permission_classes = (READ_OR_REVIEW,)

    @extend_schema(parameters=[TopsQuery], responses=TreePageOut, operation_id="taxonomy_unplaced")
    def get(self, request: Request) -> Response:
        """Concepts with neither broader nor narrower ones, by name."""
        return Response(_page(request, unplaced_page))


class TreeNarrowerView(APIView):
    """What stands right below a concept."""

    permission_classes = (READ_OR_REVIEW,)

    @extend_schema(
        parameters=[TreeQuery], responses={200: TreePageOut, **_NOT_FOUND}, operation_id="taxonomy_narrower"
    )
    def get(self, request: Request, number: int) -> Response:
        """The concepts right below, by name."""
        query = TreeQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        wanted = query.validated_data
        page = children_page(concept_get(number).pk, after=wanted["cursor"], size=wanted["page_size"])
        return Response({"next": page.next, "results": page.nodes})


class TreeSearchView(APIView):
    """Find a title, and where it stands."""

    permission_classes = (READ_OR_REVIEW,)

    @extend_schema(parameters=[TreeSearchQuery], responses=TreeSearchOut, operation_id="taxonomy_search")
    def get(self, request: Request) -> Response:
        """Titles in which every word of ``q`` begins some word, most used first, each with a way down to it."""
        query = TreeSearchQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        wanted = query.validated_data
        return Response(tree_search(wanted["q"], after=_after(wanted["cursor"]), size=wanted["page_size"]))


class TreeConceptView(APIView):
    """One concept."""

    permission_classes = (READ_OR_REVIEW,)

    @extend_schema(responses={200: ConceptDetailOut, **_NOT_FOUND}, operation_id="taxonomy_concept")
    def get(self, request: Request, number: int) -> Response:
        """Its titles, relations, ways up, family and state in the working graph."""
        return Response(concept_detail(number, person=caller(request).pk))


def _page(request: Request, read: Callable[..., TreePage]) -> dict[str, object]:
    query = TopsQuery(data=request.query_params)
    query.is_valid(raise_exception=True)
    wanted = query.validated_data
    page = read(after=wanted["cursor"], size=wanted["page_size"], q=wanted["q"])
    return {"next": page.next, "results": page.nodes}


def _after(cursor: str) -> tuple[int, int] | None:
    if not cursor:
        return None
    count, last = (int(part) for part in cursor.split("-"))
    if max(count, last) >= 2**63:
        raise BadInput("The cursor is none that an answer gave.", field="cursor")
    return count, last
