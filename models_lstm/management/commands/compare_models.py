"""``compare_models A B``: the same pairs, the difference with its interval, edges gained, lost, flipped."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from config.commands import TitleloomCommand
from models_lstm.core.proposing import LEAST_SCORE
from models_lstm.selectors.datasets import dataset_get
from models_lstm.selectors.registry import version_get
from models_lstm.services.compare import models_compare
from taxonomy.core.errors import BadInput


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
            "--limit",
            type=int,
            help="score about so many candidates for the edges, drawn at random (default: all; 0: none)",
        )
        parser.add_argument(
            "--min-score", type=float, default=LEAST_SCORE, help="least score of an edge (default 0.5)"
        )
        parser.add_argument("--examples", type=int, default=5, help="pairs to list of each kind (default 5)")
        parser.add_argument("--threads", type=int, default=1)

    def run(self, **options: Any) -> dict[str, Any]:
        """Compare."""
        if not 0.0 <= options["min_score"] <= 1.0:
            raise BadInput("'--min-score' must lie between 0 and 1.", field="min_score")
        if options["limit"] is not None and options["limit"] < 0:
            raise BadInput("'--limit' must not be negative.", field="limit")
        first, second = version_get(options["a"]), version_get(options["b"])
        with self.bar(text="candidates") as bar:
            return models_compare(
                first,
                second,
                dataset=dataset_get(options["dataset"]) if options["dataset"] else None,
                limit=options["limit"],
                min_score=options["min_score"],
                listed=max(0, options["examples"]),
                threads=options["threads"],
                progress=lambda count, of: bar(count),
            )

    def summary(self, result: dict[str, Any]) -> str:
        """Both figures, the difference, the edges."""
        test, difference = result["test_set"], result["difference"]
        lines = [f"On {test['pairs']} {test['side']} pairs of {test['dataset']} that neither has seen:"]
        for version, figures in result["figures"].items():
            per = ", ".join(f"{name} {f1:.2f}" for name, f1 in figures["per_relation"].items())
            lines.append(f"  {version}: macro-F1 {figures['macro_f1']:.3f}, ECE {figures['ece']:.3f} ({per})")
        lines.append(
            f"{result['b']} minus {result['a']}: {difference['value']:+z.3f} macro-F1 "
            f"(95 % interval {difference['low']:+z.3f} to {difference['high']:+z.3f})"
        )
        if (edges := result["edges"]) is not None:
            lines += self._edges(result, edges)
        return "\n".join(lines)

    def _edges(self, result: dict[str, Any], edges: dict[str, Any]) -> list[str]:
        a, b, open_ = result["a"], result["b"], edges["open"]
        part = "all" if edges["candidates"] == open_ else f"a random {edges['candidates']:,} of"
        lines = [
            f"Over {part} {open_:,} open candidates {b} would propose {edges['gained']:,} edges more, "
            f"{edges['lost']:,} less, {edges['flipped']:,} otherwise, {edges['same']:,} the same."
        ]
        weighed = [v for v, around in zip((a, b), edges["surroundings"], strict=True) if around]
        lines.append(f"  what stands around a pair counted for: {', '.join(weighed) or 'neither'}")
        for row in edges["by_relation"]:
            lines.append(f"  {row['count']:>9,}  {row['first']} -> {row['second']}")
        for kind, examples in edges["examples"].items():
            for one in examples:
                said = (f"{v}: {s[0]} {s[1]:.2f}" if s else f"{v}: nothing" for v, s in _sides(a, b, one))
                lines.append(f"{kind}: {one['title_a']} / {one['title_b']} ({', '.join(said)})")
        return lines


def _sides(a: str, b: str, example: dict[str, Any]) -> list[tuple[str, Any]]:
    return [(a, example["first"]), (b, example["second"])]
