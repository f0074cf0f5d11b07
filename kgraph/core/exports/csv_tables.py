"""Two CSV tables with the headers of Neo4j's bulk import; any spreadsheet or data frame reads them too.

    neo4j-admin database import full --nodes=nodes.csv --relationships=edges.csv

Nodes are concepts (``c12``) and titles (``t34``). Edges are HAS_TITLE and PREFERRED_TITLE from concepts to titles,
SYNONYM between titles, and the other relations between concepts, read from start to end: "start is BROADER than end".
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from kgraph.core.exports.reading import GraphFile, GraphFileWrong, Member, title_row
from kgraph.core.exports.rows import edge_rows
from kgraph.core.snapshot.content import ConceptRow, EdgeRow, SnapshotContent
from kgraph.core.snapshot.reader import Snapshot

NODE_COLUMNS = ("id:ID", ":LABEL", "name", "language", "count:long", "number:long")
EDGE_COLUMNS = (
    ":START_ID",
    "start_name",
    ":TYPE",
    ":END_ID",
    "end_name",
    "edge:long",
    "start_title",
    "end_title",
    "first_release:int",
    "decision:long",
    "settled_by",
    "start_title_id:long",
    "end_title_id:long",
)


class _Lines:
    """Writes one row of CSV at a time (RFC 4180, with plain line feeds)."""

    def __init__(self) -> None:
        self._buffer = io.StringIO()
        self._writer = csv.writer(self._buffer, lineterminator="\n")

    def line(self, *values: object) -> str:
        self._writer.writerow(values)
        text = self._buffer.getvalue()
        self._buffer.seek(0)
        self._buffer.truncate()
        return text


def stream_nodes(snapshot: Snapshot) -> Iterator[str]:
    """Concepts, then titles."""
    csv_ = _Lines()
    yield csv_.line(*NODE_COLUMNS)
    for concept in range(snapshot.concepts):
        number, preferred = snapshot.concept_id(concept), snapshot.preferred(concept)
        language = snapshot.title_language(preferred)
        name = snapshot.title_text[preferred]
        yield csv_.line(f"c{number}", "Concept", name, language, snapshot.concept_count(concept), number)
    for title in range(snapshot.titles):
        number = snapshot.title_id(title)
        language = snapshot.title_language(title)
        yield csv_.line(
            f"t{number}", "Title", snapshot.title_text[title], language, snapshot.title_count(title), number
        )


def stream_edges(snapshot: Snapshot) -> Iterator[str]:
    """What people settled first, in the order of its ids; then which titles each concept has."""
    csv_ = _Lines()
    yield csv_.line(*EDGE_COLUMNS)
    for edge in edge_rows(snapshot):
        subject, object_ = snapshot.title_text[edge.subject], snapshot.title_text[edge.object]
        if edge.relation == "synonym":
            ends = f"t{snapshot.title_id(edge.subject)}", f"t{snapshot.title_id(edge.object)}"
            names = subject, object_
        else:
            ends = (
                f"c{snapshot.concept_id(edge.subject_concept)}",
                f"c{snapshot.concept_id(edge.object_concept)}",
            )
            names = snapshot.name(edge.subject_concept), snapshot.name(edge.object_concept)
        yield csv_.line(
            ends[0],
            names[0],
            edge.relation.upper(),
            ends[1],
            names[1],
            edge.id,
            subject,
            object_,
            edge.first_release,
            edge.decision,
            edge.settled_by,
            snapshot.title_id(edge.subject),
            snapshot.title_id(edge.object),
        )
    for concept in range(snapshot.concepts):
        number, name = snapshot.concept_id(concept), snapshot.name(concept)
        for rank, title in enumerate(snapshot.members(concept)):
            kind = "HAS_TITLE" if rank else "PREFERRED_TITLE"
            text = snapshot.title_text[title]
            yield csv_.line(
                f"c{number}",
                name,
                kind,
                f"t{snapshot.title_id(title)}",
                text,
                *[""] * (len(EDGE_COLUMNS) - 5),
            )


def read(nodes: Iterable[str], edges: Iterable[str]) -> GraphFile:
    """The graph in the two tables.

    Raises:
        GraphFileWrong: a row or column that is missing or cannot be.
    """
    titles = {
        row["id:ID"]: Member(int(row["number:long"]), row["name"], row["language"], int(row["count:long"]))
        for row in _rows(nodes, NODE_COLUMNS, "nodes")
        if row[":LABEL"] == "Title"
    }
    concepts: list[ConceptRow] = []
    concept_of: dict[str, int] = {}
    links: list[EdgeRow] = []
    for line, row in enumerate(_rows(edges, EDGE_COLUMNS, "edges"), 2):
        start, kind, end = row[":START_ID"], row[":TYPE"], row[":END_ID"]
        try:
            if kind in ("HAS_TITLE", "PREFERRED_TITLE"):
                concept_of[end] = int(start[1:])
                if kind == "PREFERRED_TITLE":
                    concepts.append(ConceptRow(concept_of[end], titles[end].id))
            else:
                links.append(_edge(row))
        except (KeyError, ValueError) as error:
            raise GraphFileWrong(f"Line {line} of the edges cannot be read: {error}.") from error
    homeless = next((title for key, title in titles.items() if key not in concept_of), None)
    if homeless:
        raise GraphFileWrong(f"Title {homeless.id} ('{homeless.text}') belongs to no concept in the edges.")
    rows = [title_row(title, concept_of[key]) for key, title in titles.items()]
    return GraphFile(SnapshotContent.from_rows(concepts, rows, links))


def _edge(row: dict[str, str]) -> EdgeRow:
    numbers = ("start_title_id:long", "end_title_id:long", "decision:long", "first_release:int")
    start, end, decision, first_release = (int(row[column]) for column in numbers)
    return EdgeRow(
        int(row["edge:long"]), row[":TYPE"].lower(), start, end, decision, first_release, row["settled_by"]
    )


def _rows(lines: Iterable[str], columns: tuple[str, ...], what: str) -> Iterator[dict[str, str]]:
    reader = csv.DictReader(lines)
    missing = [column for column in columns if column not in (reader.fieldnames or ())]
    if missing:
        raise GraphFileWrong(f"The table of {what} has no column {', '.join(missing)}.")
    for row in reader:
        if None in row.values():
            raise GraphFileWrong(f"Line {reader.line_num} of the {what} is cut short.")
        yield row
