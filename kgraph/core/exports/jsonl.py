"""JSON Lines: everything that a release says, one object a line, and back again.

First the release, then edges, then concepts with their titles, then redirects, then
retired numbers. ``{"type": ...}`` tells them apart.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from kgraph.core.exports.reading import GraphFile, GraphFileWrong
from kgraph.core.exports.rows import edge_rows, redirect_rows, retired_rows
from kgraph.core.snapshot.content import ConceptRow, EdgeRow, RetiredRow, SnapshotContent, TitleRow
from kgraph.core.snapshot.reader import Snapshot
from taxonomy.core.normalisation import fold


def _line(type_: str, **fields: Any) -> str:
    return json.dumps({"type": type_, **fields}, ensure_ascii=False, separators=(",", ":")) + "\n"


def stream(snapshot: Snapshot) -> Iterator[str]:
    """The lines."""
    yield _line(
        "release",
        release=snapshot.number,
        ledger_seq=snapshot.meta.ledger_seq,
        content_hash=snapshot.meta.content_hash,
        counts=snapshot.counts,
    )
    for edge in edge_rows(snapshot):
        yield _line(
            "edge",
            id=edge.id,
            subject=snapshot.concept_id(edge.subject_concept),
            relation=edge.relation,
            object=snapshot.concept_id(edge.object_concept),
            subject_title=snapshot.title_id(edge.subject),
            object_title=snapshot.title_id(edge.object),
            decision=edge.decision,
            first_release=edge.first_release,
            settled_by=edge.settled_by,
        )
    for concept in range(snapshot.concepts):
        titles = [
            {
                "id": snapshot.title_id(title),
                "text": snapshot.title_text[title],
                "language": snapshot.title_language(title),
                "count": snapshot.title_count(title),
            }
            for title in snapshot.members(concept)
        ]
        yield _line("concept", id=snapshot.concept_id(concept), preferred=titles[0]["text"], titles=titles)
    for old, new in redirect_rows(snapshot):
        yield _line("redirect", id=old, replacedBy=new)
    for retired in retired_rows(snapshot):
        yield _line("retired", id=retired.id, reason=retired.reason, useInstead=retired.instead)


def read(lines: Iterable[str]) -> GraphFile:
    """The graph in such a file: building a snapshot of it gives the same content hash.

    Raises:
        GraphFileWrong: a line that `stream` would not write.
    """
    concepts: list[ConceptRow] = []
    titles: list[TitleRow] = []
    edges: list[EdgeRow] = []
    retired: list[RetiredRow] = []
    release = ledger_seq = 0
    for number, line in enumerate(lines, 1):
        try:
            row = json.loads(line)
            if row["type"] == "release":
                release, ledger_seq = int(row["release"]), int(row["ledger_seq"])
            elif row["type"] == "retired":
                retired.append(RetiredRow(row["id"], row["reason"], row["useInstead"]))
            else:
                _take(row, concepts, titles, edges)
        except (KeyError, ValueError, TypeError, IndexError) as error:
            raise GraphFileWrong(f"Line {number} is not one of a release: {error!r}.") from error
    return GraphFile(SnapshotContent.from_rows(concepts, titles, edges, retired), release, ledger_seq)


def _take(
    row: dict[str, Any], concepts: list[ConceptRow], titles: list[TitleRow], edges: list[EdgeRow]
) -> None:
    if row["type"] == "edge":
        columns = (
            "id",
            "relation",
            "subject_title",
            "object_title",
            "decision",
            "first_release",
            "settled_by",
        )
        edges.append(EdgeRow(*(row[column] for column in columns)))
    elif row["type"] == "concept":
        concepts.append(ConceptRow(row["id"], row["titles"][0]["id"]))
        titles += [
            TitleRow(t["id"], t["text"], fold(t["text"]), row["id"], t["language"], t["count"])
            for t in row["titles"]
        ]
    elif row["type"] == "redirect":
        concepts.append(ConceptRow(row["id"], replaced_by=row["replacedBy"]))
    else:
        raise ValueError(f"type {row['type']}")
