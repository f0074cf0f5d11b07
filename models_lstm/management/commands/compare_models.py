"""``compare_models A B``: the same pairs, the difference with its interval, edges gained, lost, flipped."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from config.commands import TitleloomCommand
from models_lstm.selectors.datasets import dataset_get
from models_lstm.selectors.registry import version_get
from models_lstm.services.compare import models_compare


class Command(TitleloomCommand):
    """The second version against the first."""

    help = "Compare two versions on pairs that neither has seen, and in what they would propose."

    def arguments(self, parser: CommandParser) -> None:
        """Which two."""
        parser.add_argument("a", help="version or alias")
        parser.add_argument("b", help="version or alias")
        parser.add_argument(
            "--dataset", help="whose test split to use (default: the one with most unseen pairs)"
        )
        parser.add_argument(
            "--limit", type=int, default=20_000, help="candidates to score for the edges; 0: none"
        )
        parser.add_argument("--threads", type=int, default=1)

    def run(self, **options: Any) -> dict[str, Any]:
        """Compare."""
        return models_compare(
            version_get(options["a"]),
            version_get(options["b"]),
            dataset=dataset_get(options["dataset"]) if options["dataset"] else None,
            limit=max(0, options["limit"]),
            threads=options["threads"],
        )

    def summary(self, result: dict[str, Any]) -> str:
        """Both figures, the difference, the edges."""
        test, difference = result["test_set"], result["difference"]
        lines = [f"On {test['pairs']} {test['side']} pairs of {test['dataset']} that neither has seen:"]
        for version, figures in result["figures"].items():
            per = ", ".join(f"{name} {f1:.2f}" for name, f1 in figures["per_relation"].items())
            lines.append(f"  {version}: macro-F1 {figures['macro_f1']:.3f}, ECE {figures['ece']:.3f} ({per})")
        lines.append(
            f"{result['b']} minus {result['a']}: {difference['value']:+.3f} macro-F1 "
            f"(95 % interval {difference['low']:+.3f} to {difference['high']:+.3f})"
        )
        if (edges := result["edges"]) is not None:
            lines.append(
                f"Over {edges['candidates']} open candidates {result['b']} would propose {edges['gained']} edges more, "
                f"{edges['lost']} less, {edges['flipped']} otherwise, {edges['same']} the same."
            )
        return "\n".join(lines)
