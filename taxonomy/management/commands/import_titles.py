"""``import_titles PATH --format esco|onet|skos|csv|txt``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from config.commands import TitleloomCommand
from taxonomy.services.bundled_titles import BUNDLED, bundled_titles_path
from taxonomy.services.imports import FORMATS, format_of, titles_import


class Command(TitleloomCommand):
    """Import job titles from a file."""

    help = "Import job titles. The same file twice changes nothing."
    writes = True

    def arguments(self, parser: CommandParser) -> None:
        """The file and how to read it."""
        parser.add_argument(
            "path",
            help=f"the file (ESCO, O*NET: or their folder), or '{BUNDLED}' for the 74,000 titles of that package",
        )
        parser.add_argument(
            "--format", choices=FORMATS, default=None, help="default: by the ending, else csv"
        )
        parser.add_argument(
            "--language", default="en", help="BCP 47 tag of titles that name none (default en)"
        )
        parser.add_argument("--source", default="", help="name of the source (default: format and file name)")
        parser.add_argument(
            "--title-column",
            action="append",
            default=[],
            help="CSV: column that holds titles; may be repeated",
        )

    def run(self, **options: Any) -> dict[str, Any]:
        """Import and report."""
        path = bundled_titles_path() if options["path"] == BUNDLED else Path(options["path"])
        format = options["format"] or format_of(path)
        source = options["source"] or (BUNDLED if options["path"] == BUNDLED else "")
        with self.bar(text="titles") as bar:
            run, report = titles_import(
                path=path,
                format=format,
                language=options["language"],
                source=source,
                title_columns=tuple(options["title_column"]),
                dry_run=options["dry_run"],
                progress=bar,
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
            "{rows:,} rows: {new:,} new titles, {changed:,} changed, {same:,} same, {refused:,} rows refused.".format(
                **result
            )
        ]
        if result["dry_run"]:
            lines.append("Dry run: nothing was changed.")
        for notice in result["notices"]:
            example = f" For example: {notice['examples'][0]}" if notice["examples"] else ""
            lines.append(f"  noticed {notice['count']:,} x {notice['code']}: {notice['sentence']}{example}")
        for bad in result["refusals"][:20]:
            lines.append(f"  row {bad['row']}: {bad['reason']}")
        if len(result["refusals"]) > 20:
            lines.append(f"  ... and {result['refused'] - 20:,} more refused rows (see --json).")
        return "\n".join(lines)
