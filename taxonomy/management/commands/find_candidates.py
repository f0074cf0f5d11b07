"""``find_candidates``: pairs of titles that share rare words."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from config.commands import TitleloomCommand
from taxonomy.models import Title
from taxonomy.services.candidates import candidates_block


class Command(TitleloomCommand):
    """Find candidates by shared rare words (those by the learner's vectors come with ``propose_edges``)."""

    help = "Find pairs of titles worth looking at, by shared rare words."

    def arguments(self, parser: CommandParser) -> None:
        """Language and breadth."""
        parser.add_argument("--language", default="en")
        parser.add_argument(
            "--top", type=int, default=20, help="candidates that each title may bring in (default 20)"
        )

    def run(self, **options: Any) -> dict[str, Any]:
        """Find and store."""
        titles = Title.objects.filter(language=options["language"]).count()
        with self.bar(total=titles, text="titles") as bar:
            stored = candidates_block(language=options["language"], top=options["top"], progress=bar)
        return {"titles": titles, "candidates": stored}
