"""Trace the learning curve in a training run: the same recipe on parts of the labels, measured on the same test pairs.

A version that was trained on all labels says nothing about what more of them would bring, and versions of fewer labels
may never have been trained: most labels can come in at once, from a file. So a run may train a few more times, on a half,
a quarter and so on of its training pairs, drawn by lot and each part inside the larger one. The parts begin with what the
recipe says, never with another version: that one may have learnt from the labels that are left out.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any, Final

from models_lstm.core.data import Example, Split
from models_lstm.core.recipe import Recipe
from models_lstm.core.scorer import Scorer
from models_lstm.core.training import TrainedResult
from models_lstm.services.measuring import measure

FILE: Final = "curve.json"
Train = Callable[[Recipe, Split, Path], TrainedResult]
"""Trains a recipe on a split in a folder, from no version."""


def curve_trace(
    recipe: Recipe,
    split: Split,
    test: Sequence[Example],
    *,
    seed: int,
    folder: Path,
    whole: bool,
    train: Train,
    threads: int = 1,
    told: Callable[[int, int], None] = lambda labels, of: None,
    measured: bool = True,
) -> list[dict[str, Any]]:
    """Points of the curve, the fewest labels first: ``labels``, ``macro_f1`` and the ends ``low`` and ``high`` of its
    95 % interval.

    Parts that were measured before the run was broken off are not trained again.

    Args:
        whole: whether all labels are a part too, because the version itself did not begin with what the recipe says.
        told: hears how many labels the next part has, of how many.
        measured: False for a member of a team, which trains along and leaves the rest to the first.
    """
    path = folder / FILE
    done: list[dict[str, Any]] = json.loads(path.read_text()) if path.exists() else []
    counts = part_sizes(len(split.train), recipe.curve_points, whole=whole)
    for place, count in enumerate(counts):
        if place < len(done):
            continue
        told(count, len(split.train))
        room = folder / f"part-{count}"
        result = train(replace(recipe, curve_points=0), part_of(split, count, seed=seed), room)
        if not measured:
            continue
        report = measure(Scorer.load(result.bundle_path, threads=threads), test, ()).report
        macro = report["macro_f1"]
        done.append({"labels": count, "macro_f1": macro["value"], "low": macro["low"], "high": macro["high"]})
        new = path.with_suffix(".new")
        new.write_text(json.dumps(done))
        new.replace(path)
        shutil.rmtree(room, ignore_errors=True)
    return done


def part_sizes(count: int, points: int, *, whole: bool) -> list[int]:
    """How many of so many labels each part has, ascending; none below one label, and none twice."""
    sizes = {count // 2**halvings for halvings in range(1, points + 1)} | (
        {count} if whole and points else set()
    )
    return sorted(size for size in sizes if size > 0)


def part_of(split: Split, count: int, *, seed: int) -> Split:
    """The split with so many of its training pairs, by lot, a smaller part inside a larger; the rest as it is."""
    rows = list(range(len(split.train)))
    Random(f"curve {seed}").shuffle(rows)
    share = count / max(len(split.train), 1)
    return replace(
        split,
        train=tuple(split.train[row] for row in sorted(rows[:count])),
        denied=split.denied[: round(share * len(split.denied))],
    )
