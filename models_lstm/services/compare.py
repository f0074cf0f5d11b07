"""Two versions side by side: on the same unseen pairs, and in what they would propose."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from models_lstm.core.comparison import compare_macro_f1
from models_lstm.core.evaluation import evaluate
from models_lstm.core.proposing import Thresholds, choose
from models_lstm.models import Dataset, ModelVersion
from models_lstm.selectors.candidates import CandidatePair, candidates_open
from models_lstm.selectors.datasets import dataset_latest_of_decisions
from models_lstm.services.evaluations import evaluation_ensure, predictions_load
from models_lstm.services.measuring import BOOTSTRAP, SEED, groups_of
from models_lstm.services.promotion import TestSet, unseen_test_set
from models_lstm.services.scoring import scorer_of
from taxonomy.core.errors import BadInput

EXAMPLES: Final = 20


class NothingInCommon(BadInput):
    """No data set has test pairs that neither version has seen."""

    code = "comparison.no_common_test_set"


@dataclass(slots=True)
class EdgeDifference:
    """What the second version would propose otherwise than the first, over ``candidates`` open candidates."""

    candidates: int = 0
    same: int = 0
    gained: int = 0
    lost: int = 0
    flipped: int = 0
    by_relation: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def take(
        self, pair: CandidatePair, first: tuple[str, float] | None, second: tuple[str, float] | None
    ) -> None:
        """Count one candidate: what either version would propose, None for nothing."""
        self.candidates += 1
        if first is None and second is None:
            return
        if first is not None and second is not None and first[0] == second[0]:
            self.same += 1
            return
        kind = "gained" if first is None else "lost" if second is None else "flipped"
        setattr(self, kind, getattr(self, kind) + 1)
        self.by_relation[f"{first[0] if first else 'nothing'} -> {second[0] if second else 'nothing'}"] += 1
        kept = self.examples.setdefault(kind, [])
        if len(kept) < EXAMPLES:
            kept.append({"title_a": pair.title_a, "title_b": pair.title_b, "first": first, "second": second})

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {
            "candidates": self.candidates,
            "same": self.same,
            "gained": self.gained,
            "lost": self.lost,
            "flipped": self.flipped,
            "by_relation": dict(self.by_relation.most_common()),
            "examples": self.examples,
        }


def models_compare(
    first: ModelVersion,
    second: ModelVersion,
    *,
    dataset: Dataset | None = None,
    limit: int = 20_000,
    threads: int = 1,
) -> dict[str, Any]:
    """The second against the first: macro-F1 with the interval of the difference, F1 per relation, edges.

    Args:
        dataset: whose test split to use; by default the one with the most pairs that neither has seen.
        limit: candidates to score for the difference in edges; 0 leaves that out.

    Raises:
        NothingInCommon: there is nothing to compare them on.
    """
    found = _common_test_set(first, second, dataset)
    truth = [found.test[row].relation for row in found.rows]
    groups = groups_of([found.test[row] for row in found.rows])
    tables = [
        predictions_load(evaluation_ensure(version, found.dataset)).model[found.rows]
        for version in (first, second)
    ]
    difference = compare_macro_f1(
        tables[1], tables[0], truth, groups=groups, bootstrap=BOOTSTRAP, seed=SEED
    ).difference
    return {
        "a": first.version,
        "b": second.version,
        "test_set": {"dataset": found.dataset.name, "side": found.side, "pairs": len(truth)},
        "figures": {
            version.version: _figures(table, truth)
            for version, table in zip((first, second), tables, strict=True)
        },
        "difference": {"value": difference.value, "low": difference.low, "high": difference.high},
        "edges": edges_compare(first, second, limit=limit, threads=threads).to_dict() if limit else None,
    }


def _figures(table: NDArray[np.float32], truth: list[str]) -> dict[str, Any]:
    report = evaluate(table, truth, bootstrap=0)
    return {
        "macro_f1": report.macro_f1.value,
        "accuracy": report.accuracy.value,
        "ece": report.ece,
        "per_relation": {name: r.f1.value for name, r in report.relations.items()},
    }


def _common_test_set(first: ModelVersion, second: ModelVersion, dataset: Dataset | None) -> TestSet:
    choices = [dataset] if dataset else [dataset_latest_of_decisions(), second.dataset, first.dataset]
    sets = [unseen_test_set(choice, first, second) for choice in choices if choice is not None]
    best = max((s for s in sets if s is not None and s.rows), key=lambda s: len(s.rows), default=None)
    if best is None:
        raise NothingInCommon(
            f"No data set has test pairs that neither {first.version} nor {second.version} has seen."
        )
    return best


def edges_compare(
    first: ModelVersion, second: ModelVersion, *, limit: int, threads: int = 1
) -> EdgeDifference:
    """What either would propose for the open candidates (the first ``limit`` of them)."""
    told = EdgeDifference()
    thresholds = Thresholds()
    for batch in candidates_open():
        rows = batch[: limit - told.candidates]
        pairs = [(row.title_a, row.title_b) for row in rows]
        chosen = []
        for version in (first, second):
            with scorer_of(version, threads=threads) as scorer:
                chosen.append([choose(p, thresholds) for p in scorer.score(pairs)])
        for row, one, two in zip(rows, chosen[0], chosen[1], strict=True):
            told.take(row, one, two)
        if told.candidates >= limit:
            break
    return told
