"""The export formats by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kgraph.core.exports import csv_tables, graphml, jsonl, node_link, skos, sssom, synonyms
from kgraph.core.exports.reading import GraphFile, GraphFileWrong, archive_texts, text_lines
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
        _format("node-link", "json", "application/json", node_link.stream),
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


_READERS: dict[str, Callable[[Iterable[str]], GraphFile]] = {
    "jsonl": jsonl.read,
    "skos": skos.read,
    "sssom": sssom.read,
    "graphml": graphml.read,
    "node-link": node_link.read,
}


def graph_read(name: str, path: Path) -> GraphFile:
    """The graph in a file that was exported in one of `reading.CARRIES`.

    CSV has two tables: ``path`` is a ZIP of both, or the edges with the nodes beside them, as an export writes them
    (``graph.csv`` and ``graph.nodes.csv``).

    Raises:
        GraphFileWrong: it cannot be read, or is not such a file.
    """
    if name != "csv":
        return _READERS[name](text_lines(path))
    if path.suffix != ".zip":
        nodes = path.with_name(f"{path.stem}.nodes{path.suffix}")
        return csv_tables.read(text_lines(nodes), text_lines(path))
    texts = archive_texts(path)
    if not {"nodes.csv", "edges.csv"} <= texts.keys():
        raise GraphFileWrong(f"{path} does not hold nodes.csv and edges.csv.", field="path")
    return csv_tables.read(*(texts[f"{part}.csv"].splitlines(keepends=True) for part in ("nodes", "edges")))


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
