"""Classify the pairs of a CSV file: streamed, with no database."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Final

from models_lstm.core.errors import BadRow
from models_lstm.core.files import replaced_file
from models_lstm.core.scorer import Scorer
from taxonomy.core.relations import RELATIONS

BATCH: Final = 8192
SHOWN: Final = 20
LONGEST: Final = 1_000
"""Characters of a title; what is longer is another column, or a quotation mark is missing."""
Report = Callable[[int], None]

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
            extra={"errors": errors, "total": total},
        )


def check_pairs(path: Path) -> int:
    """Rows of a file with the columns ``title_a,title_b``, all of them looked at.

    Raises:
        BadRow: no such file, no UTF-8, no such column.
        BadRows: rows with an empty title, or one that cannot be a title, each with its line.
    """
    errors: list[dict[str, object]] = []
    count = bad = 0
    for line, (title_a, title_b) in read_pairs(path):
        count += 1
        for column, title in (("title_a", title_a), ("title_b", title_b)):
            if problem := title_problem(column, title):
                bad += 1
                if len(errors) < SHOWN:
                    errors.append({"line": line, "field": column, "problem": problem})
    if bad:
        raise BadRows(path.name, errors, bad)
    return count


def title_problem(column: str, title: str) -> str:
    """What is wrong with a cell that should hold a title; empty when nothing is."""
    if not title:
        return f"'{column}' is empty"
    if "\n" in title or "\r" in title:
        return f"'{column}' holds a line break (is a quotation mark missing?)"
    return f"'{column}' has {len(title):,} characters" if len(title) > LONGEST else ""


def read_pairs(path: Path) -> Iterator[tuple[int, tuple[str, str]]]:
    """Line number and both titles of each row, without looking whether they are empty.

    Raises:
        BadRow: no such file, no UTF-8, no such column.
    """
    for line, row in read_columns(path, ("title_a", "title_b")):
        yield line, (row[0], row[1])


def read_columns(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, list[str]]]:
    """Line number and the named columns (stripped, "" where a row is short) of each row of a CSV file."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            for column in columns:
                if column not in (reader.fieldnames or ()):
                    raise BadRow(f"{path.name}, line 1: the column '{column}' is missing.", field=column)
            for row in reader:
                yield reader.line_num, [(row[column] or "").strip() for column in columns]
    except OSError as error:
        raise BadRow(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise BadRow(f"{path.name} is not UTF-8 text (byte {error.start}).") from error
    except csv.Error as error:
        raise BadRow(f"{path.name} is not a CSV file: {error}.") from error


def classify_file(
    scorer: Scorer, source: Path, target: Path, *, progress: Report = lambda count: None
) -> dict[str, int]:
    """Write ``title_a,title_b,relation,score,p_<relation>...`` for each row of ``source``; counts per relation.

    ``target`` appears whole or not at all. Memory for one batch of rows.
    """
    header = ("title_a", "title_b", "relation", "score", *(f"p_{name}" for name in RELATIONS))
    counts = dict.fromkeys(RELATIONS, 0)
    rows = (pair for _, pair in read_pairs(source))
    with replaced_file(target) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        while batch := list(islice(rows, BATCH)):
            table = scorer.score(batch)
            for pair, probabilities in zip(batch, table.tolist(), strict=True):
                best = max(range(len(RELATIONS)), key=probabilities.__getitem__)
                counts[RELATIONS[best]] += 1
                writer.writerow(
                    (
                        *pair,
                        RELATIONS[best],
                        f"{probabilities[best]:.6f}",
                        *(f"{p:.6f}" for p in probabilities),
                    )
                )
            progress(len(batch))
    return counts
