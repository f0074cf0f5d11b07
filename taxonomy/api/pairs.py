"""Pairs, and the disputed ones that wait for a lead."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from taxonomy.api.annotations import AnnotationSerializer
from taxonomy.api.bodies import Body
from taxonomy.api.pagination import KeysetPagination, page_of
from taxonomy.api.permissions import HasScope, person_of, scopes_of_request
from taxonomy.api.shapes import ANSWERS, PairRefSerializer
from taxonomy.selectors.pairs import decision_row, dispute_rows, disputes, pair_detail
from taxonomy.services.adjudications import task_adjudicate


class DecisionSerializer(serializers.Serializer[None]):
    """A decision in short."""

    seq = serializers.IntegerField()
    relation = serializers.CharField(allow_null=True, help_text="null: the former decision was taken back")
    settled_by = serializers.CharField()
    model_version = serializers.CharField(allow_blank=True)
    reason = serializers.CharField(allow_blank=True)
    merge_state = serializers.CharField()
    created_at = serializers.DateTimeField()


class PairDetailSerializer(PairRefSerializer):
    """All that is known of a pair."""

    blind = serializers.BooleanField(
        help_text="others' answers and proposals are held back while the task is open"
    )
    task = serializers.JSONField(allow_null=True)
    decision = DecisionSerializer(allow_null=True)
    annotations = AnnotationSerializer(many=True)
    proposals = serializers.ListField(child=serializers.JSONField())
    candidates = serializers.ListField(child=serializers.JSONField())
    graph = serializers.JSONField()


class AnswerSerializer(serializers.Serializer[None]):
    """One person's answer."""

    id = serializers.IntegerField()
    person = serializers.CharField()
    relation = serializers.ChoiceField(choices=ANSWERS)
    comment = serializers.CharField(allow_blank=True)
    flagged = serializers.BooleanField()
    created_at = serializers.DateTimeField()


class DisputeSerializer(serializers.Serializer[None]):
    """A disputed task."""

    task_id = serializers.IntegerField()
    pair = PairRefSerializer()
    reason = serializers.CharField()
    answers = AnswerSerializer(many=True)
    graph = serializers.JSONField()


class AdjudicationRequest(Body):
    """A lead's word."""

    task_id = serializers.IntegerField()
    relation = serializers.ChoiceField(choices=ANSWERS)
    client_key = serializers.UUIDField()
    swapped = serializers.BooleanField(default=False)
    reason = serializers.CharField(default="", allow_blank=True, max_length=2_000)


class AdjudicatedSerializer(serializers.Serializer[None]):
    """What was settled."""

    task_id = serializers.IntegerField()
    decision = DecisionSerializer(allow_null=True)


class PairView(APIView):
    """One pair."""

    permission_classes = (HasScope(read=("annotate", "review", "models"), write=("review",)),)

    @extend_schema(responses=PairDetailSerializer, operation_id="pair_read")
    def get(self, request: Request, pair_id: int) -> Response:
        """All that is known of a pair; what could sway an annotator is held back while it is open."""
        lead = bool({"review", "models"} & scopes_of_request(request))
        return Response(pair_detail(pair_id, viewer=person_of(request), may_see_answers=lead))


class AdjudicationsView(APIView):
    """Disputed tasks."""

    permission_classes = (HasScope("review"),)

    @extend_schema(responses=page_of(DisputeSerializer), operation_id="adjudications_list")
    def get(self, request: Request) -> Response:
        """Tasks on which people disagree, with all answers side by side."""
        paginator = KeysetPagination()
        page = paginator.paginate_queryset(disputes(), request, view=self) or []
        return paginator.get_paginated_response(dispute_rows(page))

    @extend_schema(
        request=AdjudicationRequest,
        responses={201: AdjudicatedSerializer},
        operation_id="adjudication_record",
    )
    def post(self, request: Request) -> Response:
        """Settle a disputed task; 409 with the proving chain when the algebra refuses."""
        data = AdjudicationRequest(data=request.data)
        data.is_valid(raise_exception=True)
        decision = task_adjudicate(**data.validated_data, by=person_of(request))
        row = decision_row(decision) if decision else None
        return Response({"task_id": data.validated_data["task_id"], "decision": row}, status=201)
