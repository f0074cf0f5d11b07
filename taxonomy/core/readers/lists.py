"""Plain lists: CSV with a title column, and text with one title a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from taxonomy.core.readers.rows import BadRow, FileRefused, Notices, RawTitle
from taxonomy.core.readers.text_files import find_column, open_text, rows_with_header

TITLE_COLUMNS = (
    "title",
    "job_title",
    "job title",
    "jobtitle",
    "indexocc_-_natural_word_order",
    "preferredlabel",
)
ID_COLUMNS = ("external_id", "id", "soc_2020_ext", "code")
MAX_COUNT = 2**53


def read_csv(
    path: Path, notices: Notices, *, title_columns: Sequence[str] = ()
) -> Iterator[RawTitle | BadRow]:
    """Titles of a delimited file with a header.

    Columns: ``title`` (or the ones named in ``title_columns``, each cell a title of its own), and optionally
    ``count``, ``source``, ``language``, ``external_id``. The delimiter is found out.

    Raises:
        FileRefused: no title column.
    """
    with open_text(path, notices) as stream:
        header, rows = rows_with_header(stream, path)
        columns = _title_columns(header, title_columns, path)
        count_column = find_column(header, "count", "frequency")
        source_column = find_column(header, "source") if not title_columns else None
        language_column = find_column(header, "language", "lang")
        id_column = find_column(header, *ID_COLUMNS)
        for line, row in rows:
            if isinstance(row, BadRow):
                yield row
                continue
            count = _count(row[count_column]) if count_column else 1
            if count is None:
                yield BadRow(
                    line, "the count is not a whole number of 1 or more", "count", row[count_column or ""]
                )
                continue
            for column in columns:
                yield RawTitle(
                    row=line,
                    raw=row[column],
                    external_id=row[id_column].strip()[:200] if id_column else "",
                    count=count,
                    language=row[language_column].strip() if language_column else "",
                    source=row[source_column].strip()[:120] if source_column else "",
                )


def _title_columns(header: list[str], wanted: Sequence[str], path: Path) -> list[str]:
    if wanted:
        missing = [name for name in wanted if find_column(header, name) is None]
        if missing:
            raise FileRefused(
                f"{path} has no column {', '.join(missing)}; its columns are {', '.join(header)}.",
                field="title_column",
            )
        return [column for name in wanted if (column := find_column(header, name)) is not None]
    column = find_column(header, *TITLE_COLUMNS)
    if column is None:
        raise FileRefused(
            f"{path} has no column 'title'; its columns are {', '.join(header)}. Name one with --title-column.",
            field="title",
        )
    return [column]


def _count(cell: str) -> int | None:
    cell = cell.strip().replace("\u00a0", "").replace(",", "")
    if not cell:
        return 1
    return int(cell) if cell.isdecimal() and 1 <= int(cell) <= MAX_COUNT else None


def read_txt(path: Path, notices: Notices) -> Iterator[RawTitle | BadRow]:
    """One title a line. Empty lines are counted, not refused."""
    with open_text(path, notices) as stream:
        for number, line in enumerate(stream, start=1):
            raw = line.rstrip("\r\n")
            if not raw.strip():
                notices.note("line.empty", "Empty lines were passed over.")
                continue
            yield RawTitle(row=number, raw=raw)
