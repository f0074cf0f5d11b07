"""How good are the very first proposals, of a taxonomy that was imported, before anybody has judged a pair by lot?

The starter taxonomy, of which a quarter of the families is a heap of new titles: nothing is said of them. What it says of
the other families is imported, a model of the recipe ``loop`` learns it from the model in the box (whole concepts on the
validation side), and every candidate that nothing settled implies is judged as a proposal run would, without one answer.

The truth is what the whole starter taxonomy says and implies; a pair of one family that it does not state is ``related``,
one of two families ``unrelated`` (decision 0010), so precision is a lower bound. No pair that the import passed over
is ever right as anything else, by construction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.learner.loop_labels import TOP
from benchmarks.learner.proposals import BATCH, candidate_pairs, mean_log_loss, scores_of
from config.loop.gold import POSITIVE
from config.loop.sources import load_gold
from models_lstm.core.base import BASE
from models_lstm.core.data import Example, split_by_component
from models_lstm.core.evaluation import calibration_error, reliability
from models_lstm.core.negatives import drawn_negatives
from models_lstm.core.neighbours import nearest
from models_lstm.core.proposing import KnownConcepts, Thresholds, choose
from models_lstm.core.recipe import Recipe
from models_lstm.core.scorer import Scorer
from models_lstm.core.shares import KINDS, learn_by_kind
from models_lstm.core.surroundings import NEAREST, Around, Told, learn
from models_lstm.core.training import Progress, train
from taxonomy.core.normalisation import normalise
from taxonomy.core.relations import RELATIONS
from taxonomy.core.starter import read_starter

STARTER: Final = Path(__file__).parents[2] / "fixtures" / "starter"
NEW: Final = 0.25
"""Share of the families of which nothing is said."""
WEIGHT: Final = 0.7
"""Of an imported pair, as a frozen data set has it."""
FIRST: Final = (50, 200, 1_000)
"""Proposals, the surest first."""


def run(
    folder: Path, *, seed: int, recipe: Recipe, work: Path, progress: Progress | None, threads: int
) -> dict[str, Any]:
    """Import, train, propose and measure; a plain dict for JSON. The recipe is always ``loop``, the data the fixtures."""
    gold = load_gold("starter", path=None, titles=None, gold=None, starter=STARTER)
    keys = sorted(gold.titles)
    titles = [gold.titles[key] for key in keys]
    row = {key: number for number, key in enumerate(keys)}
    families = [gold.family[gold.concept[key]] for key in keys]
    every = sorted(set(families))
    heap = set(Random(f"first {seed}").sample(every, int(NEW * len(every))))
    new = np.array([family in heap for family in families])
    stated = [
        (row[normalise(j.title_a).key], row[normalise(j.title_b).key], j.relation)
        for j in read_starter(STARTER).judgements()
    ]
    stated = [(a, b, relation) for a, b, relation in stated if not new[a] and not new[b]]
    split = split_by_component(
        [Example(titles[a], titles[b], r, WEIGHT, families[a]) for a, b, r in stated], seed=seed
    )
    split = replace(
        split,
        train=(*split.train, *drawn_negatives(split.train, seed=seed)),
        validation=(*split.validation, *drawn_negatives(split.validation, seed=seed + 1)),
    )
    result = train(
        Recipe.loop(), split, run_dir=work, seed=seed, unlabelled=titles, threads=threads, progress=progress
    )  # fmt: skip
    scorer = Scorer.load(result.bundle_path, threads=threads)
    vectors = scorer.encode(titles)
    near, how_near = nearest(vectors, top=max(TOP, NEAREST), threads=threads)
    pairs = np.concatenate(
        [
            candidate_pairs(titles, Scorer.load(BASE, threads=threads).encode(titles), threads=threads),
            candidate_pairs(titles, vectors, threads=threads),
        ]
    )
    pairs = np.unique(pairs, axis=0)
    known = KnownConcepts.of(stated)
    pairs = pairs[~known.are_known(known.keys(pairs[:, 0], pairs[:, 1]))]
    truth = np.array([gold.relation(keys[a], keys[b]) or "" for a, b in pairs.tolist()])
    listed = ~new[pairs].any(axis=1)
    asked = ~(listed & np.isin(truth, sorted(POSITIVE)))  # what is left of those, the algebra implies
    pairs, truth, listed = pairs[asked], truth[asked], listed[asked]

    around = Around(vectors, near, how_near)
    features = np.concatenate(
        [around.features(*pairs[start : start + BATCH].T) for start in range(0, len(pairs), BATCH)]
    )
    place = {title: number for number, title in enumerate(titles)}

    def told(side: tuple[Example, ...]) -> Told:
        return Told(
            scorer.score([(e.title_a, e.title_b) for e in side]),
            around.features(*np.array([(place[e.title_a], place[e.title_b]) for e in side]).T),
            np.array([RELATIONS.index(e.relation) for e in side]),
            np.array([e.weight for e in side]),
            np.unique([e.group for e in side], return_inverse=True)[1],
        )

    weights = learn(told(split.train), told(split.validation), features[:: max(1, len(features) // 20_000)])
    alone = scores_of(scorer, titles, pairs)
    weighed = alone if weights is None else weights.apply(alone, features)
    nobody = np.zeros((len(KINDS), len(RELATIONS)), dtype=np.int64)
    counts = (int((~listed).sum()), int(listed.sum()))
    shares = learn_by_kind(weighed, listed, counts, nobody)
    one = learn_by_kind(weighed, np.zeros_like(listed), (len(pairs), 0), nobody)
    assert shares is not None
    assert one is not None
    rows = {
        "Titleloom": shares.apply(weighed, listed),
        "without kinds": one.apply(weighed, np.zeros_like(listed)),
        "not moved": weighed,
        "two titles alone, not moved": alone,
    }
    figures = {name: _figures(table, truth, listed) for name, table in rows.items()}
    return {
        "benchmark": "first",
        "split": f"starter taxonomy, {len(heap)} of {len(every)} families are new titles, the others imported; "
        "no pair is judged by lot",
        "seed": seed,
        "recipe": "loop",
        "titles": len(titles),
        "candidates": len(pairs),
        "model": figures.pop("Titleloom"),
        "peers": figures,
        "shares": shares.to_dict(),
    }


def _figures(
    table: NDArray[np.float32], truth: NDArray[np.str_], listed: NDArray[np.bool_]
) -> Mapping[str, Mapping[str, float]]:
    """Of candidates with a new title, and of those that the import passed over: what is proposed, and what is right."""
    columns = np.array([RELATIONS.index(relation) for relation in truth])
    chosen, score = choose(table, Thresholds())
    found: dict[str, Mapping[str, float]] = {}
    for name, kind in (("new titles", ~listed), ("passed over", listed)):
        proposed = np.flatnonzero(kind & (chosen >= 0))
        surest = proposed[np.argsort(-score[proposed], kind="stable")]
        right = chosen[surest] == columns[surest]
        found[name] = {
            "candidates": int(kind.sum()),
            "log_loss": mean_log_loss(table[kind], columns[kind]),
            "ece": round(calibration_error(reliability(table[kind].astype(np.float64), columns[kind])), 4),
            "proposed": len(surest),
            "right": round(float(right.mean()), 4) if len(surest) else 0.0,
            **{
                f"right of the first {count}": round(float(right[:count].mean()), 4)
                for count in FIRST
                if count <= len(surest)
            },
        }
    return found
