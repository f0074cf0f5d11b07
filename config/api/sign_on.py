"""Whether people can log in by single sign-on, for the log-in page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from config.sign_on.providers import PROVIDER


class SignOnSerializer(serializers.Serializer[Any]):
    """The other way to log in."""

    name = serializers.CharField(
        allow_null=True, help_text="what the button says; null: there is no such way"
    )
    address = serializers.CharField(
        allow_null=True, help_text="a form goes there by POST, with csrfmiddlewaretoken and next"
    )


class SignOnView(APIView):
    """Single sign-on."""

    permission_classes = (AllowAny,)

    @extend_schema(responses=SignOnSerializer, operation_id="sign_on_read")
    def get(self, request: Request) -> Response:
        """Whether there is single sign-on, and where it begins."""
        if settings.SIGN_ON is None:
            return Response({"name": None, "address": None})
        address = reverse("openid_connect_login", kwargs={"provider_id": PROVIDER})
        return Response({"name": settings.SIGN_ON.name, "address": address})
