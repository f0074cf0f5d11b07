"""Five-way relations on unit groups that were never seen: see ``relation_pairs`` for the pairs and the split."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from benchmarks.learner import minilm
from benchmarks.learner.peers import boosted_trees, majority
from benchmarks.learner.relation_pairs import relation_split
from benchmarks.learner.validity import validity
from models_lstm.core.baseline import lexical_baseline
from models_lstm.core.data import Split
from models_lstm.core.evaluation import Floats, Report, evaluate, relation_indices
from models_lstm.core.recipe import Recipe
from models_lstm.core.scorer import Scorer
from models_lstm.core.training import Progress, train
from taxonomy.core.relations import RELATIONS

ALPHA = 0.05
"""Share of errors that automatic acceptance may make, in the test of its validity."""
SIZES = (500, 1_500, 5_000)
"""Training pairs of the learning curve."""


def run(
    folder: Path, *, seed: int, recipe: Recipe, work: Path, progress: Progress | None, threads: int
) -> dict[str, Any]:
    """Train, score the test groups and measure, with the peers beside; a plain dict for JSON."""
    split = relation_split(folder, seed=seed)
    titles = sorted({t for e in split.train for t in (e.title_a, e.title_b)})
    started = time.monotonic()
    result = train(
        recipe, split, run_dir=work, seed=seed, progress=progress, unlabelled=titles, threads=threads
    )
    trained = time.monotonic()
    table = Scorer.load(result.bundle_path).score([(e.title_a, e.title_b) for e in split.test])
    scored = time.monotonic()
    truth, groups = [e.relation for e in split.test], [e.group for e in split.test]
    report = evaluate(table, truth, groups=groups, seed=seed)
    peers = {
        "majority": majority(split.train, split.test),
        "char TF-IDF + LR": lexical_baseline(split.train, split.test, seed=seed),
        "LightGBM on lexical features": boosted_trees(split.train, split.test, seed=seed),
        "MiniLM-L6 frozen + MLP": minilm.frozen_with_mlp(split.train, split.test, seed=seed)
        if minilm.is_installed()
        else None,
    }
    return {
        "benchmark": "relations",
        "split": "no ISCO unit group of the test pairs was seen in training",
        "seed": seed,
        "recipe": recipe.name,
        "pairs": {"train": len(split.train), "validation": len(split.validation), "test": len(split.test)},
        "test_relations": dict(Counter(truth)),
        "validation": dict(result.metrics),
        "model": _brief(report),
        "acceptance": _acceptance(table, truth, seed=seed),
        "curves": {
            "precision_recall": precision_recall(table, truth),
            "reliability": [[b.confidence, b.accuracy, b.count] for b in report.bins],
            "confusion": report.to_dict()["confusion"],
            "learning": _learning_curve(
                split, seed=seed, work=work, full=report.macro_f1.value, threads=threads
            ),
        },
        "peers": {name: _brief(report) if report else "not installed" for name, report in peers.items()},
        "training_seconds": round(trained - started, 1),
        "pairs_per_second": round(len(split.test) / (scored - trained)),
    }


def _acceptance(table: Floats, truth: Sequence[str], *, seed: int) -> dict[str, dict[str, float]]:
    """The validity of automatic acceptance for each relation that is proposed."""
    guess, sure = table.argmax(axis=1), table.max(axis=1)
    right = relation_indices(truth)
    return {
        name: validity(sure[here], right[here] == column, alpha=ALPHA, seed=seed)
        for column, name in enumerate(RELATIONS)
        if name != "unrelated" and (here := guess == column).any()
    }


def precision_recall(
    table: Floats, truth: Sequence[str], *, points: int = 60
) -> dict[str, list[list[float]]]:
    """For each relation that occurs, up to ``points`` pairs (recall, precision), from the strictest threshold on."""
    right = relation_indices(truth)
    curves: dict[str, list[list[float]]] = {}
    for column, name in enumerate(RELATIONS):
        wanted = right == column
        if not wanted.any():
            continue
        hits = np.cumsum(wanted[np.argsort(-table[:, column], kind="stable")])
        places = np.unique(np.geomspace(1, len(hits), points).astype(np.int64)) - 1
        curves[name] = [[float(hits[p] / wanted.sum()), float(hits[p] / (p + 1))] for p in places.tolist()]
    return curves


def _learning_curve(split: Split, *, seed: int, work: Path, full: float, threads: int) -> list[list[float]]:
    """(training pairs, macro-F1 on the test pairs): growing samples by the recipe ``loop``, and all by the full one."""
    draw = Random(f"learning {seed}")
    order = draw.sample(split.train, len(split.train))
    truth = [e.relation for e in split.test]
    curve = []
    for count in SIZES:
        if count >= len(order):
            break
        part = Split(tuple(order[:count]), split.validation, ())
        result = train(Recipe.loop(), part, run_dir=work / f"curve-{count}", seed=seed, threads=threads)
        table = Scorer.load(result.bundle_path, threads=threads).score(
            [(e.title_a, e.title_b) for e in split.test]
        )
        curve.append([float(count), evaluate(table, truth, bootstrap=0).macro_f1.value])
    return [*curve, [float(len(order)), full]]


def _brief(report: Report) -> dict[str, Any]:
    full = report.to_dict()
    return {
        "macro_f1": full["macro_f1"],
        "accuracy": full["accuracy"],
        "ece": report.ece,
        "f1": {name: r.f1.value for name, r in report.relations.items()},
    }
