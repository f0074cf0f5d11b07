"""The home page of everybody who works here."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from config.home import growth_read, home_read
from kgraph.api.release_shapes import QualityOut
from taxonomy.api.permissions import HasScope
from taxonomy.models import Person


class WaitingSerializer(serializers.Serializer[Any]):
    """What waits for somebody."""

    open_tasks = serializers.IntegerField()
    my_leases = serializers.IntegerField()
    assigned = serializers.IntegerField(help_text="given to the caller by a lead, and not seen yet")
    people = serializers.IntegerField(help_text="who came by single sign-on and wait to be let in")
    disputed = serializers.IntegerField()
    open_proposals = serializers.IntegerField()
    conflicts = serializers.IntegerField()
    feedback = serializers.IntegerField(help_text="of the search team, that nobody has closed")
    pending_merges = serializers.IntegerField()


class TotalsSerializer(serializers.Serializer[Any]):
    """What there is; above 100,000 an estimate."""

    titles = serializers.IntegerField()
    pairs = serializers.IntegerField()
    annotations = serializers.IntegerField()
    decisions = serializers.IntegerField()
    edges = serializers.IntegerField()
    concepts = serializers.IntegerField()


class DaySerializer(serializers.Serializer[Any]):
    """What was done on a day (UTC)."""

    day = serializers.DateField()
    annotations = serializers.IntegerField()
    decisions = serializers.IntegerField()


class MineSerializer(serializers.Serializer[Any]):
    """The caller's own progress."""

    leases = serializers.IntegerField()
    assigned = serializers.IntegerField()
    annotations_today = serializers.IntegerField()
    annotations_total = serializers.IntegerField()
    last_annotation_at = serializers.DateTimeField(allow_null=True)


class QueueWorkersSerializer(serializers.Serializer[Any]):
    """Whether somebody serves a queue."""

    alive = serializers.BooleanField()
    last_seen_at = serializers.DateTimeField(allow_null=True)


class LatestReleaseSerializer(serializers.Serializer[Any]):
    """The release that is served."""

    latest = serializers.IntegerField()
    published_at = serializers.DateTimeField(allow_null=True)


class ChampionSerializer(serializers.Serializer[Any]):
    """The model version that proposes."""

    champion = serializers.CharField()


class HomeSerializer(serializers.Serializer[Any]):
    """The home page."""

    waiting = WaitingSerializer()
    totals = TotalsSerializer()
    activity = DaySerializer(many=True, help_text="the last 30 days, today last")
    mine = MineSerializer()
    workers = serializers.DictField(child=QueueWorkersSerializer(), help_text="by queue")
    release = LatestReleaseSerializer(allow_null=True)
    quality = QualityOut(allow_null=True)
    model = ChampionSerializer(allow_null=True)


class HomeView(APIView):
    """Everything at a glance."""

    permission_classes = (HasScope("graph:read", "annotate", "review", "models"),)

    @extend_schema(responses=HomeSerializer, operation_id="home_read")
    def get(self, request: Request) -> Response:
        """What waits, what there is, what was done. Shared figures are up to 15 seconds old."""
        assert isinstance(request.user, Person)
        return Response(home_read(request.user, timezone.now()))


class GrowthWeekSerializer(serializers.Serializer[Any]):
    """How things stood at the end of a week."""

    week = serializers.DateField(help_text="its Monday")
    labels = serializers.IntegerField(help_text="judgements that stand")
    edges = serializers.IntegerField()
    covered = serializers.IntegerField(help_text="titles that stand in an edge")
    titles = serializers.IntegerField()
    coverage = serializers.FloatField(allow_null=True, help_text="covered of titles, 0..1")


class GrowthSerializer(serializers.Serializer[Any]):
    """How all of it has grown."""

    weeks = GrowthWeekSerializer(many=True, help_text="26, this one last")


class GrowthView(APIView):
    """Labels, edges and coverage over time."""

    permission_classes = (HasScope("graph:read", "annotate", "review", "models"),)

    @extend_schema(responses=GrowthSerializer, operation_id="home_growth")
    def get(self, request: Request) -> Response:
        """The last half year by weeks; up to ten minutes old."""
        return Response(growth_read(timezone.now()))
