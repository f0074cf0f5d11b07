"""Quarantine at the door: what it would do, begin, lift."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kgraph.api.decision_shapes import RevertOut
from kgraph.api.decisions import reverted_data
from kgraph.selectors.quarantines import (
    ALL,
    LIFTED,
    STANDING,
    person_named,
    quarantine_row,
    quarantines_matching,
)
from kgraph.services.quarantines import (
    MOST_REASON,
    Subject,
    quarantine_begin,
    quarantine_lift,
    quarantine_preview,
)
from kgraph.services.revert import Reverted
from taxonomy.api.bodies import Body
from taxonomy.api.pagination import KeysetPagination, page_of
from taxonomy.api.permissions import HasScope, person_of
from taxonomy.api.problem_shapes import ProblemOut
from taxonomy.models import Quarantine

_PLAIN = serializers.Serializer
LARGEST_ID = 2**63 - 1
READ_BEGIN = HasScope(read=("review", "models"), write=("review",))


class SubjectIn(_PLAIN[None]):
    """What it is about: exactly one of the three."""

    model_version = serializers.CharField(required=False, default="", allow_blank=True, max_length=40)
    person = serializers.IntegerField(
        required=False, default=None, allow_null=True, min_value=1, max_value=LARGEST_ID
    )
    import_run = serializers.IntegerField(
        required=False, default=None, allow_null=True, min_value=1, max_value=LARGEST_ID
    )

    username = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=150, help_text="instead of `person`"
    )


class QuarantineIn(Body, SubjectIn):
    """A subject, and why."""

    reason = serializers.CharField(max_length=MOST_REASON)


class QuarantinesQuery(_PLAIN[None]):
    """Which of them."""

    state = serializers.ChoiceField(choices=(STANDING, LIFTED, ALL), default=ALL)


class LiftIn(Body):
    """Why everything may stand again."""

    reason = serializers.CharField(max_length=MOST_REASON, required=False, default="", allow_blank=True)


class QuarantinePreviewOut(_PLAIN[None]):
    """What would be taken back, closed and set aside."""

    decisions = serializers.IntegerField(help_text="that stand now")
    proposals = serializers.IntegerField(help_text="that are open now")
    annotations = serializers.IntegerField(help_text="answers that have a voice now")


class QuarantinedPersonOut(_PLAIN[None]):
    """Whose answers."""

    id = serializers.IntegerField()
    username = serializers.CharField()


class QuarantinedImportOut(_PLAIN[None]):
    """Which import."""

    id = serializers.IntegerField()
    file = serializers.CharField()


class QuarantineOut(_PLAIN[None]):
    """A quarantine."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=Quarantine.Kind.choices)
    model_version = serializers.CharField()
    person = QuarantinedPersonOut(allow_null=True)
    import_run = QuarantinedImportOut(allow_null=True)
    reason = serializers.CharField()
    change_set = serializers.IntegerField(help_text="has what was taken back")
    proposals = serializers.IntegerField(help_text="that were closed")
    annotations = serializers.IntegerField(help_text="that were set aside")
    begun_by = serializers.CharField()
    begun_at = serializers.DateTimeField()
    lifted_by = serializers.CharField(allow_null=True)
    lifted_at = serializers.DateTimeField(allow_null=True)
    lifted_why = serializers.CharField()


class QuarantineDoneOut(_PLAIN[None]):
    """A quarantine, and what beginning or lifting it has done to the ledger."""

    quarantine = QuarantineOut()
    reverted = RevertOut()


_MISSING = OpenApiResponse(ProblemOut, "`not_found`: nothing has come of such a thing")


def _subject(asked: dict[str, Any]) -> Subject:
    person = asked["person"]
    if asked["username"] and person is None:
        person = person_named(asked["username"]).pk
    return Subject(model_version=asked["model_version"], person=person, import_run=asked["import_run"])


def _done(row: Quarantine, reverted: Reverted) -> dict[str, Any]:
    return {"quarantine": quarantine_row(row), "reverted": reverted_data(reverted)}


class QuarantinesView(APIView):
    """What is kept out of the graph."""

    permission_classes = (READ_BEGIN,)

    @extend_schema(
        parameters=[QuarantinesQuery], responses=page_of(QuarantineOut), operation_id="quarantines_list"
    )
    def get(self, request: Request) -> Response:
        """Quarantines, the newest first."""
        query = QuarantinesQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        paginator = KeysetPagination()
        page = paginator.paginate_queryset(
            quarantines_matching(query.validated_data["state"]), request, view=self
        )
        return paginator.get_paginated_response([quarantine_row(row) for row in page or []])

    @extend_schema(
        request=QuarantineIn,
        responses={
            201: QuarantineDoneOut,
            404: _MISSING,
            409: OpenApiResponse(ProblemOut, "`quarantine.standing`"),
        },
        operation_id="quarantines_begin",
    )
    def post(self, request: Request) -> Response:
        """Take back what has come of it, as one change set, and let nothing more come of it until it is lifted."""
        body = QuarantineIn(data=request.data)
        body.is_valid(raise_exception=True)
        asked = body.validated_data
        done = quarantine_begin(subject=_subject(asked), reason=asked["reason"], by=person_of(request))
        return Response(_done(*done), status=201)


class QuarantinePreviewView(APIView):
    """What a quarantine would do."""

    permission_classes = (READ_BEGIN,)

    @extend_schema(
        parameters=[SubjectIn],
        responses={200: QuarantinePreviewOut, 404: _MISSING},
        operation_id="quarantines_preview",
    )
    def get(self, request: Request) -> Response:
        """Counts; changes nothing."""
        query = SubjectIn(data=request.query_params)
        query.is_valid(raise_exception=True)
        return Response(quarantine_preview(_subject(query.validated_data)))


class QuarantineLiftView(APIView):
    """The end of a quarantine."""

    permission_classes = (HasScope("review"),)

    @extend_schema(
        request=LiftIn,
        responses={
            200: QuarantineDoneOut,
            404: OpenApiResponse(ProblemOut, "`not_found`"),
            409: OpenApiResponse(ProblemOut, "`quarantine.lifted`"),
        },
        operation_id="quarantines_lift",
    )
    def post(self, request: Request, number: int) -> Response:
        """Everything stands again as it did, but for pairs that were settled anew meanwhile."""
        body = LiftIn(data=request.data)
        body.is_valid(raise_exception=True)
        done = quarantine_lift(
            quarantine_id=number, by=person_of(request), reason=body.validated_data["reason"]
        )
        return Response(_done(*done))
