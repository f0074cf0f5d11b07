"""Titles: search and detail."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from taxonomy.api.permissions import HasScope
from taxonomy.core.errors import BadInput
from taxonomy.selectors.titles import title_ref, titles_page

MAX_PAGE = 500
CURSOR = "^[0-9]{1,19}-[0-9]{1,19}$"


class TitleRefSerializer(serializers.Serializer[None]):
    """A title, in short."""

    id = serializers.IntegerField()
    text = serializers.CharField()
    language = serializers.CharField()
    count = serializers.IntegerField(help_text="how often it was seen over all sources")


class TitlePageSerializer(serializers.Serializer[None]):
    """A page of titles."""

    next = serializers.CharField(allow_null=True, help_text="value of `cursor` for the next page")
    results = TitleRefSerializer(many=True)


class TitleQuery(serializers.Serializer[None]):
    """Search of titles."""

    q = serializers.CharField(required=False, default="", allow_blank=True, max_length=300)
    language = serializers.CharField(required=False, default="", allow_blank=True, max_length=12)
    cursor = serializers.RegexField(CURSOR, required=False, default="")
    page_size = serializers.IntegerField(required=False, default=50, min_value=1, max_value=MAX_PAGE)


def _after(cursor: str) -> tuple[int, int] | None:
    if not cursor:
        return None
    count, last = (int(part) for part in cursor.split("-"))
    if max(count, last) >= 2**63:
        raise BadInput("The cursor is not one of ours.", field="cursor")
    return count, last


class TitlesView(APIView):
    """All titles, most used first."""

    permission_classes = (HasScope("graph:read"),)

    @extend_schema(
        parameters=[TitleQuery, OpenApiParameter("cursor", str, pattern=CURSOR)],
        responses=TitlePageSerializer,
        operation_id="titles_list",
    )
    def get(self, request: Request) -> Response:
        """Titles in which every word of ``q`` begins some word, most used first."""
        query = TitleQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        wanted = query.validated_data
        page = titles_page(
            q=wanted["q"],
            language=wanted["language"],
            after=_after(wanted["cursor"]),
            size=wanted["page_size"],
        )
        following = f"{page.next[0]}-{page.next[1]}" if page.next else None
        return Response({"next": following, "results": [title_ref(title) for title in page.titles]})
