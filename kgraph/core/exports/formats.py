"""The export formats by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kgraph.core.exports import csv_tables, graphml, jsonl, skos, sssom, synonyms
from kgraph.core.snapshot.reader import Snapshot

_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A format: how it is named, sent and written.

    Attributes:
        stream: the file's text in pieces, in an order that depends on the snapshot alone.
        parts: for a format of several files, each by its name; ``stream`` is the first of them.
    """

    name: str
    suffix: str
    media_type: str
    stream: Callable[[Snapshot], Iterator[str]]
    parts: dict[str, Callable[[Snapshot], Iterator[str]]]


def _format(
    name: str,
    suffix: str,
    media_type: str,
    stream: Callable[[Snapshot], Iterator[str]],
    **parts: Callable[[Snapshot], Iterator[str]],
) -> ExportFormat:
    return ExportFormat(name, suffix, media_type, stream, parts)


FORMATS: dict[str, ExportFormat] = {
    found.name: found
    for found in (
        _format("jsonl", "jsonl", "application/x-ndjson", jsonl.stream),
        _format("skos", "ttl", "text/turtle; charset=utf-8", skos.stream),
        _format("sssom", "sssom.tsv", "text/tab-separated-values; charset=utf-8", sssom.stream),
        _format(
            "synonyms",
            "synonyms.txt",
            "text/plain; charset=utf-8",
            synonyms.stream_equivalent,
            equivalent=synonyms.stream_equivalent,
            explicit=synonyms.stream_explicit,
        ),
        _format("graphml", "graphml", "application/graphml+xml; charset=utf-8", graphml.stream),
        _format(
            "csv",
            "csv",
            "text/csv; charset=utf-8",
            csv_tables.stream_edges,
            edges=csv_tables.stream_edges,
            nodes=csv_tables.stream_nodes,
        ),
    )
}


def encoded(pieces: Iterator[str]) -> Iterator[bytes]:
    """Pieces of text as UTF-8 blocks of a size that is worth sending."""
    waiting: list[bytes] = []
    size = 0
    for piece in pieces:
        data = piece.encode()
        waiting.append(data)
        size += len(data)
        if size >= _CHUNK:
            yield b"".join(waiting)
            waiting, size = [], 0
    if waiting:
        yield b"".join(waiting)
