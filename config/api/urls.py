"""Addresses of this house under /api/v1/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from config.api import schema
from config.api.health import HealthView, LiveView, ReadyView, WorkersView
from config.api.home import GrowthView, HomeView
from config.api.metrics import MetricsView
from config.api.sign_on import SignOnView

# Imported for its effect: the extensions register themselves.
assert schema

urlpatterns: list[URLPattern | URLResolver] = [
    path("health", HealthView.as_view(), name="health"),
    path("health/live", LiveView.as_view(), name="health-live"),
    path("health/ready", ReadyView.as_view(), name="health-ready"),
    path("health/workers", WorkersView.as_view(), name="health-workers"),
    path("home", HomeView.as_view(), name="home"),
    path("home/growth", GrowthView.as_view(), name="home-growth"),
    path("sign-on", SignOnView.as_view(), name="sign-on"),
    path("metrics", MetricsView.as_view(), name="metrics"),
]
