"""``doctor``: what is wrong, and what to do."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandParser

from config.commands import TitleloomCommand
from config.doctor.examine import examine

SIGNS = {"ok": "ok     ", "note": "note   ", "problem": "PROBLEM"}


class Command(TitleloomCommand):
    """Exit code 0 when nothing needs a person, 2 otherwise."""

    help = "Look over services, workers, data, disk and secrets; say what is wrong and what to do."

    def arguments(self, parser: CommandParser) -> None:
        """How closely."""
        parser.add_argument(
            "--thorough",
            action="store_true",
            help="also replay the graph's whole history and read every artifact (minutes where there is much)",
        )

    def run(self, **options: Any) -> dict[str, Any]:
        """Examine everything."""
        findings = [asdict(finding) for finding in examine(thorough=options["thorough"])]
        problems = sum(finding["severity"] == "problem" for finding in findings)
        return {"healthy": problems == 0, "problems": problems, "findings": findings}

    def summary(self, result: dict[str, Any]) -> str:
        """One line for each finding, and the advice below it."""
        lines = []
        for finding in result["findings"]:
            lines.append(f"{SIGNS[finding['severity']]} {finding['subject']:<11} {finding['text']}")
            if finding["advice"]:
                lines.append(f"{'':<20}-> {finding['advice']}")
        count = result["problems"]
        lines.append("Nothing needs you." if count == 0 else f"{count} problem{'s' if count > 1 else ''}.")
        return "\n".join(lines)

    def exit_status(self, result: dict[str, Any]) -> int:
        """2 when there are problems."""
        return 0 if result["healthy"] else 2
