"""Data sets: freeze the ledger, see what was frozen."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from models_lstm.selectors.datasets import dataset_get, dataset_row, datasets_all
from models_lstm.services.datasets import DEFAULT_SEED, dataset_freeze
from taxonomy.api.bodies import Body
from taxonomy.api.pagination import KeysetPagination, page_of
from taxonomy.api.permissions import HasScope
from taxonomy.models import Person

RIGHTS = HasScope(read=("models", "review", "annotate"), write=("models",))


class DatasetSerializer(serializers.Serializer[None]):
    """A frozen data set."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    content_hash = serializers.CharField()
    ledger_seq = serializers.IntegerField(allow_null=True, help_text="the last decision that was looked at")
    seed = serializers.IntegerField()
    train = serializers.IntegerField()
    validation = serializers.IntegerField()
    test = serializers.IntegerField()
    counts = serializers.DictField(
        child=serializers.DictField(child=serializers.IntegerField()), help_text="side -> relation -> pairs"
    )
    facts = serializers.DictField(help_text="dropped, drawn, unsure, rejected, contested, titles")
    created_by = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField()


class FreezeRequest(Body):
    """What to freeze: the ledger as it is now."""

    name = serializers.SlugField(required=False, default="", allow_blank=True, max_length=80)
    seed = serializers.IntegerField(required=False, default=DEFAULT_SEED, min_value=0, max_value=2**31)
    dry_run = serializers.BooleanField(required=False, default=False)


class DatasetsView(APIView):
    """All data sets, newest first."""

    permission_classes = (RIGHTS,)

    @extend_schema(responses=page_of(DatasetSerializer), operation_id="datasets_list")
    def get(self, request: Request) -> Response:
        """The data sets."""
        paginator = KeysetPagination()
        page = paginator.paginate_queryset(datasets_all(), request, view=self) or []
        return paginator.get_paginated_response([dataset_row(d) for d in page])

    @extend_schema(request=FreezeRequest, responses={201: DatasetSerializer, 200: DatasetSerializer})
    def post(self, request: Request) -> Response:
        """Freeze the ledger; 200 when the same content was frozen before (or for a dry run)."""
        data = FreezeRequest(data=request.data)
        data.is_valid(raise_exception=True)
        assert isinstance(request.user, Person)
        wanted = data.validated_data
        dataset, new = dataset_freeze(
            name=wanted["name"], seed=wanted["seed"], by=request.user, dry_run=wanted["dry_run"]
        )
        return Response(dataset_row(dataset), status=201 if new and not wanted["dry_run"] else 200)


class DatasetView(APIView):
    """One data set."""

    permission_classes = (RIGHTS,)

    @extend_schema(responses=DatasetSerializer)
    def get(self, request: Request, name: str) -> Response:
        """A data set by its number or name."""
        return Response(dataset_row(dataset_get(name)))
