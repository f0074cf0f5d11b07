"""``import_judgements PATH.csv [--annotator NAME] [--as annotations|decisions]``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from config.commands import TitleloomCommand
from taxonomy.services.judgement_imports import As, annotator_get, judgements_import


class Command(TitleloomCommand):
    """Import judged pairs."""

    help = (
        "Import a CSV file with the columns title_a, title_b, relation (what title_a is to title_b) and"
        " optionally comment. Titles that are not known yet are added."
    )
    writes = True

    def arguments(self, parser: CommandParser) -> None:
        """The file, and as whose word it is to be taken."""
        parser.add_argument("path")
        parser.add_argument("--annotator", default="", help="login name of the person who judged")
        parser.add_argument(
            "--as",
            dest="as_",
            choices=("annotations", "decisions"),
            help="what that person said, or settled relations of the file's own (default: annotations when an"
            " annotator is named, else decisions)",
        )
        parser.add_argument("--language", default="en")

    def run(self, **options: Any) -> dict[str, Any]:
        """Import and report."""
        annotator = annotator_get(options["annotator"]) if options["annotator"] else None
        as_: As = options["as_"] or ("annotations" if annotator else "decisions")
        with self.bar(text="judgements") as move:
            run, report = judgements_import(
                path=Path(options["path"]),
                as_=as_,
                annotator=annotator,
                language=options["language"],
                dry_run=options["dry_run"],
                progress=move,
            )
        return {
            "import": run.pk,
            "as": as_,
            "dry_run": options["dry_run"],
            **report.counts(),
            "refusals": report.refusals,
            "notices": report.notices.as_json(),
        }

    def summary(self, result: dict[str, Any]) -> str:
        """Figures, what was noticed, and the first refused rows."""
        lines = [
            "{rows:,} rows as {as}: {new:,} new, {changed:,} changed, {same:,} same, {refused:,} refused.".format(
                **result
            )
        ]
        if result["dry_run"]:
            lines.append("Dry run: nothing was changed.")
        for notice in result["notices"]:
            lines.append(f"  noticed {notice['count']:,} x {notice['code']}: {notice['sentence']}")
        lines += [f"  row {bad['row']}: {bad['reason']} ({bad['value']})" for bad in result["refusals"][:20]]
        return "\n".join(lines)
