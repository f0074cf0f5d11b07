"""Seniority from public pay scales: is one title senior to the other, and which way?

The file lists pairs of titles of one core whose pay differs by more than 4 %, the better paid first. Split rule: by
core, so no job of the test was seen in training. Against them stand, of the same cores:

    same pay     two titles of one core that the file does not list as a pair (trained as ``related``)
    synonym      a title and the same one rewritten (abbreviation, numeral, comma): Senior -> Sr, II -> 2
    narrower     a title and the same one with a word of speciality taken away
"""

from __future__ import annotations

import csv
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models_lstm.core.baseline import LexicalBaseline
from models_lstm.core.data import Example, Split
from models_lstm.core.recipe import Recipe
from models_lstm.core.scorer import Scorer
from models_lstm.core.titles import parse_title
from models_lstm.core.training import Progress, train
from taxonomy.core.relations import RELATIONS

_SHORT = {"senior": "sr", "junior": "jr", "assistant": "asst", "manager": "mgr", "associate": "assoc",
          "supervisor": "supv", "ii": "2", "iii": "3", "iv": "4", "i": "1", "v": "5"}  # fmt: skip


def run(
    folder: Path, *, seed: int, recipe: Recipe, work: Path, progress: Progress | None, threads: int
) -> dict[str, Any]:
    """Train, score the unseen cores and measure, with a level-word rule and TF-IDF beside; a plain dict for JSON."""
    split = seniority_split(folder / "california.csv", seed=seed)
    titles = sorted({t for e in split.train for t in (e.title_a, e.title_b)})
    started = time.monotonic()
    result = train(
        recipe, split, run_dir=work, seed=seed, progress=progress, unlabelled=titles, threads=threads
    )
    trained = time.monotonic()
    pairs = [(e.title_a, e.title_b) for e in split.test]
    truth = [e.relation for e in split.test]
    baseline = LexicalBaseline(seed=seed)
    baseline.fit(split.train)
    return {
        "benchmark": "seniority",
        "split": "by core title",
        "seed": seed,
        "recipe": recipe.name,
        "pairs": {"train": len(split.train), "validation": len(split.validation), "test": len(split.test)},
        "model": seniority_figures(Scorer.load(result.bundle_path).score(pairs), truth),
        "peers": {
            "level words": seniority_figures(_rule(pairs), truth),
            "char TF-IDF + LR": seniority_figures(baseline.probabilities(pairs), truth),
        },
        "training_seconds": round(trained - started, 1),
    }


def seniority_figures(table: NDArray[np.floating[Any]], truth: Sequence[str]) -> dict[str, float]:
    """Precision, recall and F1 of ``senior`` and ``junior`` taken together (direction must be right), and how often
    the direction is right among the true pairs, by which of the two is more probable."""
    senior, junior = RELATIONS.index("senior"), RELATIONS.index("junior")
    guess = table.argmax(axis=1)
    right = np.array([RELATIONS.index(r) for r in truth])
    ordered = (right == senior) | (right == junior)
    hits = int((ordered & (guess == right)).sum())
    guessed = int(((guess == senior) | (guess == junior)).sum())
    way = np.where(table[:, senior] > table[:, junior], senior, junior)
    decided = table[:, senior] != table[:, junior]
    precision, recall = hits / max(guessed, 1), hits / max(int(ordered.sum()), 1)
    return {
        "precision": precision,
        "recall": recall,
        "f1": 2 * precision * recall / max(precision + recall, 1e-9),
        "direction": float((decided & (way == right))[ordered].mean()),
    }


def seniority_split(path: Path, *, seed: int) -> Split:
    """The benchmark's pairs, 70/10/20 by core."""
    random = Random(f"seniority {seed}")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    by_core: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in rows:
        by_core[row["core"]].append((row["senior_title"].casefold(), row["junior_title"].casefold()))
    cores = sorted(by_core)
    random.shuffle(cores)
    tests, validations = len(cores) // 5, len(cores) // 10
    cuts = {
        "test": cores[:tests],
        "validation": cores[tests : tests + validations],
        "train": cores[tests + validations :],
    }
    sides = {
        side: tuple(e for core in part for e in _examples(core, by_core, random))
        for side, part in cuts.items()
    }
    return Split(sides["train"], sides["validation"], sides["test"])


def _examples(core: str, by_core: Mapping[str, Sequence[tuple[str, str]]], random: Random) -> list[Example]:
    listed = by_core[core]
    titles = sorted({t for pair in listed for t in pair})
    known = {frozenset(pair) for pair in listed}
    found = []
    for senior, junior in listed:
        forward = random.random() < 0.5
        a, b, relation = (senior, junior, "senior") if forward else (junior, senior, "junior")
        found.append(Example(a, b, relation, group=core))
    same = [(a, b) for i, a in enumerate(titles) for b in titles[i + 1 :] if frozenset((a, b)) not in known]
    found += [Example(a, b, "related", group=core) for a, b in (random.sample(pair, 2) for pair in same)]
    for title in titles:
        short = _rewritten(title)
        if short != title:
            a, b = random.sample((title, short), 2)
            found.append(Example(a, b, "synonym", group=core))
        wide = _widened(title, core)
        if wide:
            found.append(Example(title, wide, "narrower", group=core))
    return found


def _rewritten(title: str) -> str:
    words = [_SHORT.get(w, w) for w in title.split()]
    return " ".join(words)


def _widened(title: str, core: str) -> str:
    """The title without its first word of speciality, so that the job and its level stay; empty when too short."""
    speciality = core.split()[:-1]
    words = title.split()
    plain = [w.strip(",()") for w in words]
    for word in speciality:
        if len(speciality) > 1 and word in plain:
            place = plain.index(word)
            return " ".join(words[:place] + words[place + 1 :])
    return ""


def _rule(pairs: Sequence[tuple[str, str]]) -> NDArray[np.float64]:
    """Senior when the level words and grade numbers say so, else synonym."""
    table = np.zeros((len(pairs), len(RELATIONS)))
    for row, (a, b) in enumerate(pairs):
        left, right = parse_title(a).standing, parse_title(b).standing
        relation = "senior" if left > right else "junior" if left < right else "synonym"
        table[row, RELATIONS.index(relation)] = 1.0
    return table
