"""Addresses of this house under /api/v1/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from taxonomy.api.imports import ImportsView, ImportView
from taxonomy.api.session import PasswordView, SessionView
from taxonomy.api.titles import TitlesView

urlpatterns: list[URLPattern | URLResolver] = [
    path("session", SessionView.as_view(), name="session"),
    path("session/password", PasswordView.as_view(), name="password"),
    path("titles", TitlesView.as_view(), name="titles"),
    path("imports", ImportsView.as_view(), name="imports"),
    path("imports/<int:import_id>", ImportView.as_view(), name="import"),
]
