"""``propose_edges``: candidates -> scores -> proposals, in this process."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import CommandParser
from tqdm import tqdm

from config.commands import TitleloomCommand
from models_lstm.core.proposing import Histograms
from models_lstm.models import ModelVersion
from models_lstm.selectors.candidates import candidates_open
from models_lstm.selectors.proposal_runs import proposal_run_row
from models_lstm.selectors.registry import version_or_default
from models_lstm.services.opinion import Asked, Opinion
from models_lstm.services.proposal_runs import ProposeOptions, proposal_run_queue
from models_lstm.services.proposing import proposal_run_execute, wishes_of
from models_lstm.services.scoring import scorer_of


class Command(TitleloomCommand):
    """Propose edges. The new proposals take the place of the former ones at once, at the end."""

    help = (
        "Score the open candidates and store the best as proposals; never one that a person already settled."
    )
    writes = True

    def arguments(self, parser: CommandParser) -> None:
        """Which model, how many, how sure."""
        parser.add_argument("--model", help="version or alias (default: the champion)")
        parser.add_argument("--limit", type=int, default=10_000, help="most proposals (default 10000)")
        parser.add_argument(
            "--min-score", type=float, default=0.5, help="least calibrated score (default 0.5)"
        )
        parser.add_argument(
            "--top", type=int, default=20, help="nearest titles that become candidates (default 20)"
        )
        parser.add_argument("--threads", type=int, default=1)

    def run(self, **options: Any) -> dict[str, Any]:
        """Propose."""
        version = version_or_default(options["model"])
        wanted = ProposeOptions(limit=options["limit"], min_score=options["min_score"], top=options["top"])
        if options["dry_run"]:
            return self._dry(version, wanted, threads=options["threads"])
        bars: dict[str, tqdm[Any]] = {}

        def watch(stage: str, count: int, of: int | None) -> None:
            if stage not in bars:
                bars[stage] = tqdm(desc=stage, total=of, file=sys.stderr, disable=not sys.stderr.isatty())
            bars[stage].update(count)

        try:
            run = proposal_run_execute(
                proposal_run_queue(version, options=wanted).pk, threads=options["threads"], watch=watch
            )
        finally:
            for bar in bars.values():
                bar.close()
        return proposal_run_row(run, detail=True)

    def _dry(self, version: ModelVersion, wanted: ProposeOptions, *, threads: int) -> dict[str, Any]:
        """Score the candidates that are there without what stands around them, and store nothing."""
        counts: dict[str, int] = {}
        asked = Asked.of(candidates_open())
        with scorer_of(version, threads=threads) as scorer:
            opinion = Opinion.learnt(scorer, version.dataset, [], asked)
            wishes = wishes_of(scorer, wanted, asked, opinion=opinion, counts=counts, histograms=Histograms())
        relations: dict[str, int] = {}
        for wish in wishes:
            relations[wish.relation] = relations.get(wish.relation, 0) + 1
        return {
            "dry_run": True,
            "model_version": version.version,
            "counts": counts | {"would_store": len(wishes)},
            "relations": relations,
        }

    def summary(self, result: dict[str, Any]) -> str:
        """How many of what."""
        counts = ", ".join(f"{name.replace('_', ' ')} {n}" for name, n in result["counts"].items())
        if result.get("dry_run"):
            return f"{result['model_version']}: {counts}. Nothing was changed."
        which = f"Proposal run {result['id']} of {result['model_version']}"
        return f"{which} {result['state']}: {counts}. {result['error']}".rstrip()

    def exit_status(self, result: dict[str, Any]) -> int:
        """A failed run is no success."""
        return 0 if result.get("state", "succeeded") == "succeeded" else 1
