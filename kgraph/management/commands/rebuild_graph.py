"""Check the stored graph against the ledger, and write it anew."""

from __future__ import annotations

from typing import Any

from config.commands import TitleloomCommand
from kgraph.services.rebuild import graph_rebuild, graph_verify


class Command(TitleloomCommand):
    """``rebuild_graph``: concepts, memberships and edges anew from the decisions and the order of merging."""

    help = "Write the graph's tables anew from the ledger; numbers stay the same. --dry-run only checks them."
    writes = True

    def run(self, **options: Any) -> dict[str, Any]:
        """Rebuild or check."""
        verdict = graph_verify() if options["dry_run"] else graph_rebuild()
        return verdict.data()

    def summary(self, result: dict[str, Any]) -> str:
        """The result in a few lines for a person."""
        head = f"{result['concepts']} concepts, {result['edges']} edges after {result['ticks']} steps"
        lines = [f"{head}: {'all is well' if result['ok'] else 'NOT as the ledger says'}"]
        return "\n".join([*lines, *result["problems"], *result["notes"], f"sha256 {result['stored_hash']}"])

    def exit_status(self, result: dict[str, Any]) -> int:
        """3 when the graph is not what the ledger says."""
        return 0 if result["ok"] else 3
