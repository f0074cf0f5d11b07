"""The queue: next items, give back, skip, fill."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from taxonomy.api.permissions import HasScope, person_of, scopes_of_request
from taxonomy.api.shapes import HighlightsSerializer, PairRefSerializer
from taxonomy.core.errors import BadInput
from taxonomy.core.highlights import highlights_of
from taxonomy.core.queue_order import STRATEGIES
from taxonomy.selectors.queue import progress_of, queue_emptiness
from taxonomy.services.tasks import (
    LeasedTask,
    leases_release_all,
    task_skip,
    tasks_fill,
    tasks_lease,
    tasks_release,
)
from taxonomy.tasks import queue_top_up_soon


class TaskSerializer(serializers.Serializer[None]):
    """A leased pair to judge."""

    id = serializers.IntegerField()
    pair = PairRefSerializer()
    reason = serializers.CharField(help_text="why this pair is asked")
    leased_until = serializers.DateTimeField()
    blind = serializers.BooleanField(help_text="nothing that others or a model said is shown")
    wanted = serializers.IntegerField(help_text="how many people judge it")
    highlights = HighlightsSerializer()


class EmptySerializer(serializers.Serializer[None]):
    """Why there is nothing to judge."""

    reason = serializers.CharField()
    sentence = serializers.CharField()
    open = serializers.IntegerField()
    leased = serializers.IntegerField()


class PaceSerializer(serializers.Serializer[None]):
    """How far the person is."""

    done_today = serializers.IntegerField()
    done_total = serializers.IntegerField()
    open = serializers.IntegerField()


class QueueSerializer(serializers.Serializer[None]):
    """The next items."""

    items = TaskSerializer(many=True)
    empty = EmptySerializer(allow_null=True)
    progress = PaceSerializer(allow_null=True, help_text="only with ?progress=1")


class QueueQuery(serializers.Serializer[None]):
    """What to lease."""

    count = serializers.IntegerField(default=1, min_value=1, max_value=50)
    holding = serializers.CharField(
        default="", allow_blank=True, help_text="ids of tasks on the screen already, separated by commas"
    )
    progress = serializers.BooleanField(default=False)


class ReleaseRequest(serializers.Serializer[None]):
    """Tasks to give back."""

    task_ids = serializers.ListField(child=serializers.IntegerField(), max_length=500, default=list)
    all = serializers.BooleanField(default=False, help_text="every lease of everybody (leads only)")


class FillRequest(serializers.Serializer[None]):
    """New tasks."""

    limit = serializers.IntegerField(default=500, min_value=1, max_value=20_000)
    strategy = serializers.ChoiceField(choices=STRATEGIES, default="value")
    overlap = serializers.FloatField(default=None, allow_null=True, min_value=0.0, max_value=1.0)


class FilledSerializer(serializers.Serializer[None]):
    """How many tasks were made."""

    made = serializers.IntegerField()


def task_row(task: LeasedTask) -> dict[str, Any]:
    """A leased task as shown."""
    return {
        "id": task.id,
        "pair": {"id": task.pair_id, "title_a": task.title_a, "title_b": task.title_b},
        "reason": task.reason,
        "leased_until": task.leased_until,
        "blind": True,
        "wanted": task.wanted,
        "highlights": highlights_of(task.title_a["text"], task.title_b["text"]),
    }


def _numbers(words: str) -> list[int]:
    parts = [part for part in words.split(",") if part.strip()]
    if not all(part.strip().isdecimal() and len(part) < 19 for part in parts):
        raise BadInput("holding is a list of task ids separated by commas.", field="holding")
    return [int(part) for part in parts]


class QueueNextView(APIView):
    """The next items for me."""

    permission_classes = (HasScope("annotate"),)

    @extend_schema(parameters=[QueueQuery], responses=QueueSerializer, operation_id="queue_next")
    def get(self, request: Request) -> Response:
        """Lease the next tasks. Nobody else gets them while the lease lasts; mine come back after a reload."""
        person = person_of(request)
        params = request.query_params
        query = QueueQuery(data=params)
        query.is_valid(raise_exception=True)
        wanted = query.validated_data
        tasks = tasks_lease(person=person, count=wanted["count"], holding=_numbers(wanted["holding"]))
        empty = None
        if not tasks:
            empty = queue_emptiness(person)
            queue_top_up_soon()
        return Response(
            {
                "items": [task_row(task) for task in tasks],
                "empty": empty,
                "progress": progress_of(person) if wanted["progress"] else None,
            }
        )


class QueueReleaseView(APIView):
    """Give tasks back."""

    permission_classes = (HasScope("annotate"),)

    @extend_schema(request=ReleaseRequest, responses={204: None}, operation_id="queue_release")
    def post(self, request: Request) -> Response:
        """Give leased tasks back: my own, or (leads) anybody's, or all."""
        data = ReleaseRequest(data=request.data)
        data.is_valid(raise_exception=True)
        lead = "review" in scopes_of_request(request)
        if data.validated_data["all"]:
            if not lead:
                raise BadInput("Only a lead releases all leases.", field="all")
            leases_release_all(by=person_of(request))
        elif data.validated_data["task_ids"]:
            tasks_release(task_ids=data.validated_data["task_ids"], by=person_of(request), anybodys=lead)
        return Response(status=204)


class TaskSkipView(APIView):
    """Not for me."""

    permission_classes = (HasScope("annotate"),)

    @extend_schema(request=None, responses={204: None}, operation_id="task_skip")
    def post(self, request: Request, task_id: int) -> Response:
        """Skip a task: it goes to somebody else and never comes back to me."""
        task_skip(task_id=task_id, by=person_of(request))
        return Response(status=204)


class QueueFillView(APIView):
    """Fill the queue."""

    permission_classes = (HasScope("review"),)

    @extend_schema(request=FillRequest, responses=FilledSerializer, operation_id="queue_fill")
    def post(self, request: Request) -> Response:
        """Make tasks of candidates that nobody was asked about."""
        data = FillRequest(data=request.data)
        data.is_valid(raise_exception=True)
        return Response({"made": tasks_fill(**data.validated_data, by=person_of(request))})
