"""Addresses of this house under /api/v1/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from taxonomy.api.agreement import AgreementView
from taxonomy.api.imports import ImportsView, ImportView
from taxonomy.api.people import PasswordResetView, PeopleView, PersonView
from taxonomy.api.session import PasswordView, SessionView
from taxonomy.api.titles import TitlesView
from taxonomy.api.tokens import TokensView, TokenView

urlpatterns: list[URLPattern | URLResolver] = [
    path("session", SessionView.as_view(), name="session"),
    path("session/password", PasswordView.as_view(), name="password"),
    path("titles", TitlesView.as_view(), name="titles"),
    path("imports", ImportsView.as_view(), name="imports"),
    path("imports/<int:import_id>", ImportView.as_view(), name="import"),
    path("agreement", AgreementView.as_view(), name="agreement"),
    path("people", PeopleView.as_view(), name="people"),
    path("people/<int:person_id>", PersonView.as_view(), name="person"),
    path("people/<int:person_id>/password-reset", PasswordResetView.as_view(), name="password-reset"),
    path("tokens", TokensView.as_view(), name="tokens"),
    path("tokens/<int:token_id>", TokenView.as_view(), name="token"),
]
