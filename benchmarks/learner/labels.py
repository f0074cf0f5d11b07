"""How many labels does choosing save? Rounds of labels by a strategy of the queue, against the same number at random.

The pool are the judged pairs of the training side of ``relation_pairs`` (no unit group of the test pairs is in it). A
round adds labels, trains the recipe from the model in the box, and measures macro-F1 on the test side. Strategies
choose by the product's own `pairs_choose`, with its random slice and its room for each title. Several seeds, since one
says little: the figures are means over them.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from benchmarks.learner.relation_pairs import relation_split
from models_lstm.core.data import Example, Split
from models_lstm.core.evaluation import evaluate
from models_lstm.core.recipe import Recipe
from models_lstm.core.scorer import Scorer
from models_lstm.core.training import Progress, train
from taxonomy.core.queue_order import Known, pairs_choose
from taxonomy.core.relations import RELATIONS

SEEDS = 3
FIRST, STEP, LAST = 300, 300, 1_500
POOL = 8_000
STRATEGIES = ("random", "uncertain", "balanced", "value")
RANDOM_SHARE = 0.3


def run(
    folder: Path, *, seed: int, recipe: Recipe, work: Path, progress: Progress | None, threads: int
) -> dict[str, Any]:
    """Label, train and measure, round by round; a plain dict for JSON. The recipe is always ``loop``."""
    started = time.monotonic()
    counts = list(range(FIRST, LAST + 1, STEP))
    curves: dict[str, list[list[float]]] = {strategy: [] for strategy in STRATEGIES}
    for one in range(seed, seed + SEEDS):
        split = relation_split(folder, seed=one)
        pool = Random(f"labels {one}").sample(split.train, min(POOL, len(split.train)))
        for strategy in STRATEGIES:
            curve = _curve(strategy, pool, split, counts, seed=one, work=work, threads=threads)
            curves[strategy].append(curve)
            print(f"labels seed {one} {strategy}: {[round(v, 4) for v in curve]}", flush=True)
    means = {name: np.mean(rows, axis=0).round(4).tolist() for name, rows in curves.items()}
    goal = means["random"][-1]
    return {
        "benchmark": "labels",
        "split": f"no ISCO unit group of the test pairs is in the pool of {POOL:,} pairs; means of {SEEDS} seeds",
        "seed": seed,
        "recipe": "loop",
        "labels": counts,
        "model": {name: dict(zip(map(str, counts), row, strict=True)) for name, row in means.items()},
        "goal": goal,
        "labels_for_what_random_needs_all": {
            name: labels_for(goal, counts, row) for name, row in means.items()
        },
        "worst_gap_to_random": {
            name: float(min(a - b for a, b in zip(row, means["random"], strict=True)))
            for name, row in means.items()
        },
        "seconds": round(time.monotonic() - started, 1),
    }


def labels_for(goal: float, counts: Sequence[int], scores: Sequence[float]) -> float | None:
    """Labels at which a curve first reaches the goal, straight between its points; None where it never does."""
    for place, score in enumerate(scores):
        if score >= goal:
            if not place:
                return float(counts[0])
            low, high = scores[place - 1], score
            share = (goal - low) / max(high - low, 1e-9)
            return counts[place - 1] + share * (counts[place] - counts[place - 1])
    return None


def _curve(
    strategy: str,
    pool: Sequence[Example],
    split: Split,
    counts: Sequence[int],
    *,
    seed: int,
    work: Path,
    threads: int,
) -> list[float]:
    """Macro-F1 after each round; all strategies begin with the same first labels."""
    titles = {t: n for n, t in enumerate(sorted({t for e in pool for t in (e.title_a, e.title_b)}))}
    truth = [e.relation for e in split.test]
    chosen = list(range(len(pool)))
    Random(f"first {seed}").shuffle(chosen)
    labelled, rest = chosen[: counts[0]], set(chosen[counts[0] :])
    curve: list[float] = []
    scorer: Scorer | None = None
    for count in counts:
        if scorer is not None:
            labelled += choose(strategy, pool, sorted(rest), titles, count - len(labelled), scorer, seed)
            rest -= set(labelled)
        part = Split(tuple(pool[n] for n in labelled), split.validation[: count // 4], ())
        folder = work / f"{strategy}-{seed}-{count}"
        result = train(Recipe.loop(), part, run_dir=folder, seed=seed, threads=threads)
        scorer = Scorer.load(result.bundle_path, threads=threads)
        table = scorer.score([(e.title_a, e.title_b) for e in split.test])
        curve.append(evaluate(table, truth, bootstrap=0).macro_f1.value)
    return curve


def choose(
    strategy: str,
    pool: Sequence[Example],
    rest: Sequence[int],
    titles: dict[str, int],
    wanted: int,
    scorer: Scorer,
    seed: int,
) -> list[int]:
    """The next pairs, as the queue would choose them."""
    scores = scorer.score([(pool[n].title_a, pool[n].title_b) for n in rest])
    guesses, table = [RELATIONS[column] for column in scores.argmax(axis=1)], np.sort(scores, axis=1)
    cosine = _cosines(pool, rest, scorer)
    known = [
        Known(
            n, titles[pool[n].title_a], titles[pool[n].title_b], float(close), "nearest", None, (1, 1),
            margin=float(row[-1] - row[-2]), guess=guess,
        )
        for n, close, row, guess in zip(rest, cosine, table, guesses, strict=True)
    ]  # fmt: skip
    return [
        c.pair_id
        for c in pairs_choose(
            known, limit=wanted, strategy=strategy, random_share=RANDOM_SHARE, seed=seed * 1_000 + len(rest)
        )
    ]


def _cosines(pool: Sequence[Example], rest: Sequence[int], scorer: Scorer) -> Any:
    titles = sorted({t for n in rest for t in (pool[n].title_a, pool[n].title_b)})
    row = {title: number for number, title in enumerate(titles)}
    vectors = scorer.encode(titles)
    a = vectors[[row[pool[n].title_a] for n in rest]]
    b = vectors[[row[pool[n].title_b] for n in rest]]
    return np.clip((a * b).sum(axis=1), 0.0, 1.0)
