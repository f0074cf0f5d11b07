"""Two versions side by side: on the same unseen pairs, and in what they would propose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from models_lstm.core.comparison import compare_macro_f1
from models_lstm.core.evaluation import evaluate
from models_lstm.core.proposing import LEAST_SCORE, KnownConcepts, Thresholds, choose
from models_lstm.models import Dataset, ModelVersion
from models_lstm.selectors.candidates import (
    CandidatePair,
    candidates_open,
    candidates_open_count,
    settled_pairs,
)
from models_lstm.selectors.datasets import dataset_latest_of_decisions
from models_lstm.services.evaluations import evaluation_ensure, predictions_load
from models_lstm.services.measuring import BOOTSTRAP, SEED, groups_of
from models_lstm.services.promotion import TestSet, unseen_test_set
from models_lstm.services.scoring import titles_read
from taxonomy.core.errors import BadInput

EXAMPLES: Final = 20
"""Pairs listed of each kind."""
BATCH: Final = 8192
Report = Callable[[int], None]


class NothingInCommon(BadInput):
    """No data set has test pairs that neither version has seen."""

    code = "comparison.no_common_test_set"


@dataclass(slots=True)
class EdgeDifference:
    """What the second version would propose otherwise than the first.

    Attributes:
        open: unsettled candidates, of which ``candidates`` were scored: all of them, or a random part.
        listed: pairs to list of each kind.
        implied: of the candidates, pairs that are settled through other titles of their concepts: neither version
            would propose them.
    """

    thresholds: Thresholds
    listed: int = EXAMPLES
    open: int = 0
    candidates: int = 0
    implied: int = 0
    same: int = 0
    gained: int = 0
    lost: int = 0
    flipped: int = 0
    by_relation: Counter[tuple[str, str]] = field(default_factory=Counter)
    examples: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def take(
        self, pair: CandidatePair, first: tuple[str, float] | None, second: tuple[str, float] | None
    ) -> None:
        """Count one candidate: what either version would propose, None for nothing."""
        if first is None and second is None:
            return
        if first is not None and second is not None and first[0] == second[0]:
            self.same += 1
            return
        kind = "gained" if first is None else "lost" if second is None else "flipped"
        setattr(self, kind, getattr(self, kind) + 1)
        self.by_relation[first[0] if first else "nothing", second[0] if second else "nothing"] += 1
        kept = self.examples.setdefault(kind, [])
        if len(kept) < self.listed:
            kept.append({"title_a": pair.title_a, "title_b": pair.title_b, "first": first, "second": second})

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {
            "thresholds": asdict(self.thresholds),
            "open": self.open,
            "candidates": self.candidates,
            "implied": self.implied,
            "same": self.same,
            "gained": self.gained,
            "lost": self.lost,
            "flipped": self.flipped,
            "by_relation": [
                {"first": first, "second": second, "count": count}
                for (first, second), count in self.by_relation.most_common()
            ],
            "examples": self.examples,
        }


def models_compare(
    first: ModelVersion,
    second: ModelVersion,
    *,
    dataset: Dataset | None = None,
    limit: int | None = None,
    min_score: float = LEAST_SCORE,
    listed: int = EXAMPLES,
    threads: int = 1,
    progress: Report = lambda count: None,
) -> dict[str, Any]:
    """The second against the first: macro-F1 with the interval of the difference, F1 per relation, edges.

    Args:
        dataset: whose test split to use; by default the one with the most pairs that neither has seen.
        limit: about how many open candidates to score for the difference in edges, drawn at random; None scores all of
            them, 0 leaves that out.
        min_score: least score of a proposal, as in ``propose_edges``.
        listed: pairs to list of each kind of difference.

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
        "edges": None
        if limit == 0
        else edges_compare(
            first,
            second,
            limit=limit,
            min_score=min_score,
            listed=listed,
            threads=threads,
            progress=progress,
        ).to_dict(),
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
    first: ModelVersion,
    second: ModelVersion,
    *,
    limit: int | None = None,
    min_score: float = LEAST_SCORE,
    listed: int = EXAMPLES,
    threads: int = 1,
    progress: Report = lambda count: None,
) -> EdgeDifference:
    """What either would propose for the open candidates, or for about ``limit`` of them drawn at random.

    The rules are those of a proposal run, but for its choice of the best pair of every two concepts: a pair that only
    changes places with a sister would count as lost and gained.
    """
    thresholds = Thresholds.of(min_score)
    told = EdgeDifference(thresholds, listed, open=candidates_open_count())
    share = 1.0 if limit is None or limit >= told.open else limit / told.open
    known = KnownConcepts.of(settled_pairs())
    with titles_read(first, threads=threads) as one, titles_read(second, threads=threads) as other:
        for batch in candidates_open(batch=BATCH, share=share):
            asked = [row for row in batch if not known.is_known(known.key(row.title_a_id, row.title_b_id))]
            told.candidates += len(batch)
            told.implied += len(batch) - len(asked)
            pairs = [(row.title_a, row.title_b) for row in asked]
            said = ([choose(p, thresholds) for p in score(pairs)] for score in (one, other))
            for row, before, after in zip(asked, *said, strict=True):
                told.take(row, before, after)
            progress(len(batch))
    return told
