"""The queue: next items, give back, skip, fill."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import QueryDict
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from taxonomy.api.bodies import Body
from taxonomy.api.permissions import HasScope, person_of
from taxonomy.api.task_shapes import TaskSerializer, task_row
from taxonomy.core.errors import BadInput
from taxonomy.core.queue_order import STRATEGIES
from taxonomy.selectors.label_value import label_value
from taxonomy.selectors.queue import (
    LeasedTask,
    leases_by_person,
    queue_empty_reason,
    queue_progress,
    queue_state,
)
from taxonomy.selectors.queue_policy import queue_policy
from taxonomy.services.queue import leases_release, task_skip, tasks_lease, tasks_release
from taxonomy.services.queue_policy import LEAST_LEASE_SECONDS, MOST_LEASE_SECONDS, queue_policy_change
from taxonomy.services.tasks import LOW_WATER, tasks_fill
from taxonomy.tasks import queue_top_up_soon

MORE = 200
"""Labels that the value of further ones is told for."""


class EmptySerializer(serializers.Serializer[None]):
    """Why there is nothing to judge."""

    reason = serializers.ChoiceField(
        choices=("nothing_open", "all_seen", "all_leased", "leased_or_seen", "assigned")
    )
    sentence = serializers.CharField(help_text="says what to do")
    open = serializers.IntegerField()
    leased = serializers.IntegerField(help_text="of these, on somebody's desk")
    mine = serializers.IntegerField(help_text="of these, on mine")


class PaceSerializer(serializers.Serializer[None]):
    """How far the person is."""

    done_today = serializers.IntegerField()
    done_total = serializers.IntegerField()
    days_in_a_row = serializers.IntegerField(
        help_text="with answers, up to today or yesterday; Saturdays and Sundays off do not break the row"
    )
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


class ReleaseRequest(Body):
    """Tasks to give back."""

    task_ids = serializers.ListField(child=serializers.IntegerField(), max_length=500)


class LeasesRequest(Body):
    """Whose leases end."""

    person = serializers.IntegerField(default=None, allow_null=True, help_text="null: everybody's")


class HeldPairSerializer(serializers.Serializer[None]):
    """A pair on somebody's desk."""

    task_id = serializers.IntegerField()
    title_a = serializers.CharField()
    title_b = serializers.CharField()
    leased_until = serializers.DateTimeField()


class LeaseSerializer(serializers.Serializer[None]):
    """What somebody holds."""

    person = serializers.IntegerField()
    username = serializers.CharField()
    name = serializers.CharField()
    tasks = serializers.IntegerField()
    first_until = serializers.DateTimeField(help_text="when the first of them comes free by itself")
    last_until = serializers.DateTimeField(help_text="when the last of them does")
    pairs = HeldPairSerializer(many=True, help_text="the first few")


class QueueStateSerializer(serializers.Serializer[None]):
    """How many tasks wait, and for what."""

    open = serializers.IntegerField()
    leased = serializers.IntegerField(help_text="of the open ones, on somebody's desk")
    wanted_twice = serializers.IntegerField(help_text="of the open ones, judged by two people or more")
    half_answered = serializers.IntegerField(help_text="of the open ones, wait for a further answer")
    at_random = serializers.IntegerField(help_text="of the open ones, drawn at random")
    disputed = serializers.IntegerField(help_text="wait for a lead")


class LeasesSerializer(serializers.Serializer[None]):
    """Who holds what."""

    leases = LeaseSerializer(many=True)
    queue = QueueStateSerializer()


class SurpriseSerializer(serializers.Serializer[None]):
    """Answered pairs of which the model had an opinion."""

    answered = serializers.IntegerField()
    surprising = serializers.IntegerField(help_text="answers that contradicted it")


class LabelValueSerializer(serializers.Serializer[None]):
    """What further labels would bring."""

    chosen = SurpriseSerializer(help_text="the latest pairs that were chosen for their value")
    at_random = SurpriseSerializer(help_text="the latest pairs that were drawn at random")
    gain_gone = serializers.BooleanField(
        allow_null=True, help_text="chosen pairs surprise no more than random ones; null: too few to tell"
    )
    corrections = serializers.IntegerField(
        allow_null=True, help_text="times that 200 more chosen labels would correct the model"
    )


class ReleasedSerializer(serializers.Serializer[None]):
    """How many tasks came free."""

    released = serializers.IntegerField()


class PolicySerializer(serializers.Serializer[None]):
    """How tasks are made and leased."""

    overlap_share = serializers.FloatField(
        min_value=0.0, max_value=1.0, help_text="share that two people judge, blind to each other"
    )
    random_share = serializers.FloatField(min_value=0.0, max_value=1.0, help_text="share drawn at random")
    strategy = serializers.ChoiceField(choices=tuple(STRATEGIES), help_text="by what the others are chosen")
    lease_seconds = serializers.IntegerField(help_text="how long a task stays with the person who got it")
    made_by = serializers.CharField(allow_null=True, help_text="null: as installed")
    created_at = serializers.DateTimeField(allow_null=True)


class PolicyChange(Body):
    """What is to change."""

    overlap_share = serializers.FloatField(min_value=0.0, max_value=1.0, required=False)
    random_share = serializers.FloatField(min_value=0.0, max_value=1.0, required=False)
    strategy = serializers.ChoiceField(choices=tuple(STRATEGIES), required=False)
    lease_seconds = serializers.IntegerField(
        min_value=LEAST_LEASE_SECONDS, max_value=MOST_LEASE_SECONDS, required=False
    )


class FillRequest(Body):
    """New tasks."""

    limit = serializers.IntegerField(default=500, min_value=1, max_value=20_000)
    strategy = serializers.ChoiceField(
        choices=tuple(STRATEGIES), default=None, allow_null=True, help_text="by default as the policy says"
    )
    overlap = serializers.FloatField(default=None, allow_null=True, min_value=0.0, max_value=1.0)


class FilledSerializer(serializers.Serializer[None]):
    """How many tasks were made."""

    made = serializers.IntegerField()


def queue_wanted(asked: QueryDict) -> tuple[int, list[int]]:
    """What `QueueQuery` describes, read by hand: this is asked hundreds of times a second."""
    count = asked.get("count", "1")
    if not count.isascii() or not count.isdigit() or len(count) > 9:
        raise BadInput("count is a whole number.", field="count")
    words = [word.strip() for word in asked.get("holding", "").split(",") if word.strip()]
    if not all(word.isascii() and word.isdigit() and len(word) < 19 for word in words) or len(words) > 500:
        raise BadInput("holding is a list of at most 500 task ids separated by commas.", field="holding")
    return int(count), [int(word) for word in words]


def queue_told(tasks: list[LeasedTask], count: int, person_id: int) -> dict[str, Any]:
    """What was handed out of ``count`` that were asked for, and how far the person is."""
    progress = queue_progress(person_id)
    if len(tasks) < count or progress["open"] < LOW_WATER:
        queue_top_up_soon()
    return {
        "items": [task_row(task) for task in tasks],
        "empty": None if tasks else asdict(queue_empty_reason(person_id)),
        "progress": progress,
    }


class QueueNextView(APIView):
    """The next items for me."""

    permission_classes = (HasScope("annotate"),)

    @extend_schema(parameters=[QueueQuery], responses=QueueSerializer, operation_id="queue_next")
    def get(self, request: Request) -> Response:
        """Lease the next tasks. Nobody else gets them while the lease lasts; mine come back after a reload."""
        person = person_of(request)
        count, holding = queue_wanted(request.query_params)
        return Response(
            queue_told(tasks_lease(person=person, count=count, holding=holding), count, person.pk)
        )


class QueueReleaseView(APIView):
    """Give tasks back."""

    permission_classes = (HasScope("annotate"),)

    @extend_schema(request=ReleaseRequest, responses={204: None}, operation_id="queue_release")
    def post(self, request: Request) -> Response:
        """Give back tasks that are leased to me. Leads end other people's leases at `queue/leases`."""
        data = ReleaseRequest(data=request.data)
        data.is_valid(raise_exception=True)
        tasks_release(task_ids=data.validated_data["task_ids"], by=person_of(request))
        return Response(status=204)


class QueueLeasesView(APIView):
    """Who holds what."""

    permission_classes = (HasScope("review"),)

    @extend_schema(responses=LeasesSerializer, operation_id="queue_leases_read")
    def get(self, request: Request) -> Response:
        """What each person holds now, and how full the queue is."""
        return Response({"leases": leases_by_person(), "queue": queue_state()})

    @extend_schema(request=LeasesRequest, responses=ReleasedSerializer, operation_id="queue_leases_release")
    def post(self, request: Request) -> Response:
        """End the leases of a person, or everybody's. Answers that come in later are stored all the same."""
        data = LeasesRequest(data=request.data)
        data.is_valid(raise_exception=True)
        released = leases_release(by=person_of(request), person_id=data.validated_data["person"])
        return Response({"released": released})


class QueueValueView(APIView):
    """Is it worth going on?"""

    permission_classes = (HasScope("review", "models"),)

    @extend_schema(responses=LabelValueSerializer, operation_id="queue_value_read")
    def get(self, request: Request) -> Response:
        """How often people have lately contradicted the model, and what 200 more labels would bring."""
        value = label_value()
        return Response({**asdict(value), "corrections": value.corrections(MORE)})


class QueuePolicyView(APIView):
    """How tasks are made and leased."""

    permission_classes = (HasScope(read=("annotate", "review"), write=("review",)),)

    @extend_schema(responses=PolicySerializer, operation_id="queue_policy_read")
    def get(self, request: Request) -> Response:
        """The policy as it is."""
        return Response(asdict(queue_policy()))

    @extend_schema(request=PolicyChange, responses=PolicySerializer, operation_id="queue_policy_change")
    def put(self, request: Request) -> Response:
        """Change it for the tasks and leases that are made from now on."""
        data = PolicyChange(data=request.data)
        data.is_valid(raise_exception=True)
        return Response(asdict(queue_policy_change(by=person_of(request), **data.validated_data)))


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
