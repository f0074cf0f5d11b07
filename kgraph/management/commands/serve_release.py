"""``serve_release N --reason TEXT``: move ``latest`` to a release that is published already."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from config.commands import TitleloomCommand
from kgraph.selectors.releases import latest_number, release_get, release_row, release_served
from kgraph.services.releases import release_serve, serve_check


class Command(TitleloomCommand):
    """Go back to an older release, or forward again."""

    help = "Make a published release what `latest` means; the others stay published for those who have pinned them."
    writes = True

    def arguments(self, parser: CommandParser) -> None:
        """Which one, and why."""
        parser.add_argument("number", type=int, help="number of a published release")
        parser.add_argument("--reason", required=True, help="kept in the audit log")

    def run(self, **options: Any) -> dict[str, Any]:
        """Move it."""
        number, reason = options["number"], options["reason"]
        if options["dry_run"]:
            serve_check(release_get(number), release_served(), reason)
        else:
            release_serve(number, by=None, reason=reason)
        return {"dry_run": options["dry_run"], **release_row(release_get(number), latest=latest_number())}

    def summary(self, result: dict[str, Any]) -> str:
        """One line."""
        if result["dry_run"]:
            return f"Release {result['number']} can be served. Dry run: nothing was changed."
        return f"`latest` is release {result['number']} (version {result['version']}) now."
