"""Releases as files: streamed, the same bytes every time."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request

from kgraph.api.serving import GraphView, accepts_gzip, entity_tag, release_headers, tag_matches
from kgraph.core.exports.formats import FORMATS
from kgraph.selectors.releases import release_choose, snapshot_open
from kgraph.services.exports import ZIP, export_format, export_stream
from taxonomy.api.problem_shapes import ProblemOut

_GZIP = 16 + zlib.MAX_WBITS


class _AnyAccept(BaseContentNegotiation):
    """The address names the format; what the asker says to accept does not matter."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        return parsers[0]

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        return renderers[0], renderers[0].media_type


class ExportView(GraphView):
    """A release as a file."""

    content_negotiation_class = _AnyAccept

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
        ],
        responses={
            (200, found.media_type.partition(";")[0]): OpenApiTypes.BINARY for found in FORMATS.values()
        }
        | {
            (200, "application/zip"): OpenApiTypes.BINARY,
            304: OpenApiResponse(description="Not modified"),
            404: OpenApiResponse(ProblemOut, "`release.not_found`"),
            410: OpenApiResponse(ProblemOut, "`release.withdrawn`"),
            422: OpenApiResponse(ProblemOut, "`export.unknown_format`: no such format or part"),
        },
        operation_id="exports_read",
    )
    def get(self, request: Request, release: str, file_format: str) -> HttpResponseBase:
        """Streams the file. The same release gives the same bytes."""
        found = export_format(file_format)
        part = request.query_params.get("part", "")
        entry = release_choose(release)
        tag = f"{entity_tag(entry)}-{found.name}{part}"
        headers = release_headers(entry, release)
        if matched := tag_matches(request, tag):
            return HttpResponse(status=304, headers={**headers, "ETag": matched})
        blocks = export_stream(snapshot_open(entry.artifact), found, part)
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
