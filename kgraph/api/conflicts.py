"""Conflicts at the door: list them, let an edge give way, or let the decision."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kgraph.api.decision_shapes import (
    ConflictOut,
    ConflictPageOut,
    ConflictQuery,
    ReasonIn,
    ResolveIn,
    SecondYesPolicyIn,
    SecondYesPolicyOut,
)
from kgraph.api.decisions import READ_OR_REVIEW, caller
from kgraph.selectors.ledger import conflict_data, conflict_get, conflicts_page
from kgraph.selectors.second_yes import policy_data
from kgraph.services.conflicts import conflict_dismiss, conflict_resolve
from kgraph.services.second_yes import second_yes_give, second_yes_policy_change
from taxonomy.api.permissions import HasScope


class ConflictsView(APIView):
    """Decisions of batches that would break the algebra."""

    permission_classes = (READ_OR_REVIEW,)

    @extend_schema(parameters=[ConflictQuery], responses=ConflictPageOut, operation_id="conflicts_list")
    def get(self, request: Request) -> Response:
        """Conflicts, the newest first; the open ones unless ``state`` says otherwise."""
        query = ConflictQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        wanted = query.validated_data
        state = "" if wanted["state"] == "all" else wanted["state"]
        results, going_on = conflicts_page(
            state=state, rule=wanted["rule"], before=wanted["cursor"], size=wanted["page_size"]
        )
        return Response({"next": going_on, "results": results})


class ConflictView(APIView):
    """One conflict."""

    permission_classes = (READ_OR_REVIEW,)

    @extend_schema(responses=ConflictOut, operation_id="conflicts_read")
    def get(self, request: Request, number: int) -> Response:
        """The conflict with its chain."""
        return Response(conflict_data(conflict_get(number)))


class ConflictResolveView(APIView):
    """Let an edge of the chain give way."""

    permission_classes = (HasScope("review"),)

    @extend_schema(request=ResolveIn, responses=ConflictOut, operation_id="conflicts_resolve")
    def post(self, request: Request, number: int) -> Response:
        """The edge is taken back and the decision tried again; still ``open`` when more stands against it."""
        body = ResolveIn(data=request.data)
        body.is_valid(raise_exception=True)
        wanted = body.validated_data
        conflict_resolve(
            conflict_id=number, edge_id=wanted["edge"], person=caller(request), reason=wanted["reason"]
        )
        return Response(conflict_data(conflict_get(number)))


class ConflictDismissView(APIView):
    """Let the decision give way."""

    permission_classes = (HasScope("review"),)

    @extend_schema(request=ReasonIn, responses=ConflictOut, operation_id="conflicts_dismiss")
    def post(self, request: Request, number: int) -> Response:
        """What the graph holds stands, and the ledger says so."""
        body = ReasonIn(data=request.data)
        body.is_valid(raise_exception=True)
        conflict_dismiss(conflict_id=number, person=caller(request), **body.validated_data)
        return Response(conflict_data(conflict_get(number)))


class ConflictAgreeView(APIView):
    """A second person's yes."""

    permission_classes = (HasScope("review"),)

    @extend_schema(request=ReasonIn, responses=ConflictOut, operation_id="conflicts_agree")
    def post(self, request: Request, number: int) -> Response:
        """Agree to a decision that waits for another person (rule `second_yes`), and merge it.

        409 `decision.same_person` for who made it, `conflict.not_a_second_yes` for conflicts of another kind.
        """
        body = ReasonIn(data=request.data)
        body.is_valid(raise_exception=True)
        second_yes_give(conflict_id=number, person=caller(request), note=body.validated_data["reason"])
        return Response(conflict_data(conflict_get(number)))


class SecondYesPolicyView(APIView):
    """From which size on another person must agree."""

    permission_classes = (READ_OR_REVIEW,)

    @extend_schema(responses=SecondYesPolicyOut, operation_id="second_yes_policy")
    def get(self, request: Request) -> Response:
        """The limits; null: nothing waits for that reason."""
        return Response(policy_data())

    @extend_schema(
        request=SecondYesPolicyIn, responses=SecondYesPolicyOut, operation_id="second_yes_policy_change"
    )
    def put(self, request: Request) -> Response:
        """Set them, for all decisions that are merged from now on, whoever or whatever makes them."""
        body = SecondYesPolicyIn(data=request.data)
        body.is_valid(raise_exception=True)
        second_yes_policy_change(by=caller(request), **body.validated_data)
        return Response(policy_data())
