"""Aliases: which version serves, since when and why."""

from __future__ import annotations

from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from models_lstm.api.datasets import RIGHTS
from models_lstm.selectors.registry import move_row, moves_all, version_get
from models_lstm.tasks import propose_waiting
from taxonomy.api.bodies import Body
from taxonomy.api.pagination import KeysetPagination, page_of
from taxonomy.models import Person


class AliasMoveSerializer(serializers.Serializer[None]):
    """One move of an alias."""

    id = serializers.IntegerField()
    alias = serializers.CharField()
    kind = serializers.CharField()
    version = serializers.CharField()
    from_version = serializers.CharField(allow_null=True)
    override = serializers.BooleanField()
    reason = serializers.CharField(allow_blank=True)
    verdict = serializers.DictField(help_text="what the gate said, rule by rule; empty for a rollback")
    by = serializers.CharField(allow_null=True)
    at = serializers.DateTimeField()


class PromoteRequest(Body):
    """Which version, and why it shall pass although the gate refuses it."""

    version = serializers.CharField(max_length=20)
    override_reason = serializers.CharField(
        required=False, default="", allow_blank=True, allow_null=True, max_length=2_000
    )


class RollbackRequest(Body):
    """Why."""

    reason = serializers.CharField(required=False, default="", allow_blank=True, max_length=2_000)


class AliasesView(APIView):
    """The history of all aliases, newest first."""

    permission_classes = (RIGHTS,)

    @extend_schema(responses=page_of(AliasMoveSerializer), operation_id="aliases_list")
    def get(self, request: Request) -> Response:
        """Every move of an alias, with the gate's verdict."""
        paginator = KeysetPagination()
        page = paginator.paginate_queryset(moves_all(), request, view=self) or []
        return paginator.get_paginated_response([move_row(move) for move in page])


class AliasView(APIView):
    """Move an alias."""

    permission_classes = (RIGHTS,)

    @extend_schema(request=PromoteRequest, responses={201: AliasMoveSerializer})
    def post(self, request: Request, name: str) -> Response:
        """Promote a version; 409 with the ``verdict`` when the gate refuses it."""
        from models_lstm.services.promotion import alias_promote  # loads the learner

        data = PromoteRequest(data=request.data)
        data.is_valid(raise_exception=True)
        assert isinstance(request.user, Person)
        version = version_get(data.validated_data["version"])
        move, _ = alias_promote(
            version, alias=name, override=data.validated_data["override_reason"] or "", by=request.user
        )
        propose_waiting()
        return Response(move_row(move), status=201)


class AliasRollbackView(APIView):
    """Take the last promotion back."""

    permission_classes = (RIGHTS,)

    @extend_schema(request=RollbackRequest, responses={201: AliasMoveSerializer})
    def post(self, request: Request, name: str) -> Response:
        """One step back, with the former version's proposals."""
        from models_lstm.services.promotion import alias_rollback  # loads the learner

        data = RollbackRequest(data=request.data)
        data.is_valid(raise_exception=True)
        assert isinstance(request.user, Person)
        with transaction.atomic():
            move = alias_rollback(alias=name, reason=data.validated_data["reason"], by=request.user)
            propose_waiting()
        return Response(move_row(move), status=201)
