"""``promote_model V --alias champion``: let a version serve, if the gate lets it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from config.commands import TitleloomCommand
from models_lstm.selectors.datasets import dataset_get
from models_lstm.selectors.registry import ALIASES, move_row, version_get
from models_lstm.services.promotion import alias_promote
from models_lstm.tasks import propose_waiting


class Command(TitleloomCommand):
    """Move an alias. The gate refuses a worse model with exit code 3."""

    help = "Promote a version; the gate compares it with the champion and the baseline on pairs none of them has seen."
    writes = True

    def arguments(self, parser: CommandParser) -> None:
        """Which version to which alias."""
        parser.add_argument("version")
        parser.add_argument("--alias", choices=ALIASES, required=True)
        parser.add_argument(
            "--override", default="", metavar="REASON", help="let it pass although the gate refuses it"
        )
        parser.add_argument(
            "--dataset", help="whose test split to judge by (default: the youngest of the decisions)"
        )

    def run(self, **options: Any) -> dict[str, Any]:
        """Promote."""
        move, _ = alias_promote(
            version_get(options["version"]),
            alias=options["alias"],
            override=options["override"],
            dataset=dataset_get(options["dataset"]) if options["dataset"] else None,
            dry_run=options["dry_run"],
        )
        if not options["dry_run"]:
            propose_waiting()
        return move_row(move) | {"dry_run": options["dry_run"]}

    def summary(self, result: dict[str, Any]) -> str:
        """The move and the verdict, rule by rule."""
        verb = "would become" if result["dry_run"] else "is now"
        lines = [
            f"{result['version']} {verb} {result['alias']} (before: {result['from_version'] or 'none'})."
        ]
        for rule in result["verdict"]["rules"]:
            lines.append(f"  [{'ok' if rule['passed'] else 'NO'}] {rule['sentence']}")
        if result["override"]:
            lines.append(f"Let pass although the gate refused it: {result['reason']}")
        return "\n".join(lines)
