"""Two releases on live questions: start, watch, stop."""

from __future__ import annotations

from typing import Any, cast

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kgraph.models import Experiment
from kgraph.selectors.experiments import experiment_get, experiment_row
from kgraph.services.experiments import experiment_start, experiment_stop, exposures_flush
from taxonomy.api.bodies import Body
from taxonomy.api.pagination import KeysetPagination, page_of
from taxonomy.api.permissions import HasScope
from taxonomy.api.problem_shapes import ProblemOut
from taxonomy.models import Person

READ_START = HasScope(read=("graph:read",), write=("review",))
_REFUSED = {
    404: OpenApiResponse(ProblemOut, "`experiment.not_found`"),
    409: OpenApiResponse(ProblemOut, "`experiment.refused`: another one runs, or a release is not published"),
}


class StartIn(Body):
    """What to hold against what."""

    name = serializers.CharField(max_length=100)
    control = serializers.IntegerField(min_value=1, max_value=2**31 - 1)
    variant = serializers.IntegerField(min_value=1, max_value=2**31 - 1)
    share = serializers.FloatField(default=0.5, help_text="of those who ask, that get the variant")


class ArmOut(serializers.Serializer[Any]):
    """One of the two parts."""

    release = serializers.IntegerField()
    units = serializers.IntegerField(help_text="different askers, up to five seconds old")
    answers = serializers.IntegerField()


class ExperimentOut(serializers.Serializer[Any]):
    """An experiment, and whether its parts came out as planned."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    share = serializers.FloatField()
    arms = serializers.DictField(child=ArmOut(), help_text="control and variant")
    ratio_chance = serializers.FloatField(help_text="of parts as uneven as these, by chi-squared")
    ratio_mismatch = serializers.BooleanField(help_text="so small a chance that no result can be trusted")
    started_by = serializers.CharField(allow_null=True)
    started_at = serializers.DateTimeField()
    ended_by = serializers.CharField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)


class ExperimentsView(APIView):
    """All experiments."""

    permission_classes = (READ_START,)

    @extend_schema(responses=page_of(ExperimentOut), operation_id="experiments_list")
    def get(self, request: Request) -> Response:
        """The newest first."""
        exposures_flush()
        pages = KeysetPagination()
        rows = Experiment.objects.select_related("started_by", "ended_by")
        page = pages.paginate_queryset(rows, request, view=self) or []
        return pages.get_paginated_response([experiment_row(row) for row in page])

    @extend_schema(
        request=StartIn, responses={201: ExperimentOut, **_REFUSED}, operation_id="experiments_start"
    )
    def post(self, request: Request) -> Response:
        """From now on a share of those who ask for `latest` get the variant, always the same ones.

        Who asks is told apart by `X-Titleloom-Unit` (a user or session of yours; kept as a digest only), or by the
        token. Every answer names its release and, in `X-Titleloom-Arm`, the part. A release that is asked for by its
        number is never another one.
        """
        body = StartIn(data=request.data)
        body.is_valid(raise_exception=True)
        started = experiment_start(**body.validated_data, by=cast(Person, request.user))
        return Response(experiment_row(experiment_get(started.pk)), status=201)


class ExperimentView(APIView):
    """One experiment."""

    permission_classes = (READ_START,)

    @extend_schema(responses={200: ExperimentOut, 404: _REFUSED[404]}, operation_id="experiments_read")
    def get(self, request: Request, number: int) -> Response:
        """Its parts, as they are counted by now."""
        exposures_flush()
        return Response(experiment_row(experiment_get(number)))


class ExperimentStopView(APIView):
    """The end of one."""

    permission_classes = (HasScope("review"),)

    @extend_schema(request=None, responses={200: ExperimentOut, **_REFUSED}, operation_id="experiments_stop")
    def post(self, request: Request, number: int) -> Response:
        """Everybody gets `latest` again."""
        experiment_stop(number=number, by=cast(Person, request.user))
        return Response(experiment_row(experiment_get(number)))
