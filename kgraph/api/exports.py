"""Releases as files: streamed, the same bytes every time."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request

from kgraph.api.serving import GraphView, accepts_gzip, entity_tag, release_headers, tag_matches
from kgraph.core.exports.formats import FORMATS
from kgraph.core.exports.synonyms import Limits, limits_asked
from kgraph.selectors.releases import release_choose, snapshot_open
from kgraph.services.exports import ZIP, export_format, export_stream
from taxonomy.api.problem_shapes import ProblemOut

_GZIP = 16 + zlib.MAX_WBITS


class AnyAccept(BaseContentNegotiation):
    """The address names the format; what the asker says to accept does not matter."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        return parsers[0]

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        return renderers[0], renderers[0].media_type


class SynonymLimits(serializers.Serializer[dict[str, Any]]):
    """How much a synonyms file may hold."""

    max_terms = serializers.IntegerField(
        required=False,
        min_value=2,
        max_value=100_000,
        help_text="synonyms: forms of a rule; 1,000 when not given",
    )
    max_rules = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=10_000_000,
        help_text="synonyms: rules of a file; 1,000,000 when not given",
    )
    slice = serializers.IntegerField(
        required=False, min_value=1, max_value=10_000_000, help_text="synonyms: which file of so many rules"
    )


def _limits(request: Request) -> Limits | None:
    asked = SynonymLimits(data=request.query_params)
    asked.is_valid(raise_exception=True)
    found = asked.validated_data
    return limits_asked(found.get("max_terms"), found.get("max_rules"), found.get("slice"))


def _mark(name: str, limits: Limits | None) -> str:
    """What besides the release's files decides the bytes: limits, and the licence that a mapping file states."""
    told = [settings.EXPORT_LICENCE] if name == "sssom" else []
    if limits is not None:
        told += [f"{limits.terms}-{limits.rules}-{limits.slice}"]
    return "-" + hashlib.sha256(" ".join(told).encode()).hexdigest()[:8] if told else ""


class ExportView(GraphView):
    """A release as a file."""

    content_negotiation_class = AnyAccept

    @extend_schema(
        parameters=[
            OpenApiParameter(
                "release",
                str,
                OpenApiParameter.PATH,
                pattern="^(latest|next|[0-9]{1,9})$",
                description="a number, `latest` or `next`",
            ),
            OpenApiParameter("file_format", str, OpenApiParameter.PATH, enum=list(FORMATS)),
            OpenApiParameter(
                "part",
                str,
                enum=["edges", "nodes", "equivalent", "explicit", ZIP],
                description="csv: `edges` (default), `nodes`; synonyms: `equivalent` (default), `explicit`; `zip`: both",
            ),
            SynonymLimits,
        ],
        responses={
            (200, found.media_type.partition(";")[0]): OpenApiTypes.BINARY for found in FORMATS.values()
        }
        | {
            (200, "application/zip"): OpenApiTypes.BINARY,
            304: OpenApiResponse(description="Not modified"),
            404: OpenApiResponse(ProblemOut, "`release.not_found`"),
            410: OpenApiResponse(ProblemOut, "`release.withdrawn`"),
            422: OpenApiResponse(ProblemOut, "`export.unknown_format`, `export.limits_wrong`"),
        },
        operation_id="exports_read",
    )
    def get(self, request: Request, release: str, file_format: str) -> HttpResponseBase:
        """Streams the file. The same release gives the same bytes."""
        found = export_format(file_format)
        part = request.query_params.get("part", "")
        entry = release_choose(release)
        limits = _limits(request)
        tag = f"{entity_tag(entry)}-{found.name}{part}{_mark(found.name, limits)}"
        headers = release_headers(entry, release)
        if matched := tag_matches(request, tag):
            return HttpResponse(status=304, headers={**headers, "ETag": matched})
        blocks = export_stream(snapshot_open(entry.artifact), found, part, limits)
        zipped = part == ZIP
        suffix = f"{found.suffix}.zip" if zipped else (f"{part}.{found.suffix}" if part else found.suffix)
        packed = not zipped and accepts_gzip(request)
        response = StreamingHttpResponse(
            _gzip(blocks) if packed else blocks,
            content_type="application/zip" if zipped else found.media_type,
            headers={
                **headers,
                "ETag": f'"{tag}-gz"' if packed else f'"{tag}"',
                "Content-Disposition": f'attachment; filename="titleloom-{entry.number}.{suffix}"',
            },
        )
        if packed or zipped:
            # Named also for a ZIP, so that no middleware packs it once more.
            response["Content-Encoding"] = "gzip" if packed else "identity"
        return response


def _gzip(blocks: Iterator[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(4, zlib.DEFLATED, _GZIP)
    for block in blocks:
        if packed := packer.compress(block):
            yield packed
    yield packer.flush()
