"""Classify the pairs of a CSV file: streamed, with no database."""

from __future__ import annotations

import csv
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Final

from models_lstm.core.csv_rows import Problems, read_rows, title_problem
from models_lstm.core.files import replaced_file
from models_lstm.core.scorer import Scorer
from taxonomy.core.relations import RELATIONS

BATCH: Final = 8192
PAIR: Final = ("title_a", "title_b")
Report = Callable[[int], None]


def check_pairs(path: Path) -> int:
    """Rows of a file with the columns ``title_a,title_b``, all of them looked at.

    Raises:
        BadRow: no such file, no UTF-8, no such column.
        BadRows: rows with an empty title, or one that cannot be a title, each with its line.
    """
    problems = Problems(path)
    count = 0
    for line, row in read_rows(path, PAIR):
        count += 1
        for column in PAIR:
            if problem := title_problem(column, row[column]):
                problems.add(line, column, problem)
    problems.refuse()
    return count


def classify_file(
    scorer: Scorer, source: Path, target: Path, *, progress: Report = lambda count: None
) -> dict[str, int]:
    """Write ``title_a,title_b,relation,score,p_<relation>...`` for each row of ``source``; counts per relation.

    ``target`` appears whole or not at all. Memory for one batch of rows.
    """
    header = ("title_a", "title_b", "relation", "score", *(f"p_{name}" for name in RELATIONS))
    counts = dict.fromkeys(RELATIONS, 0)
    rows = ((row["title_a"], row["title_b"]) for _, row in read_rows(source, PAIR))
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
