"""Rows of CSV files from outside: read one at a time, and what is wrong with them, each with its line."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from models_lstm.core.errors import BadRow

SHOWN: Final = 20
LONGEST: Final = 1_000
"""Characters of a title; what is longer is another column, or a quotation mark is missing."""

# The limit is the process's: whoever else reads CSV there, a cell of a forgotten quotation mark is named, not a fault.
csv.field_size_limit(1 << 24)


class BadRows(BadRow):
    """Rows that cannot be read; ``extra["errors"]`` lists the first of them, the sentence names the first."""

    code = "input.bad_rows"

    def __init__(self, name: str, errors: list[dict[str, object]], total: int) -> None:
        lines = "; ".join(f"line {e['line']}: {e['problem']}" for e in errors[:SHOWN])
        more = f"; and {total - SHOWN} more" if total > SHOWN else ""
        super().__init__(
            f"{name} has {total} row{'s' if total > 1 else ''} that cannot be read: {lines}{more}.",
            field=str(errors[0]["field"]),
            extra={"errors": errors, "total": total},
        )


class Problems:
    """Bad rows of one file, gathered so that all are told at once."""

    def __init__(self, path: Path) -> None:
        self._name, self._errors, self._total = path.name, list[dict[str, object]](), 0

    def add(self, line: int, field: str, problem: str) -> None:
        """One more; of very many the first are kept, the others counted."""
        self._total += 1
        if len(self._errors) < SHOWN:
            self._errors.append({"line": line, "field": field, "problem": problem})

    def refuse(self) -> None:
        """Nothing, when there was none.

        Raises:
            BadRows: there was one or more.
        """
        if self._total:
            raise BadRows(self._name, self._errors, self._total)


def title_problem(column: str, title: str) -> str:
    """What is wrong with a cell that should hold a title; empty when nothing is."""
    if not title:
        return f"'{column}' is empty"
    if "\n" in title or "\r" in title:
        return f"'{column}' holds a line break (is a quotation mark missing?)"
    return f"'{column}' has {len(title):,} characters" if len(title) > LONGEST else ""


def read_rows(path: Path, required: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """Line number and cells (stripped, "" where a row is short) of each row of a CSV file.

    Raises:
        BadRow: no such file, no UTF-8, one of the ``required`` columns is missing.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            columns = reader.fieldnames or ()
            for column in required:
                if column not in columns:
                    raise BadRow(f"{path.name}, line 1: the column '{column}' is missing.", field=column)
            for row in reader:
                yield reader.line_num, {column: (row[column] or "").strip() for column in columns}
    except OSError as error:
        raise BadRow(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise BadRow(f"{path.name} is not UTF-8 text (byte {error.start}).") from error
    except csv.Error as error:
        raise BadRow(f"{path.name} is not a CSV file: {error}.") from error
