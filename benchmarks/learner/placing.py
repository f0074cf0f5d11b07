"""Place a new title: which occupation does an unseen title belong to?

Split rule: of the other titles (altLabels) of each occupation 30 %, rounded down, are held out as queries; what is
left is known. Titles that belong to more than one occupation are left out. The model is trained on the known titles
only. Two answers are measured: the occupation that ``core.placing`` finds most probable, and that of the nearest known
title by the search vectors; the peers answer with the nearest known title too.

Coverage is the share of the queries, the surest first, that can be placed with 98 % of them right: by a threshold that
is chosen on one half of the queries for the other half (both ways, on average), and by the best one in hindsight.
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
from numpy.typing import NDArray

from benchmarks.learner import minilm
from benchmarks.learner.coverage import calibration_error, coverage, coverage_held_out
from benchmarks.learner.esco import read_occupations
from benchmarks.learner.peers import char_tfidf_ranks
from benchmarks.learner.validity import validity
from models_lstm.core.data import Example, Split
from models_lstm.core.features import Floats
from models_lstm.core.neighbours import nearest
from models_lstm.core.ranking import rank_metrics
from models_lstm.core.recipe import Recipe
from models_lstm.core.scorer import Scorer
from models_lstm.core.training import Progress, train
from models_lstm.core.word_match import WIDER, reranked

HELD_OUT = 0.3
TOP = 50
PRECISION = 0.98


def run(
    folder: Path,
    *,
    seed: int,
    recipe: Recipe,
    work: Path,
    progress: Progress | None,
    threads: int,
    language: str = "en",
) -> dict[str, Any]:
    """Train, place and measure; returns a plain dict for JSON."""
    known, held = _held_out(folder, seed=seed, language=language)
    titles, queries = sorted(known), sorted(held)
    right = np.array([held[q] for q in queries])
    started = time.monotonic()
    result = train(
        recipe,
        _split(known, seed),
        run_dir=work,
        seed=seed,
        progress=progress,
        unlabelled=titles,
        threads=threads,
    )
    trained = time.monotonic()
    scorer = Scorer.load(result.bundle_path, threads=threads)
    vectors, asked = scorer.encode(titles), scorer.encode(queries)
    encoded = time.monotonic()
    placer = scorer.placer(scorer.describe(titles), [known[t] for t in titles])
    described = scorer.describe(queries)
    ready = time.monotonic()
    concepts, probability, _ = placer.place(described, top=TOP, threads=threads)
    placed = time.monotonic()
    sure = probability[:, 0]
    hit = concepts[:, 0] == right
    return {
        "benchmark": "placing" if language == "en" else f"placing-{language}",
        "split": f"{HELD_OUT:.0%} of each occupation's altLabels held out, ambiguous titles left out",
        "seed": seed,
        "recipe": recipe.name,
        "known": len(titles),
        "queries": len(queries),
        "model": rank_metrics(concepts.astype(np.int32), [[r] for r in right.tolist()]).to_dict(),
        "by_nearest_title": _nearest_title(
            scorer, vectors, asked, titles, queries, known, right, threads=threads
        ),
        "coverage": {
            "precision": PRECISION,
            "held out": coverage_held_out(sure, hit, precision=PRECISION, seed=seed),
            "hindsight": coverage(sure, hit, precision=PRECISION),
        },
        "acceptance": validity(sure, hit, alpha=1.0 - PRECISION, seed=seed),
        "calibration_error": calibration_error(sure, hit),
        "peers": _peers(titles, queries, known, right),
        "training_seconds": round(trained - started, 1),
        "titles_per_second": round((len(titles) + len(queries)) / (encoded - trained)),
        "placed_per_second": round(len(queries) / (placed - ready)),
        "model_megabytes": round(sum(f.stat().st_size for f in result.bundle_path.iterdir()) / 1e6, 1),
    }


def _nearest_title(
    scorer: Scorer,
    vectors: Floats,
    asked: Floats,
    titles: Sequence[str],
    queries: Sequence[str],
    known: Mapping[str, int],
    right: NDArray[np.int64],
    *,
    threads: int,
) -> dict[str, Any]:
    """As ``rank_titles`` answers."""
    found = nearest(vectors, top=TOP + WIDER, queries=asked, threads=threads)
    words = scorer.words(queries), scorer.words(titles)
    ranked, _ = reranked(found, *words, share=scorer.model.word_share, top=TOP)
    return rank_metrics(ranked, _relevant(titles, known, right.tolist())).to_dict()


def _held_out(folder: Path, *, seed: int, language: str = "en") -> tuple[dict[str, int], dict[str, int]]:
    """Known titles and queries, each with the number of its occupation."""
    random = Random(f"placing {seed}")
    occupations = read_occupations(folder, language)
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


def _peers(
    titles: Sequence[str], queries: Sequence[str], known: Mapping[str, int], right: NDArray[np.int64]
) -> dict[str, Any]:
    """The nearest known title by other vectors."""
    relevant = _relevant(titles, known, right.tolist())
    concept = np.array([known[t] for t in titles])
    ranked, similarity = char_tfidf_ranks(titles, queries, top=TOP)
    hit = concept[ranked[:, 0]] == right
    found: dict[str, Any] = {
        "char TF-IDF": {
            **rank_metrics(ranked, relevant).to_dict(),
            "coverage_hindsight": coverage(similarity[:, 0], hit, precision=PRECISION),
        }
    }
    if not minilm.is_installed():
        return {**found, "MiniLM-L6 frozen": "not installed"}
    vectors, speed = minilm.encode([*titles, *queries])
    ranked, similarity = nearest(vectors[: len(titles)], top=TOP, queries=vectors[len(titles) :])
    hit = concept[ranked[:, 0]] == right
    found["MiniLM-L6 frozen"] = {
        **rank_metrics(ranked, relevant).to_dict(),
        "coverage_hindsight": coverage(similarity[:, 0], hit, precision=PRECISION),
        "titles_per_second": round(speed),
    }
    return found
