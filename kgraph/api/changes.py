"""Changes of the taxonomy at the door: look at one, make it, give a concept a title."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kgraph.api.change_shapes import (
    ChangedOut,
    ChangeIn,
    ChangeMakeIn,
    ChangePreviewOut,
    TitleAddedOut,
    TitleAddIn,
)
from kgraph.api.decisions import caller
from kgraph.selectors.changes import Change
from kgraph.services.changes import change_apply, change_preview, concept_title_add
from taxonomy.api.permissions import HasScope
from taxonomy.api.problem_shapes import ProblemOut

_REFUSED = {
    404: OpenApiResponse(ProblemOut, "`not_found`"),
    409: OpenApiResponse(
        ProblemOut, "`change.overtaken`, `change.second_yes_needed`, `algebra.*` with the chain, `graph.busy`"
    ),
}


class ChangePreviewView(APIView):
    """What a change would do."""

    permission_classes = (HasScope("review"),)

    @extend_schema(
        request=ChangeIn, responses={200: ChangePreviewOut, **_REFUSED}, operation_id="taxonomy_preview"
    )
    def post(self, request: Request) -> Response:
        """Edges that come and go, concepts that join or part, what follows from it, or the refusal with its proof."""
        body = ChangeIn(data=request.data)
        body.is_valid(raise_exception=True)
        return Response(change_preview(Change(**body.validated_data)))


class ChangesView(APIView):
    """Changes of the taxonomy."""

    permission_classes = (HasScope("review"),)

    @extend_schema(
        request=ChangeMakeIn, responses={201: ChangedOut, **_REFUSED}, operation_id="taxonomy_change"
    )
    def post(self, request: Request) -> Response:
        """Make it as one change set, in ledger and graph at once; all of it or nothing."""
        body = ChangeMakeIn(data=request.data)
        body.is_valid(raise_exception=True)
        asked: dict[str, Any] = dict(body.validated_data)
        reason = asked.pop("reason")
        changed = change_apply(Change(**asked), person=caller(request), reason=reason)
        return Response({"change_set": changed.change_set.pk, "decisions": changed.decisions}, status=201)


class ConceptTitlesView(APIView):
    """The titles of a concept."""

    permission_classes = (HasScope("review"),)

    @extend_schema(
        request=TitleAddIn,
        responses={201: TitleAddedOut, **_REFUSED, 422: OpenApiResponse(ProblemOut, "`title.refused`")},
        operation_id="taxonomy_title_add",
    )
    def post(self, request: Request, number: int) -> Response:
        """Give it a title, new or known; 409 ``title.elsewhere`` when the title belongs to another concept."""
        body = TitleAddIn(data=request.data)
        body.is_valid(raise_exception=True)
        asked = body.validated_data
        title, changed = concept_title_add(
            concept_id=number,
            text=asked["text"],
            prefer=asked["preferred"],
            person=caller(request),
            reason=asked["reason"],
        )
        told = {"title": {"id": title.pk, "text": title.text}, "change_set": changed.pk if changed else None}
        return Response(told, status=201)
