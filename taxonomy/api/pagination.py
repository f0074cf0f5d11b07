"""Keyset paging: as fast on the last page as on the first, and steady while rows come in."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import inline_serializer
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request

from taxonomy.core.errors import BadInput


class KeysetPagination(CursorPagination):
    """Newest first by primary key; ``page_size`` up to 500. Views set ``ordering`` for another order."""

    ordering = "-pk"
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 500
    # Rows that share the first key are counted through. With DRF's bound of 1,000 a longer run of equals (scores of a
    # rule, small effects) would come to no end.
    offset_cutoff = 2**31

    def get_page_size(self, request: Request) -> int:
        """How many rows the caller wants.

        Raises:
            BadInput: no number from 1 to 500.
        """
        wanted = request.query_params.get(self.page_size_query_param, str(self.page_size))
        if not (
            wanted.isascii()
            and wanted.isdecimal()
            and len(wanted) < 4
            and 1 <= int(wanted) <= self.max_page_size
        ):
            raise BadInput(
                f"page_size is a number from 1 to {self.max_page_size}.", field=self.page_size_query_param
            )
        return int(wanted)

    def decode_cursor(self, request: Request) -> Any:
        """Where the page begins.

        Raises:
            BadInput: the cursor is none that an answer gave.
        """
        try:
            return super().decode_cursor(request)
        except NotFound:
            raise BadInput("The cursor is none that an answer gave.", field=self.cursor_query_param) from None


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
