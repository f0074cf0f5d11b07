"""Five-way relations on unit groups that were never seen: see ``relation_pairs`` for the pairs and the split."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.learner import minilm
from benchmarks.learner.esco import read_occupations
from benchmarks.learner.peers import boosted_trees, majority
from benchmarks.learner.relation_pairs import relation_split
from benchmarks.learner.validity import validity
from models_lstm.core.baseline import lexical_baseline
from models_lstm.core.data import Example, Split
from models_lstm.core.evaluation import Floats, Report, evaluate, relation_indices
from models_lstm.core.neighbours import nearest
from models_lstm.core.recipe import Recipe
from models_lstm.core.scorer import Scorer
from models_lstm.core.surroundings import NEAREST, Around, Told, learn
from models_lstm.core.training import Progress, train
from taxonomy.core.relations import RELATIONS

ALPHA = 0.05
"""Share of errors that automatic acceptance may make, in the test of its validity."""
TOP = 20
"""Neighbours of a title that are usual candidates."""
MOST_TAUGHT = 20_000
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
    scorer = Scorer.load(result.bundle_path)
    table = scorer.score([(e.title_a, e.title_b) for e in split.test])
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
        "model among all titles": _among_all(scorer, folder, split, table, seed=seed, threads=threads),
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


def _among_all(
    scorer: Scorer, folder: Path, split: Split, table: Floats, *, seed: int, threads: int
) -> dict[str, Any]:
    """The same with what stands around the pairs in a record of all the titles, judged by nobody (`core.surroundings`).

    That is what a proposal run sees, and no peer does: it is told apart from the model that reads two titles only.
    """
    texts = sorted({title for occupation in read_occupations(folder) for title in occupation.titles})
    row = {text: number for number, text in enumerate(texts)}
    vectors = scorer.encode(texts)
    found, similarity = nearest(vectors, top=NEAREST, threads=threads)
    around = Around(vectors, found, similarity)
    here = np.random.default_rng(seed).integers(0, len(texts), 20_000)
    usual = around.features(here, found[here, here % TOP].astype(np.int64))

    def features(examples: Sequence[Example]) -> NDArray[np.float64]:
        ends = np.array([(row[e.title_a], row[e.title_b]) for e in examples], dtype=np.int64)
        return around.features(ends[:, 0], ends[:, 1])

    def told(examples: Sequence[Example]) -> Told:
        return Told(
            scorer.score([(e.title_a, e.title_b) for e in examples]),
            features(examples),
            relation_indices([e.relation for e in examples]),
            np.array([e.weight for e in examples]),
            np.unique([e.group for e in examples], return_inverse=True)[1],
        )

    taught = Random(f"surroundings {seed}").sample(split.train, min(MOST_TAUGHT, len(split.train)))
    weights = learn(told(taught), told(split.validation), usual)
    if weights is None:
        return {"weights": None}
    weighed = weights.apply(np.asarray(table, dtype=np.float32), features(split.test))
    report = evaluate(
        weighed, [e.relation for e in split.test], groups=[e.group for e in split.test], seed=seed
    )
    return {**_brief(report), "weights": weights.to_dict()}


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
