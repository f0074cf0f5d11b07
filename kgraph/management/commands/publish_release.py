"""``publish_release N``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from config.commands import TitleloomCommand
from kgraph.core.releases.query_file import read_queries
from kgraph.core.releases.replay import Summary, replay
from kgraph.selectors.releases import latest_number, release_get, release_row, release_served, snapshot_open
from kgraph.services.releases import draft_check, minor_check, release_publish
from taxonomy.core.errors import Refused


class TooManyLost(Refused):
    """Queries lose their answer, more of them than were allowed."""

    code = "release.queries_lost"
    exit_code = 3


class Command(TitleloomCommand):
    """Publish a release."""

    help = "Make a draft public and move `latest` to it; a check of queries or of compatibility can stand before it."
    writes = True

    def arguments(self, parser: CommandParser) -> None:
        """Which one."""
        parser.add_argument("number", type=int, help="number of the draft")
        parser.add_argument(
            "--only-minor",
            action="store_true",
            help="refuse a release that breaks what programs rely on (exit 3)",
        )
        parser.add_argument(
            "--queries", type=Path, help="replay this file on the served release and on this one before"
        )
        parser.add_argument(
            "--max-lost",
            type=int,
            default=0,
            help="queries that may lose their answer or get another concept; more are refused (exit 3)",
        )

    def run(self, **options: Any) -> dict[str, Any]:
        """Publish."""
        number = options["number"]
        draft_check(release_get(number))
        if options["only_minor"]:
            minor_check(release_get(number))
        if options["queries"]:
            _queries_check(number, options["queries"], options["max_lost"])
        if not options["dry_run"]:
            release_publish(number, by=None, only_minor=options["only_minor"])
        return {"dry_run": options["dry_run"], **release_row(release_get(number), latest=latest_number())}

    def summary(self, result: dict[str, Any]) -> str:
        """One line."""
        if result["dry_run"]:
            return f"Release {result['number']} can be published. Dry run: nothing was changed."
        served = " and is served as `latest`" if result["latest"] else ""
        return f"Release {result['number']} is published{served}."


def _queries_check(number: int, queries: Path, most: int) -> None:
    """Refuse a release on which too many queries lose their answer."""
    served = release_served()
    if served is None:
        return
    old, new = (snapshot_open(release.artifact) for release in (served, release_get(number)))
    summary = Summary()
    for one in replay(old, new, read_queries(queries)):
        summary.add(one)
    if summary.lost > most:
        raise TooManyLost(
            f"{summary.lost} queries lose their answer or get another concept, {most} may: "
            f"see replay_queries --queries {queries} --from {served.number} --to {number}.",
            extra={"outcomes": summary.rows()},
        )
