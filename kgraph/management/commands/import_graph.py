"""``import_graph PATH --format jsonl|skos|sssom|graphml|node-link|csv``."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from config.commands import TitleloomCommand
from kgraph.core.exports.reading import CARRIES
from kgraph.services.graph_import import concept_map, graph_import, titles_here
from kgraph.services.merge import merge_states, merge_waiting
from taxonomy.core.errors import BadInput


class Command(TitleloomCommand):
    """Take in a graph that was exported, as titles and decisions of that source."""

    help = (
        "Read an export back: its titles, and its edges as decisions of that source, merged at once. What a format"
        " carries: " + "; ".join(f"{name}: {carried}" for name, carried in CARRIES.items()) + "."
    )
    writes = True

    def arguments(self, parser: CommandParser) -> None:
        """The file and how to read it."""
        parser.add_argument("path", type=Path, help="csv: the ZIP, or the edges with the nodes beside them")
        parser.add_argument("--format", choices=list(CARRIES), required=True)
        parser.add_argument("--source", default="", help="name of the source (default: FORMAT:FILE)")
        parser.add_argument(
            "--map", type=Path, help="write a CSV of the file's concept numbers and those they have here"
        )

    def run(self, **options: Any) -> dict[str, Any]:
        """Import, merge and report."""
        map_ = options["map"]
        if map_ is not None and (options["dry_run"] or map_.is_dir() or not map_.parent.is_dir()):
            raise BadInput(
                "--map names a file in a folder that exists, and needs the import done.", field="map"
            )
        done = graph_import(
            path=options["path"],
            format=options["format"],
            source=options["source"],
            dry_run=options["dry_run"],
        )
        result: dict[str, Any] = {
            "dry_run": options["dry_run"],
            "change_set": done.change_set,
            "read": done.read,
            "content_hash": done.content_hash,
            "titles": done.titles,
            "relations": done.relations,
            "refusals": done.refusals,
            "merged": {},
        }
        if not options["dry_run"]:
            merge_waiting()  # a worker hears of the import too, and may be at it
            result["merged"] = merge_states(done.change_set)
        if map_ is not None:
            rows = concept_map(done.content, titles_here(done.content))
            with map_.open("w", newline="") as stream:
                writer = csv.writer(stream, lineterminator="\n")
                writer.writerow(("concept_in_file", "concept"))
                writer.writerows(rows)
            result["mapped"] = len(rows)
        return result

    def summary(self, result: dict[str, Any]) -> str:
        """Figures, and the first refused rows."""
        read = result["read"]
        lines = [
            f"Read {read['titles']:,} titles, {read['concepts']:,} concepts and {read['edges']:,} edges."
        ]
        for what in ("titles", "relations"):
            told = "{new:,} new, {changed:,} changed, {same:,} same, {refused:,} refused".format(
                **result[what]
            )
            lines.append(f"{what}: {told}.")
        if result["dry_run"]:
            lines.append("Dry run: nothing was changed.")
        else:
            states = ", ".join(f"{count:,} {state}" for state, count in result["merged"].items())
            lines.append(f"Change set {result['change_set']}: {states or 'nothing to merge'}.")
        lines += [f"  row {bad['row']}: {bad['reason']} ({bad['value']})" for bad in result["refusals"][:20]]
        return "\n".join(lines)
