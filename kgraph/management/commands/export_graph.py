"""``export_graph --format F --output FILE``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from config.commands import TitleloomCommand
from kgraph.core.exports.formats import FORMATS
from kgraph.core.exports.synonyms import Limits, limits_asked
from kgraph.services.exports import export_write


class Command(TitleloomCommand):
    """Write a release to a file."""

    help = "Write a release to a file: the same release gives the same bytes."

    def arguments(self, parser: CommandParser) -> None:
        """What, and where to."""
        parser.add_argument("--format", required=True, choices=list(FORMATS))
        parser.add_argument("--release", default="latest", help="a number, latest (default) or next")
        parser.add_argument("--output", required=True, type=Path, help="the file to write")
        parser.add_argument(
            "--part",
            default="",
            help="csv: edges, nodes or zip (default: edges, and nodes beside them); synonyms: equivalent or explicit",
        )

        default = Limits()
        parser.add_argument(
            "--max-rules", type=int, help=f"synonyms: most rules of a file (default {default.rules:,})"
        )
        parser.add_argument(
            "--max-terms", type=int, help=f"synonyms: most forms of a rule (default {default.terms:,})"
        )
        parser.add_argument("--slice", type=int, help="synonyms: which file of --max-rules rules, from 1")

    def run(self, **options: Any) -> dict[str, Any]:
        """Write."""
        with self.bar(text="bytes") as bar:
            return export_write(
                options["format"],
                options["output"],
                release=options["release"],
                part=options["part"],
                limits=limits_asked(options["max_terms"], options["max_rules"], options["slice"]),
                progress=bar,
            )

    def summary(self, result: dict[str, Any]) -> str:
        """What was written."""
        files = ", ".join(f"{file['path']} ({file['bytes']:,} bytes)" for file in result["files"])
        return f"Release {result['release']} as {result['format']}: {files}"
