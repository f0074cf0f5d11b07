"""Measure a model on examples, with the lexical baseline and the majority beside it. No database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models_lstm.core.baseline import LexicalBaseline
from models_lstm.core.data import Example
from models_lstm.core.evaluation import Report, evaluate
from models_lstm.core.families import families_of
from models_lstm.core.scorer import Scorer
from models_lstm.core.slices import pair_slices
from taxonomy.core.relations import RELATIONS

Table = NDArray[np.floating[Any]]
BOOTSTRAP = 500
SEED = 0
BASELINE_PAIRS = 10_000


@dataclass(frozen=True, slots=True)
class Measured:
    """Probabilities (n, 7) of a model and of the baseline on the same examples, and both reports."""

    model: Table
    baseline: Table | None
    report: dict[str, Any]
    baseline_report: dict[str, Any]


def measure(
    scorer: Scorer,
    test: Sequence[Example],
    train: Sequence[Example],
    *,
    beside: Table | None = None,
    languages: Mapping[str, str] | None = None,
) -> Measured:
    """Measure on ``test``; the baseline is fitted on ``train`` (left out when that is empty).

    Args:
        beside: the baseline's probabilities on the same examples, where they are known from before.
        languages: of the titles, where they are known.
    """
    pairs = [(e.title_a, e.title_b) for e in test]
    table = scorer.score(pairs)
    slices = pair_slices(
        pairs,
        taught=(title for e in train for title in (e.title_a, e.title_b)),
        groups=[e.group for e in test],
        families=families_of((*train, *test)),
        languages=languages,
    )
    report = _report(table, test, slices).to_dict()
    if not train or not test:
        return Measured(table, None, report, {})
    if beside is None or len(beside) != len(test):
        baseline = LexicalBaseline(seed=SEED)
        baseline.fit(_some(train))
        beside = baseline.probabilities(pairs)
    told = _report(beside, test, slices).to_dict()
    majority = _report(majority_table(train, len(test)), test, {})
    told |= {"name": "char TF-IDF + logistic regression", "majority_macro_f1": majority.macro_f1.value}
    told["fitted_on"] = min(len(train), BASELINE_PAIRS)
    return Measured(table, beside, report, told)


def _some(train: Sequence[Example]) -> Sequence[Example]:
    """At most `BASELINE_PAIRS` of the examples, at random: the regression's time grows faster than its quality."""
    if len(train) <= BASELINE_PAIRS:
        return train
    chosen = np.random.default_rng([SEED, 37]).choice(len(train), BASELINE_PAIRS, replace=False)
    return [train[row] for row in sorted(chosen.tolist())]


def majority_table(train: Sequence[Example], count: int) -> NDArray[np.float32]:
    """(count, 7): all on the relation that is most common in ``train``."""
    table = np.zeros((count, len(RELATIONS)), dtype=np.float32)
    table[:, RELATIONS.index(Counter(e.relation for e in train).most_common(1)[0][0])] = 1.0
    return table


def groups_of(test: Sequence[Example]) -> list[str] | None:
    """Groups for the bootstrap; None when the examples name none."""
    return [e.group for e in test] if any(e.group for e in test) else None


def _report(table: Table, test: Sequence[Example], slices: Mapping[str, Sequence[bool]]) -> Report:
    return evaluate(
        table,
        [e.relation for e in test],
        groups=groups_of(test),
        slices=slices,
        bootstrap=BOOTSTRAP,
        seed=SEED,
    )


def headline(report: dict[str, Any], baseline: dict[str, Any]) -> dict[str, Any]:
    """The figures that lists show."""
    return {
        "pairs": report["count"],
        "macro_f1": report["macro_f1"]["value"],
        "macro_f1_interval": [report["macro_f1"]["low"], report["macro_f1"]["high"]],
        "accuracy": report["accuracy"]["value"],
        "ece": report["ece"],
        "per_relation": {
            name: {
                "precision": r["precision"]["value"],
                "recall": r["recall"]["value"],
                "f1": r["f1"]["value"],
                "support": r["support"],
            }
            for name, r in report["relations"].items()
        },
        "baseline": {
            "name": baseline["name"],
            "macro_f1": baseline["macro_f1"]["value"],
            "accuracy": baseline["accuracy"]["value"],
            "ece": baseline["ece"],
            "majority_macro_f1": baseline["majority_macro_f1"],
        }
        if baseline
        else None,
    }
