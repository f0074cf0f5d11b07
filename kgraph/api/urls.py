"""Addresses of this house under /api/v1/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

from kgraph.api import decision_urls, search_urls, taxonomy_urls

urlpatterns: list[URLPattern | URLResolver] = [
    *decision_urls.urlpatterns,
    *search_urls.urlpatterns,
    *taxonomy_urls.urlpatterns,
]
