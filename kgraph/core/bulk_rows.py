"""Rows of a spreadsheet that say what titles are to each other: read from pasted text or a file, and written.

A row is ``title_a, relation, title_b`` and, in files that were downloaded here, ``decision``: the number of the
decision behind the row, by which an edited row is known again. Tabs, commas or semicolons part the cells.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

COLUMNS: Final = ("title_a", "relation", "title_b", "decision", "reason")
NOTHING: Final = frozenset({"", "none", "-", "–", "delete", "remove"})
"""What stands in the cell of the relation when what was settled is to be taken back."""
_OTHER_NAMES: Final = {
    "title": "title_a",
    "title a": "title_a",
    "from": "title_a",
    "title b": "title_b",
    "to": "title_b",
    "is": "relation",
    "comment": "reason",
}
_FORMULA: Final = ("=", "+", "@")


@dataclass(frozen=True, slots=True)
class BulkRow:
    """One row as it stands there, every cell stripped.

    Attributes:
        row: number of the line, from 1.
        fault: why it cannot be read; empty when it can.
    """

    row: int
    title_a: str
    relation: str
    title_b: str
    decision: int | None = None
    reason: str = ""
    fault: str = ""


def bulk_rows_read(text: str) -> list[BulkRow]:
    """The rows of a text, empty lines left out. A first row that names the columns is none."""
    text = text.removeprefix("\ufeff")
    lines = [line for line in csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))]
    found: list[BulkRow] = []
    columns: tuple[str, ...] = ("title_a", "relation", "title_b", "reason")
    for number, cells in enumerate(lines, 1):
        cells = [cell.strip() for cell in cells]
        if not any(cells):
            continue
        if not found and columns[1] == "relation" and (named := _header(cells)):
            columns = named
            continue
        found.append(_row(number, cells, columns))
    return found


def bulk_rows_write(rows: Iterable[BulkRow]) -> Iterator[str]:
    """A CSV file with a header, line by line, marked as UTF-8 for spreadsheets."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    buffer.write("\ufeff")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow(
            [_safe(row.title_a), row.relation, _safe(row.title_b), row.decision or "", _safe(row.reason)]
        )
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def _safe(cell: str) -> str:
    """A cell that a spreadsheet does not take for a formula. The apostrophe goes when a title is read again."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _delimiter(text: str) -> str:
    head = next((line for line in text.splitlines() if line.strip()), "")
    return max("\t;,", key=lambda sign: (head.count(sign) > 0 and sign == "\t", head.count(sign)))


def _header(cells: list[str]) -> tuple[str, ...] | None:
    words = [cell.casefold().replace("_", " ") for cell in cells]
    named = tuple(_OTHER_NAMES.get(word, word.replace(" ", "_")) for word in words)
    return named if {"title_a", "relation", "title_b"} <= set(named) else None


def _row(number: int, cells: list[str], columns: tuple[str, ...]) -> BulkRow:
    by_name = dict(zip(columns, cells, strict=False))
    decision = by_name.get("decision", "")
    fault = ""
    if decision and not (decision.isascii() and decision.isdigit() and len(decision) < 19):
        fault = f"“{decision[:40]}” is no number of a decision; leave that column as it was."
    elif not by_name.get("title_a") or not by_name.get("title_b"):
        fault = "A row is a title, a relation and another title."
    return BulkRow(
        number,
        by_name.get("title_a", ""),
        by_name.get("relation", "").casefold(),
        by_name.get("title_b", ""),
        int(decision) if decision and not fault else None,
        by_name.get("reason", "")[:2_000],
        fault,
    )
