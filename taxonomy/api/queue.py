"""The queue: next items, give back, skip, fill."""

from __future__ import annotations

from dataclasses import asdict

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from taxonomy.api.permissions import HasScope, person_of, scopes_of_request
from taxonomy.api.task_shapes import TaskSerializer, task_row
from taxonomy.core.errors import BadInput
from taxonomy.core.queue_order import STRATEGIES
from taxonomy.selectors.queue import leases_by_person, queue_empty_reason, queue_progress
from taxonomy.selectors.queue_policy import Shares, queue_shares
from taxonomy.services.queue import leases_release, task_skip, tasks_lease, tasks_release
from taxonomy.services.queue_policy import queue_policy_change
from taxonomy.services.tasks import LOW_WATER, tasks_fill
from taxonomy.tasks import queue_top_up_soon


class EmptySerializer(serializers.Serializer[None]):
    """Why there is nothing to judge."""

    reason = serializers.ChoiceField(choices=("nothing_open", "all_seen", "all_leased", "leased_or_seen"))
    sentence = serializers.CharField(help_text="says what to do")
    open = serializers.IntegerField()
    leased = serializers.IntegerField(help_text="of these, on somebody's desk")
    mine = serializers.IntegerField(help_text="of these, on mine")


class PaceSerializer(serializers.Serializer[None]):
    """How far the person is."""

    done_today = serializers.IntegerField()
    done_total = serializers.IntegerField()
    open = serializers.IntegerField()


class QueueSerializer(serializers.Serializer[None]):
    """The next items."""

    items = TaskSerializer(many=True)
    empty = EmptySerializer(allow_null=True)
    progress = PaceSerializer(help_text="up to two seconds old")


class QueueQuery(serializers.Serializer[None]):
    """What to lease."""

    count = serializers.IntegerField(default=1, min_value=1, max_value=50)
    holding = serializers.CharField(
        default="", allow_blank=True, help_text="ids of tasks on the screen already, separated by commas"
    )


class ReleaseRequest(serializers.Serializer[None]):
    """Tasks to give back."""

    task_ids = serializers.ListField(child=serializers.IntegerField(), max_length=500, default=list)


class LeasesRequest(serializers.Serializer[None]):
    """Whose leases end."""

    person = serializers.IntegerField(default=None, allow_null=True, help_text="null: everybody's")


class LeaseSerializer(serializers.Serializer[None]):
    """How much somebody holds."""

    person = serializers.IntegerField()
    username = serializers.CharField()
    tasks = serializers.IntegerField()


class LeasesSerializer(serializers.Serializer[None]):
    """Who holds what."""

    leases = LeaseSerializer(many=True)


class ReleasedSerializer(serializers.Serializer[None]):
    """How many tasks came free."""

    released = serializers.IntegerField()


class PolicySerializer(serializers.Serializer[None]):
    """How new tasks are made."""

    overlap_share = serializers.FloatField(
        min_value=0.0, max_value=1.0, help_text="share that two people judge, blind to each other"
    )
    random_share = serializers.FloatField(min_value=0.0, max_value=1.0, help_text="share drawn at random")


class PolicyChange(serializers.Serializer[None]):
    """What is to change."""

    overlap_share = serializers.FloatField(min_value=0.0, max_value=1.0, required=False)
    random_share = serializers.FloatField(min_value=0.0, max_value=1.0, required=False)


class FillRequest(serializers.Serializer[None]):
    """New tasks."""

    limit = serializers.IntegerField(default=500, min_value=1, max_value=20_000)
    strategy = serializers.ChoiceField(choices=tuple(STRATEGIES), default="value")
    overlap = serializers.FloatField(default=None, allow_null=True, min_value=0.0, max_value=1.0)


class FilledSerializer(serializers.Serializer[None]):
    """How many tasks were made."""

    made = serializers.IntegerField()


def _wanted(request: Request) -> tuple[int, list[int]]:
    """What `QueueQuery` describes, read by hand: this is asked hundreds of times a second."""
    count = request.query_params.get("count", "1")
    if not count.isascii() or not count.isdigit() or len(count) > 9:
        raise BadInput("count is a whole number.", field="count")
    words = [word.strip() for word in request.query_params.get("holding", "").split(",") if word.strip()]
    if not all(word.isascii() and word.isdigit() and len(word) < 19 for word in words) or len(words) > 500:
        raise BadInput("holding is a list of at most 500 task ids separated by commas.", field="holding")
    return int(count), [int(word) for word in words]


class QueueNextView(APIView):
    """The next items for me."""

    permission_classes = (HasScope("annotate"),)

    @extend_schema(parameters=[QueueQuery], responses=QueueSerializer, operation_id="queue_next")
    def get(self, request: Request) -> Response:
        """Lease the next tasks. Nobody else gets them while the lease lasts; mine come back after a reload."""
        person = person_of(request)
        count, holding = _wanted(request)
        tasks = tasks_lease(person=person, count=count, holding=holding)
        progress = queue_progress(person.pk)
        if len(tasks) < count or progress["open"] < LOW_WATER:
            queue_top_up_soon()
        return Response(
            {
                "items": [task_row(task) for task in tasks],
                "empty": None if tasks else asdict(queue_empty_reason(person.pk)),
                "progress": progress,
            }
        )


class QueueReleaseView(APIView):
    """Give tasks back."""

    permission_classes = (HasScope("annotate"),)

    @extend_schema(request=ReleaseRequest, responses={204: None}, operation_id="queue_release")
    def post(self, request: Request) -> Response:
        """Give leased tasks back: my own, or (leads) anybody's."""
        data = ReleaseRequest(data=request.data)
        data.is_valid(raise_exception=True)
        lead = "review" in scopes_of_request(request)
        tasks_release(task_ids=data.validated_data["task_ids"], by=person_of(request), anybodys=lead)
        return Response(status=204)


class QueueLeasesView(APIView):
    """Who holds what."""

    permission_classes = (HasScope("review"),)

    @extend_schema(responses=LeasesSerializer, operation_id="queue_leases_read")
    def get(self, request: Request) -> Response:
        """How many tasks each person holds now."""
        return Response({"leases": leases_by_person()})

    @extend_schema(request=LeasesRequest, responses=ReleasedSerializer, operation_id="queue_leases_release")
    def post(self, request: Request) -> Response:
        """End the leases of a person, or everybody's. Answers that come in later are stored all the same."""
        data = LeasesRequest(data=request.data)
        data.is_valid(raise_exception=True)
        released = leases_release(by=person_of(request), person_id=data.validated_data["person"])
        return Response({"released": released})


class QueuePolicyView(APIView):
    """How new tasks are made."""

    permission_classes = (HasScope(read=("annotate", "review"), write=("review",)),)

    @extend_schema(responses=PolicySerializer, operation_id="queue_policy_read")
    def get(self, request: Request) -> Response:
        """The shares as they are."""
        return Response(_policy(queue_shares()))

    @extend_schema(request=PolicyChange, responses=PolicySerializer, operation_id="queue_policy_change")
    def put(self, request: Request) -> Response:
        """Change them for the tasks that are made from now on."""
        data = PolicyChange(data=request.data)
        data.is_valid(raise_exception=True)
        return Response(_policy(queue_policy_change(by=person_of(request), **data.validated_data)))


def _policy(shares: Shares) -> dict[str, float]:
    return {"overlap_share": shares.overlap, "random_share": shares.at_random}


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
