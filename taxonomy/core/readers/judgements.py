"""Judged pairs as a spreadsheet holds them: ``title_a, title_b, relation`` and an optional ``comment``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from taxonomy.core.readers.rows import BadRow, FileRefused, Notices
from taxonomy.core.readers.text_files import find_column, open_text, rows_with_header
from taxonomy.core.relations import UnknownRelation, parse_relation

COLUMNS = ("title_a", "title_b", "relation")


@dataclass(frozen=True, slots=True)
class RawJudgement:
    """What ``title_a`` is to ``title_b``: one of the seven relations, or ``unsure`` where that is allowed."""

    row: int
    title_a: str
    title_b: str
    relation: str
    comment: str = ""


def read_judgements(
    path: Path, notices: Notices, *, allow_unsure: bool = False
) -> Iterator[RawJudgement | BadRow]:
    """The rows of a delimited file with a header.

    Raises:
        FileRefused: one of the three columns is missing.
    """
    with open_text(path, notices) as stream:
        header, rows = rows_with_header(
            stream, path, one_line=lambda header: [c for n in COLUMNS if (c := find_column(header, n))]
        )
        found = [find_column(header, name) for name in COLUMNS]
        a, b, relation = (column or "" for column in found)
        if missing := [name for name, column in zip(COLUMNS, found, strict=True) if column is None]:
            raise FileRefused(
                f"{path} has no column {', '.join(missing)}; its columns are {', '.join(header)}.",
                field=missing[0],
            )
        comment = find_column(header, "comment")
        for line, row in rows:
            if isinstance(row, BadRow):
                yield row
                continue
            try:
                word = parse_relation(row[relation], allow_unsure=allow_unsure)
            except UnknownRelation as unknown:
                yield BadRow(line, unknown.detail, "relation", row[relation])
                continue
            yield RawJudgement(line, row[a], row[b], word, row[comment].strip() if comment else "")
