"""Merge the decisions that wait, without waiting for a worker."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from config.commands import TitleloomCommand
from kgraph.services.merge import merge_pending
from taxonomy.models import Decision


class Command(TitleloomCommand):
    """``merge_decisions``: what the worker does by itself, done now."""

    help = "Merge the pending decisions of the ledger into the graph; what breaks the algebra becomes a conflict."
    writes = True

    def arguments(self, parser: ArgumentParser) -> None:
        """The command's own arguments."""
        parser.add_argument("--limit", type=int, help="merge no more than so many")

    def run(self, **options: Any) -> dict[str, Any]:
        """Merge."""
        waiting = Decision.objects.filter(merge_state=Decision.MergeState.PENDING).count()
        if options["dry_run"]:
            return {"waiting": waiting}
        with self.bar(total=waiting, text="merging") as move:
            return merge_pending(options["limit"], progress=move)

    def summary(self, result: dict[str, Any]) -> str:
        """The result in a few lines for a person."""
        if "waiting" in result:
            return f"{result['waiting']} decisions wait to be merged."
        states = (
            ", ".join(f"{count} {state}" for state, count in result["states"].items()) or "nothing waited"
        )
        return (
            f"{result['decisions']} decisions in {result['seconds']} s: {states};"
            f" {result['joined']} concepts joined, {result['parted']} parted."
        )
