"""Plain lists: CSV with a title column, and text with one title a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from taxonomy.core.normalisation import language_tag
from taxonomy.core.readers.formats import format_hint
from taxonomy.core.readers.rows import BadRow, FileRefused, Notices, RawTitle
from taxonomy.core.readers.table_lines import LineTooLong, TableLines
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
MAX_COUNT = 10**12
"""So that nine million rows of one title still add up to a 64-bit number."""


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Which column of a file means what, said by a person: then nothing is guessed.

    Attributes:
        titles: columns of titles, at least one; each cell is a title of its own.
        count, source, language, external_id: None where no column means it.
    """

    titles: tuple[str, ...]
    count: str | None = None
    source: str | None = None
    language: str | None = None
    external_id: str | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """The beginning of a delimited file: its columns, its first rows, and what the columns seem to mean."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    guess: ColumnMap


ROWS_SHOWN = 8
CELL_SHOWN = 120
TITLE_WORDS = (
    "title",
    "occupation",
    "job",
    "position",
    "label",
    "role",
    "beruf",
    "bezeichnung",
    "metier",
    "métier",
)


def look_csv(path: Path) -> Look:
    """The first rows of a delimited file, and a guess at what its columns mean. Cost: reads a few lines.

    Raises:
        FileRefused: no readable header.
    """
    with open_text(path, Notices()) as stream:
        header, rows = rows_with_header(stream, path)
        shown: list[dict[str, str]] = []
        for _, row in rows:
            if not isinstance(row, BadRow):
                shown.append(row)
            if len(shown) == ROWS_SHOWN:
                break
    cells = tuple(tuple(row[name].strip()[:CELL_SHOWN] for name in header) for row in shown)
    return Look(tuple(header), cells, guess_columns(header, cells))


def guess_columns(header: list[str], rows: Sequence[Sequence[str]]) -> ColumnMap:
    """What the columns seem to mean: by the names that are known, then by words in names, then by what stands in them.

    Titles are never guessed from a column of numbers; ``titles`` is empty where no column looks like one.
    """
    beside = _Beside(header, has_source=True)
    taken = {beside.count, beside.source, beside.language, beside.id}
    known = find_column(header, *TITLE_COLUMNS)
    free = [
        (at, name) for at, name in enumerate(header) if name and name not in taken and _is_words(at, rows)
    ]
    named = [name for word in TITLE_WORDS for _, name in free if word in name.casefold()]
    fullest = max(free, key=lambda column: _distinct(column[0], rows), default=None)
    titles = known or (named[0] if named else fullest[1] if fullest else None)
    return ColumnMap(
        titles=(titles,) if titles else (),
        count=beside.count,
        source=beside.source,
        language=beside.language,
        external_id=beside.id,
    )


def _is_words(column: int, rows: Sequence[Sequence[str]]) -> bool:
    cells = [row[column] for row in rows if row[column]]
    return not rows or (
        bool(cells) and sum(any(c.isalpha() for c in cell) for cell in cells) > len(cells) / 2
    )


def _distinct(column: int, rows: Sequence[Sequence[str]]) -> tuple[int, int]:
    cells = {row[column] for row in rows}
    return len(cells), sum(map(len, cells))


def read_csv(
    path: Path, notices: Notices, *, title_columns: Sequence[str] = (), columns: ColumnMap | None = None
) -> Iterator[RawTitle | BadRow]:
    """Titles of a delimited file with a header.

    Columns: ``title`` (or the ones named in ``title_columns``, each cell a title of its own), and optionally
    ``count``, ``source``, ``language``, ``external_id``. The delimiter is found out.

    Args:
        columns: what the columns mean; then nothing is guessed.

    Raises:
        FileRefused: no title column, or a column that is named is not there.
    """
    if columns is not None:
        title_columns = columns.titles
    with open_text(path, notices) as stream:
        header, rows = rows_with_header(
            stream, path, one_line=lambda header: _title_columns(header, title_columns, path)
        )
        cells = _title_columns(header, title_columns, path)
        if columns is None and cells[0].casefold() == "preferredlabel" and find_column(header, "altLabels"):
            notices.note(
                "csv.labels_left", "Only preferredLabel was read; --format esco takes altLabels too."
            )
        if columns is not None:
            _need_columns(header, columns, path)
        beside = _Beside(header, has_source=not title_columns, columns=columns)
        for line, row in rows:
            if isinstance(row, BadRow):
                yield row
                continue
            told = beside.read(line, row)
            for column in cells:
                raw = row[column]
                if isinstance(told, BadRow):
                    yield told
                    break
                yield RawTitle(line, raw, told.external_id, False, told.count, told.language, told.source)


class _Beside:
    """What stands beside the titles of a row: id, count, language, source."""

    def __init__(self, header: list[str], *, has_source: bool, columns: ColumnMap | None = None) -> None:
        if columns is not None:
            self.count, self.source = columns.count, columns.source
            self.language, self.id = columns.language, columns.external_id
            return
        self.count = find_column(header, "count", "frequency")
        self.source = find_column(header, "source") if has_source else None
        self.language = find_column(header, "language", "lang")
        self.id = find_column(header, *ID_COLUMNS)

    def read(self, line: int, row: dict[str, str]) -> RawTitle | BadRow:
        """A title's place without the title, or what is wrong with it."""
        count = _count(row[self.count]) if self.count else 1
        external_id = row[self.id].strip() if self.id else ""
        source = row[self.source].strip() if self.source else ""
        language: str | None = ""
        if self.language and (tag := row[self.language].strip()):
            language = language_tag(tag)
        if count is None:
            reason = "the count is not a whole number of 1 or more"
            return BadRow(line, reason, "count", row[self.count or ""])
        if language is None:
            return BadRow(
                line, "not a language tag such as en or pt-br", "language", row[self.language or ""]
            )
        return RawTitle(line, "", external_id, False, count, language, source)


def _need_columns(header: list[str], columns: ColumnMap, path: Path) -> None:
    named = (columns.count, columns.source, columns.language, columns.external_id)
    if missing := [name for name in named if name is not None and name not in header]:
        raise FileRefused(
            f"{path.name} has no column {', '.join(missing)}; its columns are {', '.join(header)[:300]}.",
            field="mapping",
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
        hint = format_hint(header) or "Name one with --title-column."
        raise FileRefused(
            f"{path} has no column 'title'; its columns are {', '.join(header)[:300]}. {hint}", field="title"
        )
    return [column]


def _count(cell: str) -> int | None:
    cell = cell.strip().replace("\u00a0", "").replace(",", "")
    if not cell:
        return 1
    return int(cell) if cell.isdecimal() and len(cell) < 14 and 1 <= int(cell) <= MAX_COUNT else None


def read_txt(path: Path, notices: Notices) -> Iterator[RawTitle | BadRow]:
    """One title a line. Empty lines are counted, not refused; lines with tabs are rows of a table.

    Raises:
        FileRefused: the first line is the header of a table.
    """
    with open_text(path, notices) as stream:
        lines = TableLines(stream)
        _refuse_tables(lines.peek(), path)
        while True:
            lines.begin()
            try:
                raw = next(lines).rstrip("\r\n")
            except StopIteration:
                return
            except LineTooLong as error:
                yield BadRow(lines.number, str(error), "title", lines.taken[0])
                continue
            if not raw.strip():
                notices.note("line.empty", "Empty lines were passed over.")
            elif "\t" in raw.strip():
                yield BadRow(
                    lines.number, "the line has tabs in it: a row of a table, no title", "title", raw
                )
            else:
                yield RawTitle(row=lines.number, raw=raw)


def _refuse_tables(first: str, path: Path) -> None:
    for delimiter in "\t,;|":
        header = [cell.strip(' \ufeff"') for cell in first.strip().split(delimiter)]
        if len(header) < 2:
            continue
        hint = format_hint(header)
        if not hint and find_column(header, *TITLE_COLUMNS):
            hint = "Use --format csv."
        if hint:
            raise FileRefused(f"{path} is a table, not a list with one title a line. {hint}", field="format")
