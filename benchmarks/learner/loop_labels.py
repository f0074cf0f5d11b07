"""How many labels does choosing save where the queue really chooses: among candidates, as they come?

Unlike ``labels``, whose pool holds every relation about alike, the pool here is what blocking and the model in the box
bring for the titles of the training side: mostly titles that are merely close, and few of the rare relations. The oracle
answers as that of ``run_loop`` does (decision 0010); pairs on which the gold is silent, or that differ in level, are not
asked. Each round adds labels and trains the recipe ``loop`` from the model in the box; a part of the labels, whole unit
groups, is the validation side.

Two test sides, both of unit groups of which nothing is in the pool: ``made`` are the pairs of ``relation_pairs``,
``natural`` are candidates as they come. Of either also the mean average precision of the relations is told: it is what a
proposal run lives on, and asks for no threshold, so it is steadier than F1 where a relation is rare.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from benchmarks.learner.esco import Occupation, read_occupations
from benchmarks.learner.labels import choose, labels_for
from benchmarks.learner.relation_pairs import relation_split
from config.loop.gold import Gold
from config.loop.sources import load_gold
from models_lstm.core.base import BASE
from models_lstm.core.data import Example, Split
from models_lstm.core.evaluation import Floats, evaluate, relation_indices
from models_lstm.core.neighbours import nearest
from models_lstm.core.recipe import Recipe
from models_lstm.core.scorer import Scorer
from models_lstm.core.training import Progress, train
from taxonomy.core.blocking import block_titles

SEEDS = 3
FIRST, STEP, LAST = 300, 300, 1_500
TITLES = 6_000
TOP = 20
POOL = 40_000
NATURAL = 25_000
STRATEGIES = ("random", "balanced", "value")
VALIDATION = 0.15
FIVE = frozenset({"synonym", "broader", "narrower", "related", "unrelated"})


@dataclass(frozen=True, slots=True)
class World:
    """Candidates of the training side with their answers, and two test sides."""

    pool: list[Example]
    tests: dict[str, list[Example]]


def run(
    folder: Path, *, seed: int, recipe: Recipe, work: Path, progress: Progress | None, threads: int
) -> dict[str, Any]:
    """Label, train and measure, round by round; a plain dict for JSON. The recipe is always ``loop``."""
    started = time.monotonic()
    counts = list(range(FIRST, LAST + 1, STEP))
    curves: dict[str, dict[str, list[list[float]]]] = {}
    pools: list[dict[str, int]] = []
    for one in range(seed, seed + SEEDS):
        world = build_world(folder, seed=one)
        pools.append(dict(Counter(e.relation for e in world.pool).most_common()))
        print(f"loop-labels seed {one}: pool {pools[-1]}", flush=True)
        for strategy in STRATEGIES:
            rows = _curve(strategy, world, counts, seed=one, work=work, threads=threads)
            for side, curve in rows.items():
                curves.setdefault(side, {}).setdefault(strategy, []).append(curve)
                print(f"loop-labels seed {one} {strategy} {side}: {[round(v, 4) for v in curve]}", flush=True)
    return {
        "benchmark": "loop-labels",
        "split": "no ISCO unit group of a test pair is in the pool; the pool are candidates as blocking and the box "
        f"bring them, answered as run_loop's oracle does; means of {SEEDS} seeds",
        "seed": seed,
        "recipe": "loop",
        "labels": counts,
        "pools": pools,
        "model": {
            f"{name}, {side}": dict(
                zip(map(str, counts), np.mean(rows, axis=0).round(4).tolist(), strict=True)
            )
            for side, names in curves.items()
            for name, rows in names.items()
        },
        "tests": {side: _saved(counts, rows) for side, rows in curves.items()},
        "seconds": round(time.monotonic() - started, 1),
    }


def _saved(counts: Sequence[int], curves: dict[str, list[list[float]]]) -> dict[str, Any]:
    """Mean curves, and how many labels each strategy needs for what random reaches with all of them."""
    means = {name: np.mean(rows, axis=0).round(4).tolist() for name, rows in curves.items()}
    goal = means["random"][-1]
    return {
        "measure": {name: dict(zip(map(str, counts), row, strict=True)) for name, row in means.items()},
        "each_seed": {name: np.round(rows, 4).tolist() for name, rows in curves.items()},
        "goal": goal,
        "labels_for_what_random_needs_all": {
            name: labels_for(goal, counts, row) for name, row in means.items()
        },
        "worst_gap_to_random": {
            name: float(min(a - b for a, b in zip(row, means["random"], strict=True)))
            for name, row in means.items()
        },
    }


def build_world(folder: Path, *, seed: int) -> World:
    """Pool and test sides; the same for the same seed."""
    made = list(relation_split(folder, seed=seed).test)
    hidden = {e.group for e in made}
    gold = load_gold("esco", path=folder, titles=None, gold=None, starter=folder)
    random = Random(f"loop labels {seed}")
    occupations = read_occupations(folder)
    seen = [o for o in occupations if o.unit not in hidden]
    unseen = [o for o in occupations if o.unit in hidden]
    pool = candidates(_titles(seen, gold, random), gold)
    natural = candidates(_titles(unseen, gold, random), gold)
    pool = random.sample(pool, min(POOL, len(pool)))
    return World(pool, {"made": made, "natural": random.sample(natural, min(NATURAL, len(natural)))})


def _titles(occupations: Sequence[Occupation], gold: Gold, random: Random) -> list[str]:
    """The titles of whole unit groups, drawn at random, until there are enough."""
    units = sorted({o.unit for o in occupations})
    random.shuffle(units)
    found: list[str] = []
    for unit in units:
        if len(found) < TITLES:
            found += [t for o in occupations if o.unit == unit for t in o.titles if t in gold.concept]
    return sorted(set(found))


def candidates(titles: Sequence[str], gold: Gold) -> list[Example]:
    """What the two proposers bring, once each, in a random direction, with the gold's answer where it has one."""
    near, _ = nearest(Scorer.load(BASE).encode(titles), top=TOP)
    pairs = {(min(a, int(b)), max(a, int(b))) for a, row in enumerate(near) for b in row if b >= 0}
    block = block_titles(titles, top=TOP)
    pairs |= {(int(a), int(b)) for a, b in zip(block.left, block.right, strict=True)}
    found: list[Example] = []
    for a, b in sorted(pairs):
        one, two = titles[a], titles[b]
        if sha256(f"{one}|{two}".encode()).digest()[0] % 2:
            one, two = two, one
        relation = gold.relation(one, two)
        if relation in FIVE:
            found.append(Example(one, two, relation, group=gold.family[gold.concept[one]]))
    return found


def _curve(
    strategy: str, world: World, counts: Sequence[int], *, seed: int, work: Path, threads: int
) -> dict[str, list[float]]:
    """Macro-F1 and mean average precision of each test side after each round; all begin with the same first labels."""
    pool = world.pool
    titles = {t: n for n, t in enumerate(sorted({t for e in pool for t in (e.title_a, e.title_b)}))}
    order = list(range(len(pool)))
    Random(f"first {seed}").shuffle(order)
    labelled, rest = order[: counts[0]], set(order[counts[0] :])
    curves: dict[str, list[float]] = {}
    scorer: Scorer | None = None
    for count in counts:
        if scorer is not None:
            labelled += choose(strategy, pool, sorted(rest), titles, count - len(labelled), scorer, seed)
            rest -= set(labelled)
        split = _split([pool[n] for n in labelled])
        folder = work / f"{strategy}-{seed}-{count}"
        scorer = Scorer.load(
            train(Recipe.loop(), split, run_dir=folder, seed=seed, threads=threads).bundle_path,
            threads=threads,
        )
        for side, test in world.tests.items():
            table = scorer.score([(e.title_a, e.title_b) for e in test])
            truth = [e.relation for e in test]
            curves.setdefault(side, []).append(evaluate(table, truth, bootstrap=0).macro_f1.value)
            curves.setdefault(f"{side}, ranked", []).append(mean_average_precision(table, truth))
    return curves


def mean_average_precision(table: Floats, truth: Sequence[str]) -> float:
    """Of the relations that occur, by the score (N, 7) of each; in 0..1."""
    right = relation_indices(truth)
    found = []
    for column in np.unique(right):
        hits = (right == column)[np.argsort(-table[:, column], kind="stable")]
        ranks = np.flatnonzero(hits) + 1
        found.append(float(np.mean(np.arange(1, len(ranks) + 1) / ranks)))
    return float(np.mean(found))


def _split(examples: Sequence[Example]) -> Split:
    """Whole unit groups are the validation side, by a hash of their names: the same whatever was chosen."""
    held = [sha256(e.group.encode()).digest()[0] < 256 * VALIDATION for e in examples]
    return Split(
        tuple(e for e, out in zip(examples, held, strict=True) if not out),
        tuple(e for e, out in zip(examples, held, strict=True) if out),
        (),
    )
