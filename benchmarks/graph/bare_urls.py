"""The service's addresses, and a bare Django view that answers a small JSON object."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.urls import include, path


def bare(request: HttpRequest) -> JsonResponse:
    """About the size of an exact `normalize`."""
    match = {"concept_id": 1, "preferred": "software engineer", "confidence": 1.0, "method": "exact"}
    return JsonResponse({"release": 1, "input": "software engineer", "match": match, "unknown": False})


urlpatterns = [path("bare", bare), path("", include("config.urls"))]
