"""``withdraw_release N --reason TEXT``."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from config.commands import TitleloomCommand
from kgraph.selectors.releases import latest_number, release_get, release_row
from kgraph.services.releases import release_withdraw, withdrawal_check


class Command(TitleloomCommand):
    """Withdraw a release."""

    help = "Take a release back: it is not served any more; `latest` is the one published before."
    writes = True

    def arguments(self, parser: CommandParser) -> None:
        """Which one, and why."""
        parser.add_argument("number", type=int, help="number of the release")
        parser.add_argument(
            "--reason", default="withdrawn from the command line", help="who asks for the release is told so"
        )

    def run(self, **options: Any) -> dict[str, Any]:
        """Withdraw."""
        number = options["number"]
        if options["dry_run"]:
            withdrawal_check(release_get(number), options["reason"])
        else:
            release_withdraw(number, by=None, reason=options["reason"])
        latest = latest_number()
        return {
            "dry_run": options["dry_run"],
            "now_latest": latest,
            **release_row(release_get(number), latest=latest),
        }

    def summary(self, result: dict[str, Any]) -> str:
        """One line."""
        if result["dry_run"]:
            return f"Release {result['number']} can be withdrawn. Dry run: nothing was changed."
        served = (
            f"`latest` is release {result['now_latest']}"
            if result["now_latest"]
            else "no release is published"
        )
        return f"Release {result['number']} is withdrawn; {served} now."
