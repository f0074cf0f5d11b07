"""Comparisons of two versions over all open candidates: asked for, watched, stopped; a worker makes them."""

from __future__ import annotations

from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from models_lstm.api.background import BackgroundRunSerializer
from models_lstm.api.datasets import RIGHTS
from models_lstm.api.models import ComparisonSerializer
from models_lstm.core.proposing import LEAST_SCORE
from models_lstm.selectors.comparisons import comparison_run_get, comparison_run_row, comparison_runs_of
from models_lstm.selectors.registry import version_get
from models_lstm.services.comparison_runs import comparison_run_cancel, comparison_run_queue
from models_lstm.tasks import compare_soon
from taxonomy.api.bodies import Body
from taxonomy.api.pagination import KeysetPagination, page_of
from taxonomy.models import Person


class ComparisonRequest(Body):
    """Which two to compare over all open candidates."""

    a = serializers.CharField(max_length=20)
    b = serializers.CharField(max_length=20)
    min_score = serializers.FloatField(
        required=False, default=LEAST_SCORE, min_value=0.0, max_value=1.0, help_text="least score of an edge"
    )


class ComparisonsQuery(serializers.Serializer[None]):
    """Of which versions."""

    a = serializers.CharField(required=False, max_length=20)
    b = serializers.CharField(required=False, max_length=20)


class ComparisonRunSerializer(BackgroundRunSerializer):
    """A comparison over all open candidates, in short."""

    a = serializers.CharField()
    b = serializers.CharField()
    min_score = serializers.FloatField()


class ComparisonRunDetailSerializer(ComparisonRunSerializer):
    """A comparison over all open candidates with its result."""

    result = ComparisonSerializer(allow_null=True, help_text="null until it has succeeded")


class ComparisonsView(APIView):
    """Comparisons over all open candidates."""

    permission_classes = (RIGHTS,)

    @extend_schema(
        parameters=[ComparisonsQuery],
        responses=page_of(ComparisonRunSerializer),
        operation_id="comparisons_list",
    )
    def get(self, request: Request) -> Response:
        """The comparisons, newest first."""
        query = ComparisonsQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        versions = [
            version_get(query.validated_data[key]) if key in query.validated_data else None for key in "ab"
        ]
        paginator = KeysetPagination()
        page = paginator.paginate_queryset(comparison_runs_of(*versions), request, view=self) or []
        return paginator.get_paginated_response([comparison_run_row(run) for run in page])

    @extend_schema(
        request=ComparisonRequest, responses={200: ComparisonRunSerializer, 202: ComparisonRunSerializer}
    )
    def post(self, request: Request) -> Response:
        """Have a worker compare; 200 with the comparison that waits or runs already, where the same was asked."""
        data = ComparisonRequest(data=request.data)
        data.is_valid(raise_exception=True)
        wanted = data.validated_data
        assert isinstance(request.user, Person)
        with transaction.atomic():
            run, made = comparison_run_queue(
                version_get(wanted["a"]),
                version_get(wanted["b"]),
                min_score=wanted["min_score"],
                by=request.user,
            )
            if made:
                compare_soon(run.pk)
        return Response(comparison_run_row(run), status=202 if made else 200)


class ComparisonView(APIView):
    """One comparison over all open candidates."""

    permission_classes = (RIGHTS,)

    @extend_schema(responses=ComparisonRunDetailSerializer)
    def get(self, request: Request, run_id: int) -> Response:
        """How far it is, and its result."""
        return Response(comparison_run_row(comparison_run_get(run_id), detail=True))


class ComparisonCancelView(APIView):
    """Stop a comparison."""

    permission_classes = (RIGHTS,)

    @extend_schema(request=None, responses=ComparisonRunSerializer)
    def post(self, request: Request, run_id: int) -> Response:
        """End it; 409 when it is over already."""
        assert isinstance(request.user, Person)
        return Response(comparison_run_row(comparison_run_cancel(run_id, by=request.user)))
