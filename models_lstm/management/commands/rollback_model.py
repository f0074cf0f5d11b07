"""``rollback_model --alias champion``: take the last promotion back."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.db import transaction

from config.commands import TitleloomCommand
from models_lstm.selectors.registry import ALIASES, move_row
from models_lstm.services.promotion import alias_rollback
from models_lstm.tasks import propose_waiting


class Command(TitleloomCommand):
    """One step back, with the former version's proposals. Done twice, it goes two steps back."""

    help = "Take the last promotion back: the alias names its former version again, with that version's proposals."
    writes = True

    def arguments(self, parser: CommandParser) -> None:
        """Which alias, and why."""
        parser.add_argument("--alias", choices=ALIASES, required=True)
        parser.add_argument("--reason", default="", help="kept in the history")

    def run(self, **options: Any) -> dict[str, Any]:
        """Roll back."""
        with transaction.atomic():
            move = alias_rollback(alias=options["alias"], reason=options["reason"])
            if options["dry_run"]:
                transaction.set_rollback(True)
            else:
                propose_waiting()
        return move_row(move) | {"dry_run": options["dry_run"]}

    def summary(self, result: dict[str, Any]) -> str:
        """From where to where."""
        verb = "would name" if result["dry_run"] else "names"
        return f"{result['alias']} {verb} {result['version']} again (it named {result['from_version']})."
