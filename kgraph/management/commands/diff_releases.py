"""``diff_releases A B``: what changed from one release to another."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from config.commands import TitleloomCommand
from kgraph.core.query.expand import PHRASE
from kgraph.core.snapshot import Snapshot
from kgraph.selectors.releases import difference_between
from kgraph.selectors.retirements import retired_data

_SHOWN = 20


class Command(TitleloomCommand):
    """Compare two releases."""

    help = "What changed from release A to release B: edges added, removed, altered; concepts merged, new, split."

    def arguments(self, parser: CommandParser) -> None:
        """Which two."""
        parser.add_argument("old", type=int, metavar="A")
        parser.add_argument("new", type=int, metavar="B")

    def run(self, **options: Any) -> dict[str, Any]:
        """Compare."""
        found, old, new = difference_between(options["old"], options["new"])
        return {
            "old": options["old"],
            "new": options["new"],
            "counts": found.counts(),
            "added": [_edge(new, edge) for edge in found.added],
            "removed": [_edge(old, edge) for edge in found.removed],
            "altered": [{"before": _edge(old, a), "after": _edge(new, b)} for a, b in found.altered],
            "new_concepts": found.new_concepts,
            "merged": [{"id": number, "replacedBy": heir} for number, heir in found.merged],
            "split": found.split,
            "retired": [retired_data(new, number) for number in found.retired],
            "synonym_sets": found.synonym_sets,
        }

    def summary(self, result: dict[str, Any]) -> str:
        """Figures, and the first edges of each kind."""
        counts = result["counts"]
        if not any(counts.values()):
            return f"Releases {result['old']} and {result['new']} say the same."
        lines = [
            f"From release {result['old']} to {result['new']}: {counts['added']:,} edges added,"
            f" {counts['removed']:,} removed,"
            f" {counts['altered']:,} altered; {counts['new_concepts']:,} new concepts, {counts['merged']:,} merged,"
            f" {counts['split']:,} split, {counts['retired']:,} retired."
        ]
        for sign, name in (("+", "added"), ("-", "removed")):
            lines += [f"  {sign} {_words(edge)}" for edge in result[name][:_SHOWN]]
            if len(result[name]) > _SHOWN:
                lines.append(f"  {sign} ... and {len(result[name]) - _SHOWN:,} more (see --json).")
        lines += [
            f"  ~ {_words(pair['before'])} -> {_words(pair['after'])}" for pair in result["altered"][:_SHOWN]
        ]
        return "\n".join(lines)


def _edge(graph: Snapshot, edge: int) -> dict[str, Any]:
    record = graph.edge(edge)
    return {
        "id": record.id,
        "subject": graph.title_text[record.subject],
        "relation": record.relation,
        "object": graph.title_text[record.object],
    }


def _words(edge: dict[str, Any]) -> str:
    return f"“{edge['subject']}” {PHRASE[edge['relation']]} “{edge['object']}”"
