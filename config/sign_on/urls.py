"""Addresses under /sso/. Their names are those by which django-allauth finds them."""

from __future__ import annotations

from django.urls import path

from config.sign_on.views import sign_on_begin, sign_on_end

urlpatterns = [
    path("<slug:provider_id>/login", sign_on_begin, name="openid_connect_login"),
    path("<slug:provider_id>/callback", sign_on_end, name="openid_connect_callback"),
]
