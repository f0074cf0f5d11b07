"""Queries of searchers from a file: CSV with a column ``query`` (or ``title``) and perhaps ``count``, or plain lines."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from taxonomy.core.errors import BadInput

LONGEST: Final = 1_000
_NAMES: Final = ("query", "title", "q")


def read_queries(path: Path) -> Iterator[tuple[str, int]]:
    """(query, how often it is asked) one after another; empty queries are passed over.

    Raises:
        BadInput: no such file, no UTF-8, no column of that name, a count that is no number from 1 on; with the line.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            if path.suffix.lower() == ".txt":
                yield from ((text, 1) for line in file if (text := line.strip()[:LONGEST]))
                return
            reader = csv.DictReader(file)
            column = next((name for name in _NAMES if name in (reader.fieldnames or ())), None)
            if column is None:
                raise BadInput(f"{path.name}, line 1: there is no column 'query'.", field="queries")
            for row in reader:
                if text := (row[column] or "").strip()[:LONGEST]:
                    yield text, _count(row.get("count"), f"{path.name}, line {reader.line_num}")
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}.", field="queries") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{path.name} is not UTF-8 text (byte {error.start}).", field="queries") from error
    except csv.Error as error:
        raise BadInput(f"{path.name} is not a CSV file: {error}.", field="queries") from error


def _count(text: str | None, place: str) -> int:
    said = (text or "1").strip() or "1"
    if not said.isascii() or not said.isdigit() or int(said) < 1:
        raise BadInput(f"{place}: the count '{said}' is no number from 1 on.", field="queries")
    return int(said)
