"""``freeze_dataset``: a data set from the decisions."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from config.commands import TitleloomCommand
from models_lstm.selectors.datasets import dataset_row
from models_lstm.services.datasets import DEFAULT_SEED, dataset_freeze


class Command(TitleloomCommand):
    """Freeze what is settled now; the same content twice is the same data set."""

    help = "Freeze the settled pairs into a data set, split so that no title and no concept is on two sides."
    writes = True

    def arguments(self, parser: CommandParser) -> None:
        """Name and seed."""
        parser.add_argument(
            "--name", default="", help="name of the data set (default: the place in the ledger)"
        )
        parser.add_argument("--seed", type=int, default=DEFAULT_SEED, help="of the split of what is new")

    def run(self, **options: Any) -> dict[str, Any]:
        """Freeze."""
        dataset, new = dataset_freeze(name=options["name"], seed=options["seed"], dry_run=options["dry_run"])
        return dataset_row(dataset) | {"new": new, "dry_run": options["dry_run"]}

    def summary(self, result: dict[str, Any]) -> str:
        """Name, sizes, what was left out."""
        facts, verb = result["facts"], "would be frozen" if result["dry_run"] else "frozen"
        lines = [
            f"Data set {result['name']} {verb if result['new'] else 'has this content already'}: "
            f"{result['train']} training, {result['validation']} validation, {result['test']} test pairs "
            f"of {facts['judged']} settled ones."
        ]
        for side, counts in result["counts"].items():
            lines.append(f"  {side:<10} " + ", ".join(f"{name} {n}" for name, n in sorted(counts.items())))
        lines.append(
            f"Left out between two sides: {facts['dropped']}; drawn as unrelated: {facts['drawn']}; "
            f"unsure: {facts['unsure']}; rejected suggestions: {facts['rejected']}; in conflict: {facts['contested']}."
        )
        return "\n".join(lines)
