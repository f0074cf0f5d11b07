"""``replay_queries --queries F --from A --to B``: what searchers would be told otherwise."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from django.core.management.base import CommandParser
from tqdm import tqdm

from config.commands import TitleloomCommand
from kgraph.core.releases.query_file import read_queries
from kgraph.core.releases.replay import OUTCOMES, Replayed, Summary, replay
from kgraph.selectors.releases import release_entry, snapshot_open

SHOWN: Final = 20
COLUMNS: Final = ("query", "count", "outcome", "before", "after", "more", "fewer")
WORDS: Final = {
    "same": "say the same",
    "gained": "have an answer now",
    "lost": "have none any more",
    "other_concept": "lead to another concept",
    "other_terms": "expand to other terms",
}


class Command(TitleloomCommand):
    """Replay queries on two releases."""

    help = "Ask a file of queries of two releases: which gain or lose an answer, or get another concept or other terms."

    def arguments(self, parser: CommandParser) -> None:
        """Which queries and which two."""
        parser.add_argument(
            "--queries", type=Path, required=True, help="CSV with `query` [and `count`], or a .txt of lines"
        )
        parser.add_argument("--from", dest="old", type=int, required=True, metavar="A")
        parser.add_argument("--to", dest="new", type=int, required=True, metavar="B")
        parser.add_argument("--output", type=Path, help="CSV of every query that is answered otherwise")

    def run(self, **options: Any) -> dict[str, Any]:
        """Replay, streaming."""
        old, new = (snapshot_open(release_entry(options[name]).artifact) for name in ("old", "new"))
        summary, shown = Summary(), list[Replayed]()
        with _written(options["output"]) as write:
            bar = tqdm(
                replay(old, new, read_queries(options["queries"])),
                file=sys.stderr, unit="query", disable=not sys.stderr.isatty(),
            )  # fmt: skip
            for one in bar:
                summary.add(one)
                if one.outcome != "same":
                    write(one)
                    if len(shown) < SHOWN:
                        shown.append(one)
        return {
            "old": options["old"],
            "new": options["new"],
            "outcomes": summary.rows(),
            "lost": summary.lost,
            "changed": [_row(one) for one in shown],
            "output": str(options["output"]) if options["output"] else None,
        }

    def summary(self, result: dict[str, Any]) -> str:
        """Counts, and the first that are answered otherwise."""
        lines = [f"From release {result['old']} to {result['new']}:"]
        for name in OUTCOMES:
            row = result["outcomes"][name]
            lines.append(f"  {row['queries']:>8,} queries ({row['asked']:,} askings) {WORDS[name]}")
        for one in result["changed"]:
            lines.append(
                f"  {one['outcome']}: {one['query']!r}: {one['before'] or '-'} -> {one['after'] or '-'}"
            )
        return "\n".join(lines)


def _row(one: Replayed) -> dict[str, Any]:
    return {
        "query": one.query,
        "count": one.count,
        "outcome": one.outcome,
        "before": one.before,
        "after": one.after,
        "more": list(one.more),
        "fewer": list(one.fewer),
    }


@contextmanager
def _written(path: Path | None) -> Iterator[Any]:
    """What writes a row to ``path``; nothing without one."""
    if path is None:
        yield lambda one: None
        return
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        yield lambda one: writer.writerow(
            [
                one.query,
                one.count,
                one.outcome,
                one.before,
                one.after,
                "; ".join(one.more),
                "; ".join(one.fewer),
            ]
        )
