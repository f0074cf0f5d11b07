"""Five-way relations on unit groups that were never seen: see ``relation_pairs`` for the pairs and the split."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.learner.peers import boosted_trees, majority
from benchmarks.learner.relation_pairs import relation_split
from models_lstm.core.baseline import lexical_baseline
from models_lstm.core.evaluation import Report, evaluate
from models_lstm.core.recipe import Recipe
from models_lstm.core.scorer import Scorer
from models_lstm.core.training import Progress, train


def run(folder: Path, *, seed: int, recipe: Recipe, work: Path, progress: Progress | None) -> dict[str, Any]:
    """Train, score the test groups and measure, with the peers beside; a plain dict for JSON."""
    split = relation_split(folder, seed=seed)
    titles = sorted({t for e in split.train for t in (e.title_a, e.title_b)})
    started = time.monotonic()
    result = train(recipe, split, run_dir=work, seed=seed, progress=progress, unlabelled=titles)
    trained = time.monotonic()
    table = Scorer.load(result.bundle_path).score([(e.title_a, e.title_b) for e in split.test])
    scored = time.monotonic()
    truth, groups = [e.relation for e in split.test], [e.group for e in split.test]
    peers = {
        "majority": majority(split.train, split.test),
        "char TF-IDF + LR": lexical_baseline(split.train, split.test, seed=seed),
        "LightGBM on lexical features": boosted_trees(split.train, split.test, seed=seed),
    }
    return {
        "benchmark": "relations",
        "split": "no ISCO unit group of the test pairs was seen in training",
        "seed": seed,
        "recipe": recipe.name,
        "pairs": {"train": len(split.train), "validation": len(split.validation), "test": len(split.test)},
        "test_relations": dict(Counter(truth)),
        "validation": dict(result.metrics),
        "model": _brief(evaluate(table, truth, groups=groups, seed=seed)),
        "peers": {name: _brief(report) for name, report in peers.items() if report is not None},
        "training_seconds": round(trained - started, 1),
        "pairs_per_second": round(len(split.test) / (scored - trained)),
    }


def _brief(report: Report) -> dict[str, Any]:
    full = report.to_dict()
    return {
        "macro_f1": full["macro_f1"],
        "accuracy": full["accuracy"],
        "ece": report.ece,
        "f1": {name: r.f1.value for name, r in report.relations.items()},
    }
