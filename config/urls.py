"""Addresses: the REST API, its pages, the admin, and the UI for everything else."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularRedocView, SpectacularSwaggerView

from config.sign_on.admin import accounts_hide
from config.ui import ui_page

accounts_hide()

urlpatterns = [
    path("api/v1/", include("kgraph.api.hot_urls")),
    path("api/v1/", include("config.api.urls")),
    path("api/v1/", include("taxonomy.api.urls")),
    path("api/v1/", include("kgraph.api.urls")),
    path("api/v1/", include("models_lstm.api.urls")),
    path("api/v1/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", SpectacularSwaggerView.as_view(url_name="schema"), name="api-docs"),
    path("api/redoc/", SpectacularRedocView.as_view(url_name="schema"), name="api-redoc"),
    path("sso/", include("config.sign_on.urls")),
    path("admin/", admin.site.urls),
    re_path(r"^(?!api/|static/|admin/|sso/).*$", ui_page, name="ui"),
]

handler400 = "config.api.errors.bad_request"
handler404 = "config.api.errors.not_found"
handler500 = "config.api.errors.server_error"
