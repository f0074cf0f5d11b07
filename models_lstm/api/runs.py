"""Training runs: start, watch, cancel, resume."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db import transaction
from django.http import FileResponse, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from models_lstm.api.datasets import RIGHTS
from models_lstm.models import TrainingRun
from models_lstm.selectors.datasets import dataset_get
from models_lstm.selectors.registry import version_get
from models_lstm.selectors.run_files import run_file_open, run_files
from models_lstm.selectors.runs import run_get, run_log, run_row, runs_all
from models_lstm.services.datasets import dataset_freeze
from models_lstm.services.run_states import run_cancel, run_resume
from models_lstm.services.runs import PRESETS, recipe_of, run_start, scarce_relations
from models_lstm.tasks import train_soon
from taxonomy.api.bodies import Body
from taxonomy.api.pagination import KeysetPagination, page_of
from taxonomy.api.permissions import HasScope
from taxonomy.models import Person

STATES = ("queued", "running", "succeeded", "failed", "cancelled", "interrupted")


class DatasetRefSerializer(serializers.Serializer[None]):
    """A data set, in short."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class ProgressSerializer(serializers.Serializer[None]):
    """How far a run is; empty before it began."""

    stage = serializers.CharField(required=False)
    epoch = serializers.IntegerField(required=False)
    epochs = serializers.IntegerField(required=False)
    step = serializers.IntegerField(required=False)
    steps = serializers.IntegerField(required=False)
    percent = serializers.FloatField(required=False)
    seconds_left = serializers.FloatField(required=False, allow_null=True)
    loss = serializers.FloatField(required=False, allow_null=True, help_text="null while calibrating")


class TrainingRunSerializer(serializers.Serializer[None]):
    """A training run, in short."""

    id = serializers.IntegerField()
    state = serializers.ChoiceField(choices=STATES)
    waiting_reason = serializers.CharField(allow_null=True, help_text="why a queued run does not run yet")
    dataset = DatasetRefSerializer()
    preset = serializers.CharField(allow_blank=True, help_text="empty for a recipe of one's own")
    seed = serializers.IntegerField()
    device = serializers.CharField()
    warm_start = serializers.CharField(allow_null=True)
    automatic = serializers.BooleanField(help_text="begun by the clock")
    promotes = serializers.BooleanField(help_text="its version is shown to the gate when it is done")
    outcome = serializers.CharField(allow_blank=True, help_text="what the gate did with the version")
    progress = ProgressSerializer()
    metrics = serializers.DictField(child=serializers.FloatField(), help_text="of the validation split")
    model_version = serializers.CharField(allow_null=True)
    error = serializers.CharField(allow_blank=True)
    cancel_requested = serializers.BooleanField()
    resumes = serializers.IntegerField()
    created_by = serializers.CharField(allow_null=True)
    queued_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    heartbeat_at = serializers.DateTimeField(allow_null=True)


class RunFileSerializer(serializers.Serializer[None]):
    """A file that a run has left."""

    name = serializers.CharField()
    bytes = serializers.IntegerField(help_text="of an archive: of what it holds")


class TrainingRunDetailSerializer(TrainingRunSerializer):
    """A training run with its curves and the end of its log."""

    curves = serializers.DictField(
        child=serializers.ListField(child=serializers.ListField(child=serializers.FloatField())),
        help_text="name -> [[step, value], ...]",
    )
    recipe = serializers.CharField(help_text="TOML")
    notes = serializers.ListField(
        child=serializers.CharField(), help_text="relations that are too seldom to be learnt well"
    )
    files = RunFileSerializer(many=True, help_text="what can be downloaded")
    log_tail = serializers.CharField(allow_blank=True)
    folder = serializers.CharField(help_text="where TensorBoard finds the event files")


class StartRequest(Body):
    """What to train on, and how. Without ``dataset`` the ledger is frozen first."""

    dataset = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=80, help_text="name or number"
    )
    freeze = serializers.BooleanField(required=False, default=False, help_text="freeze the ledger first")
    recipe = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=20_000, help_text="TOML"
    )
    preset = serializers.ChoiceField(required=False, default="", allow_blank=True, choices=list(PRESETS))
    seed = serializers.IntegerField(required=False, default=1, min_value=0, max_value=2**31)
    warm_start = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=20, help_text="version to start from"
    )
    curve_points = serializers.IntegerField(
        required=False,
        allow_null=True,
        default=None,
        min_value=0,
        max_value=6,
        help_text="train as often again, on a half, a quarter and so on of the labels, for the learning curve; null: as "
        "the recipe says",
    )
    wait = serializers.BooleanField(
        required=False, default=False, help_text="queue the run also when no worker serves trainings"
    )


def _detail(run: TrainingRun) -> dict[str, Any]:
    return run_row(run, detail=True) | {"notes": scarce_relations(run.dataset), "files": run_files(run)}


class TrainingRunsView(APIView):
    """All training runs, newest first."""

    permission_classes = (RIGHTS,)

    @extend_schema(responses=page_of(TrainingRunSerializer), operation_id="training_runs_list")
    def get(self, request: Request) -> Response:
        """The training runs."""
        paginator = KeysetPagination()
        page = paginator.paginate_queryset(runs_all(), request, view=self) or []
        return paginator.get_paginated_response([run_row(run) for run in page])

    @extend_schema(request=StartRequest, responses={201: TrainingRunDetailSerializer})
    def post(self, request: Request) -> Response:
        """Start a run; 409 with ``reasons`` when it could not come to anything, or another one is active."""
        data = StartRequest(data=request.data)
        data.is_valid(raise_exception=True)
        assert isinstance(request.user, Person)
        wanted = data.validated_data
        recipe, preset = recipe_of(preset=wanted["preset"], text=wanted["recipe"])
        if wanted["curve_points"] is not None:
            recipe = replace(recipe, curve_points=wanted["curve_points"])
        warm_start = version_get(wanted["warm_start"]) if wanted["warm_start"] else None
        if wanted["dataset"] and not wanted["freeze"]:
            dataset = dataset_get(wanted["dataset"])
        else:
            dataset, _ = dataset_freeze(by=request.user)
        with transaction.atomic():
            run = run_start(
                dataset=dataset,
                recipe=recipe,
                preset=preset,
                seed=wanted["seed"],
                warm_start=warm_start,
                needs_worker=not wanted["wait"],
                by=request.user,
            )
            train_soon(run.pk)
        return Response(_detail(run_get(run.pk)), status=201)


class TrainingRunView(APIView):
    """One training run."""

    permission_classes = (RIGHTS,)

    @extend_schema(responses=TrainingRunDetailSerializer)
    def get(self, request: Request, run_id: int) -> Response:
        """A run with its curves and the end of its log."""
        return Response(_detail(run_get(run_id)))


class TrainingRunCancelView(APIView):
    """Cancel a run."""

    permission_classes = (RIGHTS,)

    @extend_schema(request=None, responses=TrainingRunSerializer)
    def post(self, request: Request, run_id: int) -> Response:
        """Cancel; a running one stops within about a second and keeps its checkpoint."""
        assert isinstance(request.user, Person)
        return Response(run_row(run_cancel(run_id, by=request.user)))


class TrainingRunResumeView(APIView):
    """Resume a run."""

    permission_classes = (RIGHTS,)

    @extend_schema(request=None, responses=TrainingRunSerializer)
    def post(self, request: Request, run_id: int) -> Response:
        """Put an interrupted, cancelled or failed run back into the queue; it goes on from its checkpoint."""
        assert isinstance(request.user, Person)
        with transaction.atomic():
            run = run_resume(run_id, by=request.user)
            train_soon(run.pk)
        return Response(run_row(run))


class TrainingRunLogView(APIView):
    """The log of a run."""

    permission_classes = (RIGHTS,)

    @extend_schema(responses={(200, "text/plain"): OpenApiTypes.STR})
    def get(self, request: Request, run_id: int) -> HttpResponse:
        """The whole log as plain text."""
        return HttpResponse(run_log(run_get(run_id)), content_type="text/plain; charset=utf-8")


class TrainingRunFileView(APIView):
    """What a run has left behind."""

    permission_classes = (HasScope("models"),)

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def get(self, request: Request, run_id: int, name: str) -> FileResponse:
        """One of the run's files: ``log.txt``, ``recipe.toml``, ``events.zip`` (for TensorBoard), ``model.zip``."""
        run = run_get(run_id)
        return FileResponse(run_file_open(run, name), as_attachment=True, filename=f"run-{run.pk}-{name}")
