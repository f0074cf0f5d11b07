"""Metrics for Prometheus, which logs in by a token with the scope ``admin``."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from prometheus_client import CONTENT_TYPE_LATEST
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request
from rest_framework.views import APIView

from config.observability.metrics import metrics_text
from taxonomy.api.permissions import HasScope


class AnyAccept(BaseContentNegotiation):
    """Prometheus asks for formats of its own; the page has only one."""

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        """The first one: only errors are rendered by it."""
        return renderers[0], renderers[0].media_type


class MetricsView(APIView):
    """Counts, times and gauges."""

    permission_classes = (HasScope("admin"),)
    content_negotiation_class = AnyAccept

    @extend_schema(responses={(200, "text/plain"): OpenApiTypes.STR}, operation_id="metrics_read")
    def get(self, request: Request) -> HttpResponse:
        """All metrics in the text format of Prometheus."""
        return HttpResponse(metrics_text(), content_type=CONTENT_TYPE_LATEST)
