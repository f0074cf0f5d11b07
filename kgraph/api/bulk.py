"""Bulk edit at the door: a part of the taxonomy as a file, and rows of a spreadsheet tried and done."""

from __future__ import annotations

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kgraph.api.decision_shapes import LARGEST_ID, REASON_LENGTH
from kgraph.api.decisions import READ_OR_REVIEW, caller
from kgraph.core.bulk_rows import bulk_rows_read, bulk_rows_write
from kgraph.selectors.part import MOST_ROWS, part_rows
from kgraph.services.bulk import VERDICTS, BulkOptions, bulk_apply, bulk_try, planned_data
from taxonomy.api.bodies import Body
from taxonomy.api.permissions import HasScope
from taxonomy.api.problem_shapes import ProblemOut

_PLAIN = serializers.Serializer
MAX_TEXT = 4 << 20


class BulkIn(Body):
    """Rows of a spreadsheet."""

    text = serializers.CharField(
        max_length=MAX_TEXT,
        trim_whitespace=False,
        help_text=f"title, relation, title in a row; tabs, commas or semicolons; at most {MOST_ROWS:,} rows."
        " A header may name the columns title_a, relation, title_b, decision, reason."
        " An empty relation, or `none`, takes back what stands.",
    )
    language = serializers.CharField(required=False, default="en", max_length=12)
    moves = serializers.BooleanField(
        required=False, default=False, help_text="a title that is put under another one leaves its places"
    )
    part = serializers.IntegerField(
        required=False,
        default=None,
        allow_null=True,
        min_value=1,
        max_value=LARGEST_ID,
        help_text="the concept whose part the rows were downloaded as",
    )
    missing = serializers.BooleanField(
        required=False, default=False, help_text="take back the edges of `part` that no row speaks of"
    )
    reason = serializers.CharField(required=False, default="", allow_blank=True, max_length=REASON_LENGTH)
    dry_run = serializers.BooleanField(required=False, default=True, help_text="only say what would be done")


class BulkRowOut(_PLAIN[None]):
    """What a row does, or would do."""

    row = serializers.IntegerField(help_text="line of the text; 0 for an edge that is missing in it")
    verdict = serializers.ChoiceField(choices=VERDICTS)
    title_a = serializers.CharField(allow_blank=True)
    relation = serializers.CharField(allow_blank=True)
    title_b = serializers.CharField(allow_blank=True)
    sentence = serializers.CharField(
        allow_blank=True, help_text="what stood before, what it leaves, or why not"
    )


class BulkCountsOut(_PLAIN[None]):
    """Rows by verdict."""

    add = serializers.IntegerField()
    change = serializers.IntegerField()
    move = serializers.IntegerField()
    take_back = serializers.IntegerField()
    same = serializers.IntegerField()
    refused = serializers.IntegerField()
    conflict = serializers.IntegerField(help_text="somebody else made it impossible meanwhile; it waits")


class BulkReportOut(_PLAIN[None]):
    """The report, row by row."""

    dry_run = serializers.BooleanField()
    counts = BulkCountsOut()
    rows = BulkRowOut(many=True)
    new_titles = serializers.ListField(
        child=serializers.CharField(), help_text="titles that nobody had before"
    )
    missing = serializers.IntegerField(help_text="edges of `part` that no row speaks of")
    change_set = serializers.IntegerField(
        allow_null=True, help_text="revert this one to take all of it back; null when nothing was done"
    )
    decisions = serializers.IntegerField()


class BulkView(APIView):
    """Bulk edit."""

    permission_classes = (HasScope("review"),)

    @extend_schema(
        request=BulkIn,
        responses={
            200: BulkReportOut,
            201: BulkReportOut,
            404: OpenApiResponse(ProblemOut, "`not_found`: the part"),
            409: OpenApiResponse(ProblemOut, "`graph.busy`"),
            422: OpenApiResponse(ProblemOut, "`bad_input`, `part.too_large`"),
        },
        operation_id="taxonomy_bulk",
    )
    def post(self, request: Request) -> Response:
        """What the rows would do, row by row; with ``dry_run`` false, do it as one change set."""
        body = BulkIn(data=request.data)
        body.is_valid(raise_exception=True)
        asked = body.validated_data
        rows = bulk_rows_read(asked["text"])
        options = BulkOptions(asked["language"], asked["moves"], asked["part"], asked["missing"])
        person = caller(request)
        if asked["dry_run"]:
            report = bulk_try(rows, options=options, person=person)
        else:
            report = bulk_apply(rows, options=options, person=person, reason=asked["reason"])
        told = {
            "dry_run": asked["dry_run"],
            "counts": report.counts(),
            "rows": [planned_data(one) for one in report.rows],
            "new_titles": report.new_titles,
            "missing": report.missing,
            "change_set": report.change_set.pk if report.change_set else None,
            "decisions": report.decisions,
        }
        return Response(told, status=201 if report.change_set else 200)


class PartTableView(APIView):
    """A part of the taxonomy as a file."""

    permission_classes = (READ_OR_REVIEW,)

    @extend_schema(
        responses={
            (200, "text/csv"): OpenApiTypes.STR,
            404: OpenApiResponse(ProblemOut, "`not_found`"),
            422: OpenApiResponse(ProblemOut, "`part.too_large`"),
        },
        operation_id="taxonomy_table",
    )
    def get(self, request: Request, number: int) -> StreamingHttpResponse:
        """The edges within a concept and all below it, as CSV that can be edited and given to `taxonomy/bulk`."""
        rows = part_rows(number)
        return StreamingHttpResponse(
            bulk_rows_write(rows),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="taxonomy-{number}.csv"'},
        )
