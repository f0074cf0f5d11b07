"""What I did, and when."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from taxonomy.api.pagination import KeysetPagination, page_of
from taxonomy.api.permissions import LoggedIn, person_of
from taxonomy.selectors.activity import GROUPS, activity_of, activity_rows


class ActivityPairSerializer(serializers.Serializer[None]):
    """A pair in short."""

    id = serializers.IntegerField()
    title_a = serializers.CharField()
    title_b = serializers.CharField()


class ActivitySerializer(serializers.Serializer[None]):
    """One thing that was done."""

    id = serializers.IntegerField()
    at = serializers.DateTimeField()
    action = serializers.CharField(help_text="noun.verb")
    object_type = serializers.CharField()
    object_id = serializers.CharField()
    relation = serializers.CharField(
        allow_blank=True, help_text="what title_a is to title_b; empty when none is settled"
    )
    pair = ActivityPairSerializer(allow_null=True)


class ActivityQuery(serializers.Serializer[None]):
    """Which part."""

    group = serializers.ChoiceField(choices=("", *GROUPS, "other"), default="")


class ActivityView(APIView):
    """The caller's own trail."""

    permission_classes = (LoggedIn,)

    @extend_schema(
        parameters=[ActivityQuery], responses=page_of(ActivitySerializer), operation_id="activity_list"
    )
    def get(self, request: Request) -> Response:
        """What I did, the newest first."""
        query = ActivityQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        paginator = KeysetPagination()
        found = activity_of(person_of(request), group=query.validated_data["group"])
        page = paginator.paginate_queryset(found, request, view=self) or []
        return paginator.get_paginated_response(activity_rows(page))
