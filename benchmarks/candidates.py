"""Do the candidates contain what is true? ``python -m benchmarks.candidates --data FOLDER [--seed N] [--recipe NAME]``

FOLDER holds the official ESCO files ``occupations_en.csv`` and ``broaderRelationsOccPillar.csv``. Gold pairs: any two
titles of one occupation (synonym), the preferred titles of an occupation and of its broader one (broader). Split
rule: 30 % of the occupations are held out, and the learner sees neither their pairs nor their titles; only gold pairs
with an end in a held-out occupation are counted, searched for among the titles of all occupations.

A pair counts as found when one title is among the 50 best of the other. ``both`` takes turns between the two lists
until 50 are named, so all have the same budget. Peer in the same run: char TF-IDF cosine.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

from benchmarks.learner.esco import Occupation, read_broader, read_occupations
from models_lstm.core.data import Example, Split
from models_lstm.core.neighbours import nearest
from models_lstm.core.recipe import Recipe
from models_lstm.core.scorer import Scorer
from models_lstm.core.training import train
from taxonomy.core.blocking import block_titles

HELD_OUT = 0.3
TOP = 50
Lists = NDArray[np.int64]
"""(titles, TOP): the best others of each title, -1 where there are fewer."""


@dataclass(frozen=True, slots=True)
class World:
    """All titles, and the gold pairs that are asked for, as rows of ``titles``."""

    titles: list[str]
    synonyms: list[tuple[int, int]]
    broader: list[tuple[int, int]]
    split: Split
    seen: list[str]
    occupation: NDArray[np.int64]


def build_world(folder: Path, *, seed: int) -> World:
    """Titles, gold pairs of held-out occupations, and what the learner may see."""
    occupations = {o.uri: o for o in read_occupations(folder)}
    random = Random(f"candidates {seed}")
    held = {uri for uri in sorted(occupations) if random.random() < HELD_OUT}
    titles = sorted({t for o in occupations.values() for t in o.titles})
    row = {title: number for number, title in enumerate(titles)}
    first = {t: n for n, o in reversed(list(enumerate(occupations.values()))) for t in o.titles}
    hidden = {t for uri in held for t in occupations[uri].titles}
    synonyms = {
        pair for uri in held for pair in combinations(sorted(row[t] for t in occupations[uri].titles), 2)
    }
    edges = [(n, b) for n, b in read_broader(folder) if n in occupations and b in occupations]
    broader = {
        (row[occupations[b].titles[0]], row[occupations[n].titles[0]])
        for n, b in edges
        if n in held or b in held
    }
    open_ = [o for uri, o in sorted(occupations.items()) if uri not in held]
    examples = _examples(
        open_, [(n, b) for n, b in edges if n not in held and b not in held], occupations, random
    )
    known = tuple(e for e in examples if not hidden & {e.title_a, e.title_b})
    cut = len(known) // 12
    return World(
        titles,
        sorted(synonyms),
        sorted(broader),
        Split(known[cut:], known[:cut], ()),
        [t for t in titles if t not in hidden],
        np.array([first[t] for t in titles], dtype=np.int64),
    )


def _examples(
    occupations: Sequence[Occupation],
    edges: Iterable[tuple[str, str]],
    by_uri: dict[str, Occupation],
    random: Random,
) -> list[Example]:
    """What the learner is taught: synonyms in a chain, broader edges, unrelated titles at random."""
    pairs = [
        Example(a, b, "synonym", group=o.uri)
        for o in occupations
        for a, b in zip(o.titles, o.titles[1:], strict=False)
    ]
    pairs += [Example(by_uri[b].titles[0], by_uri[n].titles[0], "broader", group=b) for n, b in edges]
    for _ in range(len(pairs) // 4):
        one, two = random.sample(occupations, 2)
        pairs.append(
            Example(random.choice(one.titles), random.choice(two.titles), "unrelated", group=one.uri)
        )
    random.shuffle(pairs)
    return pairs


def blocking_lists(titles: Sequence[str]) -> Lists:
    """The product's blocking, as lists."""
    block = block_titles(titles, top=TOP)
    here = np.concatenate([block.left, block.right])
    there = np.concatenate([block.right, block.left])
    score = np.concatenate([block.score, block.score])
    order = np.lexsort((there, -score, here))
    here, there = here[order], there[order]
    start = np.searchsorted(here, np.arange(len(titles)))
    place = np.arange(len(here)) - start[here]
    lists = np.full((len(titles), TOP), -1, dtype=np.int64)
    kept = place < TOP
    lists[here[kept], place[kept]] = there[kept]
    return lists


def char_lists(titles: Sequence[str]) -> Lists:
    """The peer: char TF-IDF cosine, exact."""
    table = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, dtype=np.float32
    ).fit_transform(titles)
    lists = np.full((len(titles), TOP), -1, dtype=np.int64)
    turned = table.T.tocsc()
    for begin in range(0, len(titles), 512):
        scores = (table[begin : begin + 512] @ turned).toarray()
        scores[np.arange(len(scores)), np.arange(begin, begin + len(scores))] = -1
        best = np.argpartition(-scores, TOP, axis=1)[:, :TOP]
        order = np.argsort(-np.take_along_axis(scores, best, axis=1), axis=1, kind="stable")
        lists[begin : begin + 512] = np.take_along_axis(best, order, axis=1)
    return lists


def taking_turns(first: Lists, second: Lists) -> Lists:
    """One from each list in turn, without repeats, until there are TOP."""
    merged = np.full_like(first, -1)
    for row, (one, two) in enumerate(zip(first.tolist(), second.tolist(), strict=True)):
        both = dict.fromkeys(t for pair in zip(one, two, strict=True) for t in pair if t >= 0)
        found = list(both)[:TOP]
        merged[row, : len(found)] = found
    return merged


def without_own(lists: Lists, occupation: NDArray[np.int64]) -> Lists:
    """The lists without titles of the same occupation: how the product lists neighbours once synonyms are settled."""
    usable = (lists >= 0) & (occupation[np.maximum(lists, 0)] != occupation[:, None])
    order = np.argsort(~usable, axis=1, kind="stable")[:, :TOP]
    return np.where(np.take_along_axis(usable, order, axis=1), np.take_along_axis(lists, order, axis=1), -1)


def recall(lists: Lists, gold: Sequence[tuple[int, int]]) -> float:
    """Share of the gold pairs of which one end is in the other's list."""
    asked: dict[int, set[int]] = defaultdict(set)
    for ends in gold:
        for end in ends:
            if end not in asked:
                asked[end] = set(lists[end].tolist())
    return sum(b in asked[a] or a in asked[b] for a, b in gold) / max(len(gold), 1)


def run(folder: Path, *, seed: int, recipe: Recipe, work: Path) -> dict[str, Any]:
    """Train on what is open, list candidates, count; plain values for JSON."""
    world = build_world(folder, seed=seed)
    times = {"start": time.monotonic()}
    result = train(recipe, world.split, run_dir=work, seed=seed, unlabelled=world.seen)
    times["training"] = time.monotonic()
    ids, _ = nearest(Scorer.load(result.bundle_path).encode(world.titles), top=2 * TOP)
    times["nearest"] = time.monotonic()
    blocking = blocking_lists(world.titles)
    times["blocking"] = time.monotonic()
    vectors = ids[:, :TOP].astype(np.int64)
    others = without_own(ids.astype(np.int64), world.occupation)
    found = {
        "blocking": blocking,
        "nearest": vectors,
        "both": taking_turns(blocking, vectors),
        "nearest, settled synonyms left out": others,
        "both, settled synonyms left out": taking_turns(without_own(blocking, world.occupation), others),
        "peer: char TF-IDF": char_lists(world.titles),
    }
    names = list(times)
    return {
        "benchmark": "candidates",
        "split": f"{HELD_OUT:.0%} of the occupations held out",
        "seed": seed,
        "recipe": recipe.name,
        "titles": len(world.titles),
        "gold": {"synonym": len(world.synonyms), "broader": len(world.broader)},
        "recall_at_50": {
            name: {
                "synonym": None if "left out" in name else round(recall(lists, world.synonyms), 4),
                "broader": round(recall(lists, world.broader), 4),
            }
            for name, lists in found.items()
        },
        "seconds": {b: round(times[b] - times[a], 1) for a, b in pairwise(names)},
    }


def main() -> int:
    """Run and print; 0 also when the data is not there (it says so)."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.candidates", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the official ESCO files")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--recipe", default="loop", choices=["quick", "loop", "full"])
    options = parser.parse_args()
    if not (options.data / "occupations_en.csv").exists():
        print(f"skipped: {options.data} has no occupations_en.csv")
        return 0
    recipe = {"quick": Recipe.quick(), "loop": Recipe.loop(), "full": Recipe()}[options.recipe]
    with tempfile.TemporaryDirectory(prefix="candidates-") as work:
        print(json.dumps(run(options.data, seed=options.seed, recipe=recipe, work=Path(work)), indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
