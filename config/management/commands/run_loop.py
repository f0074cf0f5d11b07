"""``run_loop``: the whole loop with an oracle in the place of people, in a scratch database of its own."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from config.commands import TitleloomCommand
from config.loop.rounds import Loop, LoopOptions, RoundRow, row_json, with_preset
from config.loop.scratch import run_inside
from config.loop.sources import SOURCES, load_gold
from config.starter import STARTER_DIR
from taxonomy.core.errors import BadInput
from taxonomy.core.queue_order import STRATEGIES

COLUMNS: tuple[tuple[str, int], ...] = (
    ("round", 5), ("labels", 7), ("proposals", 9), ("review ok", 9), ("accepted", 8), ("conflicts", 9), ("edges", 7),
    ("precision", 9), ("of", 13), ("implied", 9), ("precision", 9), ("recall", 6), ("reachable", 9),
    ("macro-F1", 8), ("lexical", 7), ("unasked", 7), ("seconds", 7),
)  # fmt: skip
HEADER = "  ".join(f"{name:>{width}}" for name, width in COLUMNS)


class Command(TitleloomCommand):
    """Proves that labels turn into correct new edges."""

    help = (
        "Run the whole loop with an oracle that answers from a gold file, in a scratch database: label, train, propose, "
        "review, accept, merge, release; print precision and recall of what was merged without having been labelled."
    )

    def arguments(self, parser: CommandParser) -> None:
        """Source and size."""
        parser.add_argument("--source", choices=SOURCES, required=True)
        parser.add_argument("--path", type=Path, help="folder of the official files (esco, onet)")
        parser.add_argument("--titles", type=Path, help="CSV with a title column (source csv)")
        parser.add_argument("--gold", type=Path, help="CSV with title_a,title_b,relation (source csv)")
        parser.add_argument("--rounds", type=int, default=3)
        parser.add_argument("--budget", type=int, default=1000, help="labels of a round (default 1000)")
        parser.add_argument("--strategy", choices=tuple(STRATEGIES), default="value")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument(
            "--random-share",
            type=float,
            default=0.5,
            help="share of the annotated pairs drawn at random (0.5)",
        )
        parser.add_argument(
            "--review-share", type=float, default=0.4, help="share of the budget spent on review"
        )
        parser.add_argument(
            "--alpha", type=float, default=0.15, help="wrong automatic acceptances allowed (0.15)"
        )
        parser.add_argument("--confidence", type=float, default=0.9, help="of that promise (0.9)")
        parser.add_argument("--top", type=int, default=20, help="candidates a title may bring in (20)")
        parser.add_argument("--preset", choices=("quick", "loop", "full"), default="loop")
        parser.add_argument("--threads", type=int, default=1)
        parser.add_argument(
            "--no-base",
            action="store_true",
            help="begin without the base model that the starter taxonomy gives",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Outside: make the scratch database and call myself in it. Inside: run."""
        if settings.ENVIRONMENT.scratch:
            super().handle(*args, **options)
            return
        code = run_inside(sys.argv[1:])
        if code:
            sys.exit(code if code > 0 else 1)

    def run(self, **options: Any) -> dict[str, Any]:
        """Run all rounds."""
        wanted = _options(options)
        gold = load_gold(
            options["source"],
            path=options["path"],
            titles=options["titles"],
            gold=options["gold"],
            starter=STARTER_DIR,
        )
        self._quiet = bool(options["json"])
        self._tell(
            f"{options['source']}: {len(gold.titles):,} titles ({gold.left_out:,} ambiguous ones left out), "
            f"{wanted.rounds} rounds of {wanted.budget} labels, strategy {wanted.strategy}, seed {wanted.seed}"
        )
        rows: list[dict[str, Any]] = []
        self._tell(HEADER)
        for row in Loop(gold, wanted, say=self._say).run():
            rows.append(row_json(row))
            self._tell(_line(row))
        return {
            "source": options["source"],
            "titles": len(gold.titles),
            "left_out": gold.left_out,
            "strategy": wanted.strategy,
            "seed": wanted.seed,
            "budget": wanted.budget,
            "alpha": wanted.alpha,
            "confidence": wanted.confidence,
            "rounds": rows,
        }

    def summary(self, result: dict[str, Any]) -> str:
        """How to read the table, which was printed line by line."""
        return (
            "precision: of the edges merged without having been labelled, against the gold. implied: every pair of titles"
            " that the graph relates, inference included, without the labelled ones, and the precision of those."
            " recall: of the gold's pairs"
            " that nobody labelled; reachable: of those that were candidates. Pairs on which the gold is silent count"
            " neither way. macro-F1: of the round's model on the test split of its own labels, and of the lexical"
            " baseline; unasked: of the champion on a fixed sample of candidates that nobody was asked about, by which"
            " strategies can be compared."
        )

    def _tell(self, text: str) -> None:
        if not self._quiet:
            self.stdout.write(text)
            self.stdout.flush()

    def _say(self, text: str) -> None:
        if sys.stderr.isatty() or os.environ.get("TITLELOOM_LOOP_VERBOSE"):
            self.stderr.write(text)

    _quiet = False


def _options(options: dict[str, Any]) -> LoopOptions:
    if options["rounds"] < 1:
        raise BadInput("--rounds must be at least 1.", field="rounds")
    if options["budget"] < 20:
        raise BadInput("--budget must be at least 20.", field="budget")
    if not 0.0 <= options["random_share"] <= 1.0:
        raise BadInput("--random-share must lie between 0 and 1.", field="random_share")
    for name in ("review_share", "alpha", "confidence"):
        if not 0.0 < options[name] < 1.0:
            raise BadInput(f"--{name.replace('_', '-')} must lie between 0 and 1.", field=name)
    return with_preset(
        LoopOptions(
            rounds=options["rounds"],
            budget=options["budget"],
            strategy=options["strategy"],
            seed=options["seed"],
            random_share=options["random_share"],
            review_share=options["review_share"],
            alpha=options["alpha"],
            confidence=options["confidence"],
            top=options["top"],
            threads=options["threads"],
            # Measured on the starter itself, a model that has seen it would have seen the answers.
            base=None if options["no_base"] or options["source"] == "starter" else STARTER_DIR,
        ),
        options["preset"],
    )


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _line(row: RoundRow) -> str:
    cells = (
        str(row.round),
        f"{row.labels:,d}",
        f"{row.proposals:,d}",
        _share(row.review_precision),
        f"{row.accepted:,d}",
        f"{row.conflicts:,d}",
        f"{row.edges:,d}",
        _share(row.precision),
        f"{row.accepted_correct:,d}/{row.accepted_judged:,d}",
        f"{row.implied:,d}",
        _share(row.implied_precision),
        _share(row.recall),
        _share(row.reachable_recall),
        _share(row.model_macro_f1),
        _share(row.baseline_macro_f1),
        _share(row.judging_macro_f1),
        f"{row.seconds:,.0f}",
    )
    return "  ".join(f"{cell:>{width}}" for cell, (_, width) in zip(cells, COLUMNS, strict=True))
