"""``publish_release N``."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from config.commands import TitleloomCommand
from kgraph.selectors.releases import latest_number, release_get, release_row
from kgraph.services.releases import draft_check, release_publish


class Command(TitleloomCommand):
    """Publish a release."""

    help = "Make a draft public; the highest published release is what `latest` means."
    writes = True

    def arguments(self, parser: CommandParser) -> None:
        """Which one."""
        parser.add_argument("number", type=int, help="number of the draft")

    def run(self, **options: Any) -> dict[str, Any]:
        """Publish."""
        number = options["number"]
        if options["dry_run"]:
            draft_check(release_get(number))
        else:
            release_publish(number, by=None)
        return {"dry_run": options["dry_run"], **release_row(release_get(number), latest=latest_number())}

    def summary(self, result: dict[str, Any]) -> str:
        """One line."""
        if result["dry_run"]:
            return f"Release {result['number']} can be published. Dry run: nothing was changed."
        served = " and is served as `latest`" if result["latest"] else ""
        return f"Release {result['number']} is published{served}."
