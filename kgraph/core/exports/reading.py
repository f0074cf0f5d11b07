"""Reading a graph back from the files that are written of it.

Each format carries a part of the graph (`CARRIES`); what it does not carry is filled in by rule, so that writing the
graph that was read in the same format gives the same file again (for SKOS, the same triples).
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from kgraph.core.snapshot.content import ConceptRow, EdgeRow, RetiredRow, SnapshotContent, TitleRow
from taxonomy.core.errors import BadInput
from taxonomy.core.normalisation import fold

CARRIES: dict[str, str] = {
    "jsonl": "everything: titles, concepts and edges with their numbers, retired and merged numbers",
    "csv": "titles, concepts and edges with their numbers; no merged or retired numbers",
    "skos": "concepts with their numbers, titles with languages, relations between concepts, merged and retired"
    " numbers; no use counts, no numbers of titles and edges, no synonym edges (labels of a concept are synonyms)",
    "sssom": "edges between titles with their numbers; no titles without an edge, no languages, no concept numbers",
    "graphml": "concepts and titles with their numbers, edges between concepts; no synonym edges, no merged numbers",
    "node-link": "concepts and titles with their numbers, edges between concepts; no synonym edges, no merged numbers",
}
"""What each format that can be read back holds of a graph."""


class GraphFileWrong(BadInput):
    """The file is not one that an export of this format would be; says where."""

    code = "graph_file.wrong"


@dataclass(frozen=True, slots=True)
class GraphFile:
    """A graph that was read.

    Attributes:
        release: its number; 0 where the format does not tell.
        ledger_seq: the last decision that is in it; 0 where the format does not tell.
    """

    content: SnapshotContent
    release: int = 0
    ledger_seq: int = 0


@dataclass(frozen=True, slots=True)
class Member:
    """A title of a concept."""

    id: int
    text: str
    language: str
    count: int


class ConceptEdge(NamedTuple):
    """An edge between two concepts; titles are the ones that were judged."""

    id: int
    relation: str
    subject_title: int
    object_title: int
    decision: int = 0
    first_release: int = 0
    settled_by: str = ""


def concepts_content(
    concepts: Mapping[int, list[Member]],
    edges: Iterable[ConceptEdge],
    redirects: Mapping[int, int] | None = None,
    retired: Iterable[RetiredRow] = (),
) -> SnapshotContent:
    """The graph of a format without synonym edges: the first title of a concept is its preferred one, and each other
    title becomes a synonym of that, with a number after those of all other edges."""
    links = [EdgeRow(*edge) for edge in edges]
    following = max((edge.id for edge in links), default=0) + 1
    titles: list[TitleRow] = []
    rows = [ConceptRow(number, members[0].id) for number, members in concepts.items()]
    rows += [ConceptRow(old, replaced_by=new) for old, new in (redirects or {}).items()]
    for number, members in sorted(concepts.items()):
        titles += [title_row(member, number) for member in members]
        for member in members[1:]:
            links.append(EdgeRow(following, "synonym", members[0].id, member.id))
            following += 1
    return SnapshotContent.from_rows(rows, titles, links, retired)


def title_row(member: Member, concept: int) -> TitleRow:
    """A title as a snapshot takes it."""
    return TitleRow(member.id, member.text, fold(member.text), concept, member.language, member.count)


def text_lines(path: Path) -> Iterator[str]:
    """The lines of a UTF-8 file, with their ends.

    Raises:
        GraphFileWrong: it cannot be read.
    """
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            yield from stream
    except (OSError, UnicodeDecodeError) as error:
        raise GraphFileWrong(f"{path} cannot be read as UTF-8 text: {error}.", field="path") from error


def archive_texts(path: Path) -> dict[str, str]:
    """The texts of a ZIP by their names.

    Raises:
        GraphFileWrong
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return {name: archive.read(name).decode() for name in archive.namelist()}
    except (OSError, zipfile.BadZipFile, UnicodeDecodeError) as error:
        raise GraphFileWrong(f"{path} is not a ZIP of UTF-8 texts: {error}.", field="path") from error
