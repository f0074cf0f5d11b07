"""What do rejections teach that say no more than that a proposal is wrong?

A model of the recipe ``loop`` is trained on 900 labels, as in ``proposals``, and proposes over a draw of the candidates.
Of its best proposals a sample is reviewed: the right ones become labels, of the wrong ones nobody says what they are.
Three models follow: taught by the accepted ones only, by the rejections too, and by what the rejected pairs really are,
which no reviewer has said and is the most that could be had. Whole families are the validation side and teach nothing.
Ranked are the candidates that nobody has labelled or reviewed: precision of the best k, and log loss.
"""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.learner.proposals import (
    ASKED,
    LABELS,
    candidate_pairs,
    family_of,
    is_held,
    labelled_rows,
    mean_log_loss,
    precision_of_best,
    scores_of,
)
from config.loop.sources import load_gold
from models_lstm.core.base import BASE
from models_lstm.core.data import Example, Split
from models_lstm.core.recipe import Recipe
from models_lstm.core.scorer import Scorer
from models_lstm.core.training import Progress, train
from taxonomy.core.relations import RELATIONS

DRAWN = 150_000
"""Candidates that are looked at, for time."""
PROPOSED = 6_000
REVIEWED = 900
BEST = (500, 1_000, 2_000, 5_000, 10_000)
UNRELATED = RELATIONS.index("unrelated")


def run(
    folder: Path, *, seed: int, recipe: Recipe, work: Path, progress: Progress | None, threads: int
) -> dict[str, Any]:
    """Train, review, train three times again and measure; a plain dict for JSON. The recipe is always ``loop``."""
    started = time.monotonic()
    gold = load_gold("esco", path=folder, titles=None, gold=None, starter=folder)
    keys = sorted(gold.titles)
    titles = [gold.titles[key] for key in keys]
    vectors = Scorer.load(BASE, threads=threads).encode(titles)
    pairs = candidate_pairs(titles, vectors, threads=threads)
    draw = np.random.default_rng([seed, 5])
    pairs = pairs[np.sort(draw.choice(len(pairs), min(DRAWN, len(pairs)), replace=False))]
    close = np.einsum("nd,nd->n", vectors[pairs[:, 0]], vectors[pairs[:, 1]])
    truth = np.array([gold.relation(keys[a], keys[b]) or "" for a, b in pairs.tolist()])
    columns = np.array([RELATIONS.index(t) if t else 0 for t in truth])
    labelled, _ = labelled_rows(close, truth, seed)

    def examples(rows: NDArray[np.int64], said: NDArray[np.str_]) -> list[Example]:
        return [
            Example(titles[a], titles[b], str(relation), group=family_of(gold, keys[a]))
            for (a, b), relation in zip(pairs[rows].tolist(), said, strict=True)
        ]

    def scores(name: str, split: Split) -> NDArray[np.float32]:
        result = train(
            Recipe.loop(), split, run_dir=work / name, seed=seed, threads=threads, progress=progress
        )
        return scores_of(Scorer.load(result.bundle_path, threads=threads), titles, pairs)

    first = _sides(examples(labelled, truth[labelled]))
    table = scores("first", first)
    open_ = truth != ""
    open_[labelled] = False
    guess = table.argmax(axis=1)
    proposed = np.flatnonzero(open_ & (guess != UNRELATED))
    proposed = proposed[np.argsort(-table[proposed].max(axis=1), kind="stable")[:PROPOSED]]
    reviewed = np.sort(draw.choice(proposed, min(REVIEWED, len(proposed)), replace=False))
    open_[reviewed] = False
    right = guess[reviewed] == columns[reviewed]
    wrong = reviewed[~right]
    accepted = examples(reviewed[right], truth[reviewed[right]])
    rejected = examples(wrong, np.array(RELATIONS)[guess[wrong]])
    told = _joined(first, accepted)
    splits = {
        "accepted ones only": told,
        "rejections too": replace(told, denied=tuple(e for e in rejected if not is_held(e))),
        "what the rejected ones are": _joined(told, examples(wrong, truth[wrong])),
    }

    def measured(found: NDArray[np.float32]) -> dict[str, Any]:
        return {
            relation: precision_of_best(
                found[open_, RELATIONS.index(relation)], truth[open_] == relation, BEST
            )
            for relation in ASKED
        } | {"log_loss": mean_log_loss(found[open_], columns[open_])}

    figures = {name: measured(scores(name.replace(" ", "-"), split)) for name, split in splits.items()}
    return {
        "benchmark": "rejections",
        "split": f"{LABELS} of the candidates labelled, {len(reviewed)} of the best {len(proposed):,} proposals "
        "reviewed, whole families for validation; ranked: all others that the gold knows; precision of the best k",
        "seed": seed,
        "recipe": "loop",
        "candidates": len(pairs),
        "accepted": int(right.sum()),
        "rejected": len(wrong),
        "model": figures.pop("rejections too"),
        "peers": {"before the review": measured(table), **figures},
        "seconds": round(time.monotonic() - started, 1),
    }


def _sides(examples: list[Example]) -> Split:
    return _joined(Split((), (), ()), examples)


def _joined(split: Split, examples: list[Example]) -> Split:
    """The split with further examples, each on the side of its family."""
    return replace(
        split,
        train=split.train + tuple(e for e in examples if not is_held(e)),
        validation=split.validation + tuple(e for e in examples if is_held(e)),
    )
