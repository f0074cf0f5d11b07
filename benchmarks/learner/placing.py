"""Place a new title: which occupation does an unseen title belong to?

Split rule: of the other titles (altLabels) of each occupation 30 %, rounded down, are held out as queries; what is
left is known. Titles that belong to more than one occupation are left out. The answer is the occupation of the nearest
known title. The encoder is trained on the known titles only.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from benchmarks.learner.esco import read_occupations
from benchmarks.learner.peers import char_tfidf_ranks
from models_lstm.core.data import Example, Split
from models_lstm.core.neighbours import nearest
from models_lstm.core.ranking import RankReport, rank_metrics
from models_lstm.core.recipe import Recipe
from models_lstm.core.scorer import Scorer
from models_lstm.core.training import Progress, train

HELD_OUT = 0.3
TOP = 50


def run(folder: Path, *, seed: int, recipe: Recipe, work: Path, progress: Progress | None) -> dict[str, Any]:
    """Train, rank and measure; returns a plain dict for JSON."""
    known, held = _held_out(folder, seed=seed)
    titles, queries = sorted(known), sorted(held)
    relevant = _relevant(titles, known, [held[q] for q in queries])
    started = time.monotonic()
    result = train(recipe, _split(known, seed), run_dir=work, seed=seed, progress=progress, unlabelled=titles)
    trained = time.monotonic()
    scorer = Scorer.load(result.bundle_path)
    vectors, asked = scorer.encode(titles), scorer.encode(queries)
    encoded = time.monotonic()
    ranked, _ = nearest(vectors, top=TOP, queries=asked)
    return {
        "benchmark": "placing",
        "split": f"{HELD_OUT:.0%} of each occupation's altLabels held out, ambiguous titles left out",
        "seed": seed,
        "recipe": recipe.name,
        "known": len(titles),
        "queries": len(queries),
        "model": rank_metrics(ranked, relevant).to_dict(),
        "peers": {"char TF-IDF": _peer(titles, queries, relevant).to_dict()},
        "training_seconds": round(trained - started, 1),
        "titles_per_second": round((len(titles) + len(queries)) / (encoded - trained)),
        "model_megabytes": round(sum(f.stat().st_size for f in result.bundle_path.iterdir()) / 1e6, 1),
    }


def _held_out(folder: Path, *, seed: int) -> tuple[dict[str, int], dict[str, int]]:
    """Known titles and queries, each with the number of its occupation."""
    random = Random(f"placing {seed}")
    occupations = read_occupations(folder)
    seen = Counter(t for o in occupations for t in o.titles)
    known: dict[str, int] = {}
    held: dict[str, int] = {}
    for number, occupation in enumerate(occupations):
        preferred, *others = occupation.titles
        others = [t for t in others if seen[t] == 1]
        random.shuffle(others)
        cut = int(HELD_OUT * len(others))
        held |= dict.fromkeys(others[:cut], number)
        known |= dict.fromkeys([t for t in (preferred, *others[cut:]) if seen[t] == 1], number)
    return known, held


def _relevant(titles: Sequence[str], known: Mapping[str, int], wanted: Sequence[int]) -> list[list[int]]:
    """Rows of the known titles of each wanted occupation."""
    rows: dict[int, list[int]] = defaultdict(list)
    for row, title in enumerate(titles):
        rows[known[title]].append(row)
    return [rows[number] for number in wanted]


def _split(known: Mapping[str, int], seed: int) -> Split:
    """Synonym pairs among the known titles; a few unrelated ones, since a head wants something to tell apart.

    One known title in twenty is kept for validation, paired with another title of its occupation: by them the share of
    the spelling in the search vectors is chosen.
    """
    random = Random(f"placing pairs {seed}")
    members: dict[int, list[str]] = defaultdict(list)
    for title, number in sorted(known.items()):
        members[number].append(title)
    pairs: list[Example] = []
    kept: list[Example] = []
    for titles in members.values():
        order = random.sample(titles, len(titles))
        share = len(titles) / 20
        for _ in range(int(share) + (len(order) > 2 and random.random() < share % 1)):
            kept.append(Example(order.pop(), order[0], "synonym"))
        pairs += [Example(a, b, "synonym") for a, b in pairwise(order)]
    names = sorted({t for e in pairs for t in (e.title_a, e.title_b)})
    for _ in range(len(pairs) // 4):
        a, b = random.sample(names, 2)
        if known[a] != known[b]:
            pairs.append(Example(a, b, "unrelated"))
    return Split(tuple(dict.fromkeys(pairs)), tuple(kept), ())


def _peer(titles: Sequence[str], queries: Sequence[str], relevant: Sequence[list[int]]) -> RankReport:
    return rank_metrics(np.asarray(char_tfidf_ranks(titles, queries, top=TOP)), relevant)
