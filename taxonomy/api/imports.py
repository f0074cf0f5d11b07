"""Imports: upload a file, see what it would do, do it, read the report."""

from __future__ import annotations

import json
import tempfile
from dataclasses import asdict
from pathlib import Path, PurePath

from django.core.files.uploadedfile import UploadedFile
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from taxonomy.api.bodies import Body
from taxonomy.api.pagination import KeysetPagination, page_of
from taxonomy.api.permissions import HasScope
from taxonomy.core.errors import BadInput, Fault
from taxonomy.core.readers.lists import ColumnMap, look_csv
from taxonomy.models import ImportRun, Person
from taxonomy.selectors.imports import import_get, import_row, imports_all
from taxonomy.services.imports import FORMATS, titles_import

MAX_UPLOAD = 256 << 20


class FileTooLarge(Fault):
    """The uploaded file is larger than the stated limit; the command takes any size."""

    code = "import.too_large"
    status = 413


class MappingSerializer(serializers.Serializer[None]):
    """Which column means what."""

    titles = serializers.ListField(
        child=serializers.CharField(max_length=300), max_length=20, help_text="each cell is a title"
    )
    count = serializers.CharField(allow_null=True, default=None, max_length=300)
    source = serializers.CharField(allow_null=True, default=None, max_length=300)  # type: ignore[assignment]
    language = serializers.CharField(allow_null=True, default=None, max_length=300)
    external_id = serializers.CharField(allow_null=True, default=None, max_length=300)


class ColumnsRequest(Body):
    """A delimited file to look into."""

    file = serializers.FileField()


class ColumnsSerializer(serializers.Serializer[None]):
    """The beginning of a delimited file."""

    columns = serializers.ListField(child=serializers.CharField(allow_blank=True))
    rows = serializers.ListField(
        child=serializers.ListField(child=serializers.CharField(allow_blank=True)),
        help_text="the first eight; cells are cut after 120 characters",
    )
    guess = MappingSerializer(help_text="titles are empty where no column looks like one")


class ImportRequest(Body):
    """A file to import."""

    file = serializers.FileField()
    format = serializers.ChoiceField(choices=FORMATS)
    language = serializers.CharField(default="en", max_length=12)
    source = serializers.CharField(default="", allow_blank=True, max_length=120)  # type: ignore[assignment]
    title_column = serializers.CharField(default="", allow_blank=True, max_length=120)
    mapping = serializers.CharField(
        default="", allow_blank=True, max_length=10_000, help_text="CSV: JSON as in `imports/columns`' guess"
    )
    dry_run = serializers.BooleanField(default=False)


class ImportSerializer(serializers.Serializer[None]):
    """An import, in short."""

    id = serializers.IntegerField(allow_null=True, help_text="null for a dry run")
    kind = serializers.CharField()
    format = serializers.CharField()
    file = serializers.CharField()
    language = serializers.CharField()
    source = serializers.CharField(allow_null=True)  # type: ignore[assignment]
    state = serializers.CharField()
    dry_run = serializers.BooleanField()
    counts = serializers.DictField(child=serializers.IntegerField())
    started_by = serializers.CharField(allow_null=True)
    started_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    undone_at = serializers.DateTimeField(allow_null=True)


class RefusalSerializer(serializers.Serializer[None]):
    """A refused row."""

    row = serializers.IntegerField()
    field = serializers.CharField(allow_blank=True)
    reason = serializers.CharField()
    value = serializers.CharField(allow_blank=True)


class NoticeSerializer(serializers.Serializer[None]):
    """A known trap that was met."""

    code = serializers.CharField()
    sentence = serializers.CharField()
    count = serializers.IntegerField()
    examples = serializers.ListField(child=serializers.CharField())


class ImportReportSerializer(ImportSerializer):
    """An import with its report."""

    refusals = RefusalSerializer(many=True, help_text="the first 1,000")
    notices = NoticeSerializer(many=True)


class ImportsView(APIView):
    """All imports, newest first."""

    permission_classes = (HasScope("review", "models"),)
    parser_classes = (MultiPartParser,)

    @extend_schema(responses=page_of(ImportSerializer), operation_id="imports_list")
    def get(self, request: Request) -> Response:
        """The imports of the past."""
        paginator = KeysetPagination()
        page = paginator.paginate_queryset(imports_all(), request, view=self) or []
        return paginator.get_paginated_response([import_row(run) for run in page])

    @extend_schema(request={"multipart/form-data": ImportRequest}, responses={201: ImportReportSerializer})
    def post(self, request: Request) -> Response:
        """Import the titles of a file, or say what that would do (``dry_run``)."""
        data = ImportRequest(data=request.data)
        data.is_valid(raise_exception=True)
        wanted = data.validated_data
        upload = _not_too_large(wanted["file"])
        assert isinstance(request.user, Person)
        with tempfile.TemporaryDirectory(prefix="titleloom-upload-") as folder:
            path = _save(upload, Path(folder))
            run, report = titles_import(
                path=path,
                format=wanted["format"],
                language=wanted["language"],
                source=wanted["source"] or f"{wanted['format']}:{path.stem}",
                title_columns=(wanted["title_column"],) if wanted["title_column"] else (),
                columns=_mapping(wanted["mapping"]) if wanted["format"] == "csv" else None,
                dry_run=wanted["dry_run"],
                by=request.user,
            )
        run.path = path.name
        if not wanted["dry_run"]:
            ImportRun.objects.filter(pk=run.pk).update(path=path.name)
        answer = import_row(run, report=True) | {
            "counts": report.counts(),
            "refusals": report.refusals,
            "notices": report.notices.as_json(),
        }
        return Response(answer, status=200 if wanted["dry_run"] else 201)


def _not_too_large(upload: UploadedFile[bytes]) -> UploadedFile[bytes]:
    if (upload.size or 0) > MAX_UPLOAD:
        raise FileTooLarge(
            f"The file has {upload.size:,} bytes; the most here is {MAX_UPLOAD:,}. Use: manage.py import_titles."
        )
    return upload


def _mapping(text: str) -> ColumnMap | None:
    """The mapping that was sent as JSON; None where none was.

    Raises:
        BadInput
    """
    if not text:
        return None
    try:
        data = MappingSerializer(data=json.loads(text))
    except ValueError:
        raise BadInput("The mapping is not JSON.", field="mapping") from None
    if not data.is_valid():
        raise BadInput(
            "The mapping names columns for titles, count, source, language, external_id.", field="mapping"
        )
    told = data.validated_data
    if not told["titles"]:
        raise BadInput("Say which column holds the titles.", field="mapping")
    return ColumnMap(**{**told, "titles": tuple(told["titles"])})


class ImportColumnsView(APIView):
    """A look into a file before it is imported."""

    permission_classes = (HasScope("review", "models"),)
    parser_classes = (MultiPartParser,)

    @extend_schema(
        request={"multipart/form-data": ColumnsRequest},
        responses=ColumnsSerializer,
        operation_id="import_columns",
    )
    def post(self, request: Request) -> Response:
        """The columns and the first rows of a delimited file, and a guess at what they mean. Nothing is stored."""
        data = ColumnsRequest(data=request.data)
        data.is_valid(raise_exception=True)
        upload = _not_too_large(data.validated_data["file"])
        with tempfile.TemporaryDirectory(prefix="titleloom-upload-") as folder:
            look = look_csv(_save(upload, Path(folder)))
        guess = asdict(look.guess) | {"titles": list(look.guess.titles)}
        return Response({"columns": look.columns, "rows": look.rows, "guess": guess})


def _save(upload: UploadedFile[bytes], folder: Path) -> Path:
    """The upload as a file of its own name; the name's folders are dropped."""
    name = PurePath((upload.name or "upload").replace("\\", "/")).name
    if name in {"", ".", ".."}:
        raise BadInput("The file has no usable name.", field="file")
    path = folder / name
    with path.open("wb") as target:
        for chunk in upload.chunks():
            target.write(chunk)
    return path


class ImportView(APIView):
    """One import."""

    permission_classes = (HasScope("review", "models"),)

    @extend_schema(responses=ImportReportSerializer, operation_id="import_read")
    def get(self, request: Request, import_id: int) -> Response:
        """An import with its refused rows and notices."""
        return Response(import_row(import_get(import_id), report=True))
