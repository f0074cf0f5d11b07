"""Keyset paging: as fast on the last page as on the first, and steady while rows come in."""

from __future__ import annotations

from rest_framework.pagination import CursorPagination


class KeysetPagination(CursorPagination):
    """Newest first by primary key; ``page_size`` up to 500. Views set ``ordering`` for another order."""

    ordering = "-pk"
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 500
