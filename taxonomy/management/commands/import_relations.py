"""``import_relations PATH --format esco|onet|skos``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from config.commands import TitleloomCommand
from taxonomy.services.relation_imports import FORMATS, relations_import


class Command(TitleloomCommand):
    """Import the relations that a public classification states, as decisions of that source."""

    help = "Import the relations that a file states, as decisions of that source. Import its titles first."
    writes = True

    def arguments(self, parser: CommandParser) -> None:
        """The file and how to read it."""
        parser.add_argument("path")
        parser.add_argument("--format", choices=FORMATS, required=True)
        parser.add_argument("--language", default="en")
        parser.add_argument("--source", default="", help="name of the source (default: FORMAT:relations)")

    def run(self, **options: Any) -> dict[str, Any]:
        """Import and report."""
        run, report = relations_import(
            path=Path(options["path"]),
            format=options["format"],
            language=options["language"],
            source=options["source"],
            dry_run=options["dry_run"],
        )
        return {
            "import": run.pk,
            "dry_run": options["dry_run"],
            **report.counts(),
            "refusals": report.refusals,
            "notices": report.notices.as_json(),
        }

    def summary(self, result: dict[str, Any]) -> str:
        """Figures, traps met, and the first refused rows."""
        lines = [
            "{rows:,} rows: {new:,} new relations, {changed:,} changed, {same:,} same, {refused:,} refused.".format(
                **result
            )
        ]
        if result["dry_run"]:
            lines.append("Dry run: nothing was changed.")
        for notice in result["notices"]:
            lines.append(f"  noticed {notice['count']:,} x {notice['code']}: {notice['sentence']}")
        lines += [f"  row {bad['row']}: {bad['reason']} ({bad['value']})" for bad in result["refusals"][:20]]
        return "\n".join(lines)
