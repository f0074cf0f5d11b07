"""Keyset paging: as fast on the last page as on the first, and steady while rows come in."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import inline_serializer
from rest_framework import serializers
from rest_framework.pagination import CursorPagination


class KeysetPagination(CursorPagination):
    """Newest first by primary key; ``page_size`` up to 500. Views set ``ordering`` for another order."""

    ordering = "-pk"
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 500


def page_of(row: type[serializers.Serializer[Any]]) -> serializers.Serializer[Any]:
    """The schema of one page of ``row``, for views that page by hand."""
    return inline_serializer(
        f"{row.__name__.removesuffix('Serializer')}Page",
        {
            "next": serializers.CharField(allow_null=True, help_text="address of the next page"),
            "previous": serializers.CharField(allow_null=True, help_text="address of the page before"),
            "results": row(many=True),
        },
    )
