"""``load_starter``: the first people and the starter taxonomy, once."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import CommandParser

from config.commands import TitleloomCommand
from config.starter import people_ensure, starter_load


class Command(TitleloomCommand):
    """What ``make run`` calls at its first start."""

    help = "Make the first people and load the starter taxonomy; does nothing where that was done."

    def arguments(self, parser: CommandParser) -> None:
        """Leave the content out."""
        parser.add_argument("--people-only", action="store_true", help="only an administrator, no content")

    def run(self, **options: Any) -> dict[str, Any]:
        """People first: whoever looks in while the content loads can log in already."""
        lines = people_ensure(demo=not options["people_only"])
        loaded = {} if options["people_only"] else starter_load(say=self._say)
        return {"people": lines, **loaded}

    def _say(self, text: str) -> None:
        if sys.stderr.isatty():
            self.stderr.write(f"{text} ...")

    def summary(self, result: dict[str, Any]) -> str:
        """What was made."""
        lines = result["people"] and ["Log in with one of these names:", *result["people"]]
        if "titles" in result:
            lines = [*lines, f"{result['titles']:,} titles and {result['decisions']:,} judged pairs loaded."]
        if "release" in result:
            lines = [*lines, f"Release {result['release']} published."]
        return "\n".join(lines) or "Everything was there already."
