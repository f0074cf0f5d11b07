"""Judgements: record, list mine, take back."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from taxonomy.api.bodies import Body
from taxonomy.api.judgement_reading import plain_judgement
from taxonomy.api.pagination import KeysetPagination, page_of
from taxonomy.api.permissions import HasScope, person_of, scopes_of_request
from taxonomy.api.problems import problem
from taxonomy.api.shapes import ANSWERS, PairRefSerializer
from taxonomy.api.task_shapes import TaskSerializer, task_row
from taxonomy.core.errors import BadInput
from taxonomy.selectors.pairs import annotation_row, annotations_matching
from taxonomy.selectors.queue import task_shown
from taxonomy.services.annotation_undo import annotation_undo
from taxonomy.services.annotations import Judgement, Receipt, annotation_record, annotations_record

MAX_BATCH = 100
ONE_OR_MANY = "a replay of one; for a list of judgements, a list of receipts in their order"


class JudgementSerializer(Body):
    """One judgement."""

    task_id = serializers.IntegerField(required=False, allow_null=True, min_value=1)
    pair_id = serializers.IntegerField(required=False, allow_null=True, min_value=1)
    relation = serializers.ChoiceField(choices=ANSWERS, help_text="what title_a is to title_b")
    client_key = serializers.UUIDField(
        help_text="made by the client once per decision; send again with the same"
    )
    swapped = serializers.BooleanField(default=False, help_text="title_b of the pair was shown first")
    duration_ms = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=86_400_000)
    comment = serializers.CharField(default="", allow_blank=True, max_length=2_000)
    flagged = serializers.BooleanField(default=False, help_text="calls a lead")
    blind = serializers.BooleanField(default=True)
    supersedes = serializers.IntegerField(
        required=False, allow_null=True, help_text="my annotation that this replaces"
    )


class ReceiptSerializer(serializers.Serializer[None]):
    """It is committed."""

    id = serializers.IntegerField()
    task_id = serializers.IntegerField(allow_null=True)
    pair_id = serializers.IntegerField()
    client_key = serializers.UUIDField()
    relation = serializers.CharField()
    receipt = serializers.CharField()
    state = serializers.ChoiceField(choices=("open", "settled", "disputed", "withdrawn"))
    decision = serializers.IntegerField(allow_null=True)
    replay = serializers.BooleanField()


class AnnotationSerializer(serializers.Serializer[None]):
    """A judgement of the past."""

    id = serializers.IntegerField()
    task_id = serializers.IntegerField(allow_null=True)
    pair = PairRefSerializer()
    person = serializers.CharField()
    relation = serializers.ChoiceField(choices=ANSWERS)
    comment = serializers.CharField(allow_blank=True)
    flagged = serializers.BooleanField()
    blind = serializers.BooleanField()
    duration_ms = serializers.IntegerField(allow_null=True)
    created_at = serializers.DateTimeField()
    undone = serializers.BooleanField()


class UndoneSerializer(serializers.Serializer[None]):
    """What was taken back."""

    id = serializers.IntegerField()
    undone = serializers.BooleanField()
    task_id = serializers.IntegerField(allow_null=True)
    task = TaskSerializer(allow_null=True, help_text="leased to me again; null when there is nothing to ask")


class AnnotationQuery(serializers.Serializer[None]):
    """Which annotations."""

    mine = serializers.BooleanField(default=True, help_text="0: everybody's (leads only)")
    q = serializers.CharField(default="", allow_blank=True, max_length=300)
    relation = serializers.ChoiceField(
        choices=("", "synonym", "broader", "senior", "related", "unrelated", "unsure"), default=""
    )


def receipt_told(receipt: Receipt, key: object) -> dict[str, Any]:
    """A receipt for the API."""
    return {
        "id": receipt.id,
        "task_id": receipt.task_id,
        "pair_id": receipt.pair_id,
        "client_key": key,
        "relation": receipt.relation,
        "receipt": "saved",
        "state": receipt.state,
        "decision": receipt.decision,
        "replay": receipt.replay,
    }


class AnnotationsView(APIView):
    """My judgements."""

    permission_classes = (HasScope("annotate"),)

    @extend_schema(
        parameters=[AnnotationQuery], responses=page_of(AnnotationSerializer), operation_id="annotations_list"
    )
    def get(self, request: Request) -> Response:
        """My judgements, newest first; everybody's for leads."""
        query = AnnotationQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        wanted = query.validated_data
        lead = "review" in scopes_of_request(request)
        person = None if lead and not wanted["mine"] else person_of(request)
        found = annotations_matching(person=person, q=wanted["q"], relation=wanted["relation"])
        paginator = KeysetPagination()
        page = paginator.paginate_queryset(found, request, view=self) or []
        return paginator.get_paginated_response([annotation_row(a) for a in page])

    @extend_schema(
        request=JudgementSerializer,
        responses={201: ReceiptSerializer, 200: OpenApiResponse(ReceiptSerializer, ONE_OR_MANY)},
        operation_id="annotation_record",
    )
    def post(self, request: Request) -> Response:
        """Record a judgement, or a list of up to 100, each on its own.

        Safe to send again with the same ``client_key``: the first answer is repeated with ``replay`` true.
        Of a list, those that are refused come back as ``{client_key, problem}``.
        """
        person = person_of(request)
        if isinstance(request.data, list):
            return Response(_many(request.data, person))
        judgement = plain_judgement(request.data) or _checked(request.data)
        receipt = annotation_record(person=person, judgement=judgement)
        return Response(receipt_told(receipt, judgement.client_key), status=200 if receipt.replay else 201)


def _checked(data: Any) -> Judgement:
    """The judgement in what was sent, or a problem that names the field."""
    serializer = JudgementSerializer(data=data)
    serializer.is_valid(raise_exception=True)
    return Judgement(**serializer.validated_data)


def _many(items: list[Any], person: Any) -> list[dict[str, Any]]:
    if len(items) > MAX_BATCH:
        raise BadInput(f"Send at most {MAX_BATCH} judgements at once.")
    data = JudgementSerializer(data=items, many=True)
    data.is_valid(raise_exception=True)
    judgements = [Judgement(**item) for item in data.validated_data]
    results = annotations_record(person=person, judgements=judgements)
    answers: list[dict[str, Any]] = []
    for judgement, result in zip(judgements, results, strict=True):
        if isinstance(result, Receipt):
            answers.append(receipt_told(result, judgement.client_key))
        else:
            told = problem(
                status=result.status,
                code=result.code,
                detail=result.detail,
                field=result.field,
                extra=result.extra,
            )
            answers.append({"client_key": judgement.client_key, "problem": told})
    return answers


class AnnotationUndoView(APIView):
    """Take a judgement back."""

    permission_classes = (HasScope("annotate"),)

    @extend_schema(request=None, responses=UndoneSerializer, operation_id="annotation_undo")
    def post(self, request: Request, annotation_id: int) -> Response:
        """Take it back; the pair is asked again, first of me. Twice is no error."""
        undone = annotation_undo(
            annotation_id=annotation_id,
            by=person_of(request),
            may_undo_others="review" in scopes_of_request(request),
        )
        shown = task_shown(undone.task_id) if undone.task_id else None
        task = task_row(shown) if shown else None
        return Response({"id": annotation_id, "undone": True, "task_id": undone.task_id, "task": task})
