"""The floor of the load run: settings, address and view of a bare endpoint that commits one row.

Served by the same web server with the same number of processes and threads, without sessions, rights
and anything else that a product needs.
"""

from __future__ import annotations

from django.db import connection
from django.urls import path
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from config.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.floor"
# django-allauth does not start without its middleware.
INSTALLED_APPS = [name for name in INSTALLED_APPS if not name.startswith("allauth")]  # noqa: F405
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]  # states the length of the answer
TABLE = "benchmark_floor"


class FloorView(APIView):
    """One committed INSERT."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    def post(self, request: Request) -> Response:
        """Insert a row of about the size of an annotation."""
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {TABLE} (relation, comment) VALUES (%s, '') RETURNING id",
                [dict(request.data)["relation"]],
            )
            return Response({"id": cursor.fetchone()[0]})


urlpatterns = [path("floor", FloorView.as_view())]
