"""Health for load balancers, the supervisor and the UI; needs no login and no database."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from config.observability.health import health_read


class FindingSerializer(serializers.Serializer[Any]):
    """What one probe found."""

    ok = serializers.BooleanField()
    milliseconds = serializers.FloatField()
    detail = serializers.CharField(help_text="What is wrong; empty when nothing is.")


class WorkerSerializer(serializers.Serializer[Any]):
    """A worker's last heartbeat."""

    name = serializers.CharField()
    queues = serializers.ListField(child=serializers.CharField())
    alive = serializers.BooleanField()
    age_seconds = serializers.FloatField(help_text="Seconds since the last heartbeat; they come every five.")


class HealthSerializer(serializers.Serializer[Any]):
    """The state of the installation."""

    status = serializers.ChoiceField(choices=["ok", "degraded", "down"])
    live = serializers.BooleanField()
    ready = serializers.BooleanField()
    checks = serializers.DictField(child=FindingSerializer())
    workers = WorkerSerializer(many=True)
    queues = serializers.DictField(
        child=serializers.IntegerField(), help_text="Messages that wait in each queue."
    )
    notes = serializers.ListField(child=serializers.CharField(), help_text="What is wrong, in sentences.")


class LiveSerializer(serializers.Serializer[Any]):
    """The process answers."""

    live = serializers.BooleanField()


class OpenView(APIView):
    """Open to everyone, and touches neither session nor database."""

    authentication_classes = ()
    permission_classes = (AllowAny,)


class HealthView(OpenView):
    """Everything at a glance."""

    @extend_schema(
        responses={200: HealthSerializer, 503: HealthSerializer}, operation_id="health_read", auth=[]
    )
    def get(self, request: Request) -> Response:
        """Services, workers and queues. 503 while nothing can be saved. Answers within two seconds."""
        return _answer(always_ok=False)


class ReadyView(OpenView):
    """For load balancers."""

    @extend_schema(
        responses={200: HealthSerializer, 503: HealthSerializer}, operation_id="health_ready", auth=[]
    )
    def get(self, request: Request) -> Response:
        """200 when requests can be served, else 503."""
        return _answer(always_ok=False)


class WorkersView(OpenView):
    """For the UI."""

    @extend_schema(responses=HealthSerializer, operation_id="health_workers", auth=[])
    def get(self, request: Request) -> Response:
        """The same body, always with 200: whether background work goes on."""
        return _answer(always_ok=True)


class LiveView(OpenView):
    """For the supervisor."""

    @extend_schema(responses=LiveSerializer, operation_id="health_live", auth=[])
    def get(self, request: Request) -> Response:
        """The web process answers; says nothing about the services behind it."""
        return Response({"live": True})


def _answer(*, always_ok: bool) -> Response:
    health = health_read()
    status = 200 if health.is_ready or always_ok else 503
    headers = {"Cache-Control": "no-store"} | ({} if status == 200 else {"Retry-After": "2"})
    return Response(health.as_json(), status=status, headers=headers)
