"""``build_release``: a draft of the graph as it is now."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from config.commands import TitleloomCommand
from kgraph.selectors.releases import latest_number, release_row
from kgraph.services.releases import release_build, release_publish


class Command(TitleloomCommand):
    """Build a release."""

    help = "Build a numbered, immutable release of the graph as it is now (a draft until it is published)."
    writes = True

    def arguments(self, parser: CommandParser) -> None:
        """Own options."""
        parser.add_argument("--note", default="", help="what is special about it")
        parser.add_argument("--publish", action="store_true", help="publish it at once")
        parser.add_argument(
            "--no-merge",
            action="store_true",
            help="refuse when decisions wait to be merged, rather than merging them",
        )

    def run(self, **options: Any) -> dict[str, Any]:
        """Build, and publish when asked."""
        dry_run = options["dry_run"]
        release = release_build(
            by=None, note=options["note"], merge_first=not options["no_merge"], dry_run=dry_run
        )
        if options["publish"] and not dry_run:
            release = release_publish(release.number, by=None)
        return {"dry_run": dry_run, **release_row(release, latest=latest_number())}

    def summary(self, result: dict[str, Any]) -> str:
        """Figures."""
        counts = result["counts"]
        lines = [
            f"Release {result['number']} ({'dry run, nothing was saved' if result['dry_run'] else result['state']}):"
            f" {counts['titles']:,} titles in {counts['concepts']:,} concepts, {counts['edges']:,} edges,"
            f" {counts['new_edges']:,} of them new.",
        ]
        if counts.get("pending"):
            lines.append(f"{counts['pending']:,} decisions wait to be merged and are not in these figures.")
        if counts["conflicts"]:
            lines.append(f"{counts['conflicts']:,} decisions are in conflict and wait for a person.")
        if result["state"] == "draft" and not result["dry_run"]:
            lines.append(f"Publish it: manage.py publish_release {result['number']}")
        return "\n".join(lines)
