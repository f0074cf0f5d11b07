"""``fill_queue``: make tasks of candidates that nobody was asked about."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.db import transaction

from config.commands import TitleloomCommand
from taxonomy.core.queue_order import STRATEGIES
from taxonomy.services.tasks import tasks_fill


class Command(TitleloomCommand):
    """Fill the queue of the annotators."""

    writes = True
    help = "Make tasks of candidates that nobody was asked about, most valuable first."

    def arguments(self, parser: CommandParser) -> None:
        """How many, and by what value."""
        parser.add_argument("--limit", type=int, default=500)
        parser.add_argument("--strategy", choices=STRATEGIES, help="by default as the leads have set it")
        parser.add_argument("--overlap", type=float, default=None, help="share that two people judge, 0..1")
        parser.add_argument("--seed", type=int, default=None)

    def run(self, **options: Any) -> dict[str, Any]:
        """Fill, or see how many tasks that would make."""
        with transaction.atomic():
            made = tasks_fill(
                limit=options["limit"],
                strategy=options["strategy"],
                overlap=options["overlap"],
                seed=options["seed"],
            )
            if options["dry_run"]:
                transaction.set_rollback(True)
        return {"made": made, "dry_run": options["dry_run"]}

    def summary(self, result: dict[str, Any]) -> str:
        """One line."""
        return f"{result['made']:,} tasks {'would be made' if result['dry_run'] else 'made'}."
