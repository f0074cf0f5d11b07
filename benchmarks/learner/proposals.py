"""How good are the best proposals, by the two titles alone, with what stands around them, and moved to what is found?

Candidates are what the two proposers bring for all titles of the classification. 900 of them are labelled, half by lot
and half by lot among the closest fifth, answered as run_loop's oracle does (decision 0010); the recipe ``loop`` is
trained on them from the model in the box, whole families being the validation side. All other candidates are ranked by
how probable they are synonyms (and related): precision of the best k of them, where the gold says anything. Of the
450 that were labelled by lot the relations are counted, as a proposal run counts those of the queue's random slice.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.learner.loop_labels import TOP
from config.loop.gold import Gold
from config.loop.sources import load_gold
from models_lstm.core.base import BASE
from models_lstm.core.data import Example, Split
from models_lstm.core.evaluation import calibration_error, reliability
from models_lstm.core.neighbours import nearest
from models_lstm.core.recipe import Recipe
from models_lstm.core.scorer import Scorer
from models_lstm.core.shares import learn as learn_shares
from models_lstm.core.shares import usual_shares
from models_lstm.core.surroundings import NEAREST, Around, Told, learn
from models_lstm.core.training import Progress, train
from taxonomy.core.blocking import block_titles
from taxonomy.core.relations import RELATIONS

LABELS = 900
CLOSEST = 0.2
VALIDATION = 0.15
BEST = (1_000, 2_000, 5_000, 10_000, 20_000, 40_000)
ASKED = ("synonym", "related")
BATCH = 8192
USUAL = 20_000


def run(
    folder: Path,
    *,
    seed: int,
    recipe: Recipe,
    work: Path,
    progress: Progress | None,
    threads: int,
    source: str,
) -> dict[str, Any]:
    """Label, train, rank and measure; a plain dict for JSON. The recipe is always ``loop``."""
    gold = load_gold(source, path=folder, titles=None, gold=None, starter=folder)
    keys = sorted(gold.titles)
    titles = [gold.titles[key] for key in keys]
    base = Scorer.load(BASE, threads=threads).encode(titles)
    pairs = candidate_pairs(titles, base, threads=threads)
    close = np.einsum("nd,nd->n", base[pairs[:, 0]], base[pairs[:, 1]])
    truth = np.array([gold.relation(keys[a], keys[b]) or "" for a, b in pairs.tolist()])
    labelled, by_lot = labelled_rows(close, truth, seed)
    examples = [
        Example(titles[pairs[n, 0]], titles[pairs[n, 1]], truth[n], group=family_of(gold, keys[pairs[n, 0]]))
        for n in labelled.tolist()
    ]
    held = np.array([is_held(e) for e in examples])
    split = Split(
        tuple(e for e, out in zip(examples, held, strict=True) if not out),
        tuple(e for e, out in zip(examples, held, strict=True) if out),
        (),
    )
    result = train(Recipe.loop(), split, run_dir=work, seed=seed, threads=threads, progress=progress)
    scorer = Scorer.load(result.bundle_path, threads=threads)
    table = scores_of(scorer, titles, pairs)
    vectors = scorer.encode(titles)
    began = time.monotonic()
    around = Around(vectors, *nearest(vectors, top=NEAREST, threads=threads))
    features = np.concatenate(
        [around.features(*pairs[start : start + BATCH].T) for start in range(0, len(pairs), BATCH)]
    )
    columns = np.array([RELATIONS.index(t) if t else 0 for t in truth])
    groups = np.unique([e.group for e in examples], return_inverse=True)[1]

    def told(side: NDArray[np.bool_]) -> Told:
        rows = labelled[side]
        return Told(table[rows], features[rows], columns[rows], np.ones(len(rows)), groups[side])

    weights = learn(told(~held), told(held), features[:: max(1, len(features) // 20_000)])
    spent = time.monotonic() - began
    rest = truth != ""
    rest[labelled] = False
    cosine = np.einsum("nd,nd->n", vectors[pairs[:, 0]], vectors[pairs[:, 1]])
    weighed = table if weights is None else weights.apply(table, features)
    usual = np.random.default_rng(seed).permutation(len(pairs))[:USUAL]
    counts = np.bincount(columns[labelled[by_lot]], minlength=len(RELATIONS))
    expected = usual_shares("other")
    shares = learn_shares(weighed[usual], counts, expected, pairs=len(pairs))
    unheard = learn_shares(weighed[usual], np.zeros_like(counts), expected, pairs=len(pairs))
    moved, guessed = (weighed if s is None else s.apply(weighed) for s in (shares, unheard))

    def told_of(table: NDArray[np.float32]) -> dict[str, Any]:
        return {
            relation: precision_of_best(table[rest, RELATIONS.index(relation)], truth[rest] == relation)
            for relation in ASKED
        } | {
            "log_loss": mean_log_loss(table[rest], columns[rest]),
            "ece": round(calibration_error(reliability(table[rest].astype(np.float64), columns[rest])), 4),
        }

    return {
        "benchmark": f"proposals-{source}",
        "split": f"{LABELS} of the candidates labelled, whole families for validation; ranked: all others on which the "
        "gold is not silent; precision of the best k",
        "seed": seed,
        "recipe": "loop",
        "titles": len(titles),
        "candidates": len(pairs),
        "share": {relation: round(float((truth[rest] == relation).mean()), 4) for relation in ASKED},
        "model": told_of(moved),
        "peers": {
            "the model, two titles alone": told_of(table),
            "the model, not moved to the random slice": told_of(weighed),
            "the model, moved to the usual shares": told_of(guessed),
            "cosine of its vectors": {"synonym": precision_of_best(cosine[rest], truth[rest] == "synonym")},
        },
        "weights": None if weights is None else weights.to_dict(),
        "shares": None if shares is None else shares.to_dict(),
        "seconds_around": round(spent, 1),
    }


def candidate_pairs(
    titles: Sequence[str], vectors: NDArray[np.float32], *, threads: int
) -> NDArray[np.int64]:
    """Pairs (n, 2) of rows that either proposer brings, each once, the lower row first."""
    found, _ = nearest(vectors, top=TOP, threads=threads)
    block = block_titles(titles, top=TOP)
    pairs = np.concatenate(
        [
            np.stack([np.repeat(np.arange(len(titles)), found.shape[1]), found.ravel()], axis=1),
            np.stack([block.left, block.right], axis=1),
        ]
    ).astype(np.int64)
    return np.unique(np.sort(pairs[pairs[:, 1] >= 0], axis=1), axis=0)


def labelled_rows(
    close: NDArray[np.float32], truth: NDArray[np.str_], seed: int
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Rows (n,) of the pairs that are labelled, in order, and which of them were drawn by lot from all."""
    draw = Random(f"proposals {seed}")
    known = np.flatnonzero(truth != "").tolist()
    near = sorted(known, key=lambda n: -float(close[n]))[: int(CLOSEST * len(known))]
    by_lot = set(draw.sample(known, LABELS // 2))
    rest = [n for n in near if n not in by_lot]
    rows = sorted(by_lot | set(draw.sample(rest, LABELS - len(by_lot))))
    return np.array(rows, dtype=np.int64), np.array([row in by_lot for row in rows])


def is_held(example: Example) -> bool:
    """Whether its family is on the validation side, by a hash of the family's name."""
    return sha256(example.group.encode()).digest()[0] < 256 * VALIDATION


def family_of(gold: Gold, key: str) -> str:
    return str(gold.family[gold.concept[key]])


def scores_of(scorer: Scorer, titles: Sequence[str], pairs: NDArray[np.int64]) -> NDArray[np.float32]:
    read = scorer.read(titles)
    row = np.array([read.number[title] for title in titles], dtype=np.int64)[pairs]
    parts = (row[start : start + BATCH] for start in range(0, len(row), BATCH))
    return np.concatenate([scorer.score_rows(read, part[:, 0], part[:, 1]) for part in parts])


def precision_of_best(
    score: NDArray[Any], right: NDArray[np.bool_], best: Sequence[int] = BEST
) -> dict[str, float]:
    """Share that is right among the best so many."""
    order = np.argsort(-score, kind="stable")
    return {str(count): round(float(right[order[:count]].mean()), 4) for count in best if count <= len(order)}


def mean_log_loss(table: NDArray[np.float32], columns: NDArray[np.int64]) -> float:
    chosen = np.maximum(table[np.arange(len(table)), columns].astype(np.float64), 1e-9)
    return round(float(-np.log(chosen).mean()), 4)
