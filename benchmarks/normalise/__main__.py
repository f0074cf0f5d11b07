"""How often raw titles find the right concept, on titles that the graph has not seen.

    python -m benchmarks.normalise PATH/esco_v1.2.0 [--language de] [--encoder PATH/bundle] [--train]

The split is that of `benchmarks.normalise.split`. The same titles are asked of: char TF-IDF (scikit-learn's; the nearest
title, its cosine put on a logistic curve fitted to known titles that are asked among the others), a release with letters
alone, one with the model in the box, and one with an encoder that was trained on the known titles (``--encoder``, or
``--train`` to train one now: ten minutes on an idle core). Printed are hits@1 and hits@5 of titles that have a concept;
the share of all asked titles that can be answered, the surest first, with 95 and 98 % right, by the best threshold in
hindsight; the calibration error of the confidence of the first answer; and how well unknown titles are told: the area
under the ROC curve, and which share of them, and of the others, is answered at the threshold of 0.5. ``--fit`` prints
weights fitted to the asked titles themselves.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.learner.coverage import calibration_error, coverage
from benchmarks.learner.peers import char_tfidf_ranks
from benchmarks.normalise.split import NOWHERE, Divided, divided
from kgraph.core.query.fitting import fit, fit_to, together
from kgraph.core.query.learned import Asked, describe
from kgraph.core.query.normalize import THRESHOLD, normalize_title, normalize_titles
from kgraph.core.snapshot import Encoder, Learner, Snapshot, build_snapshot
from kgraph.core.snapshot.learned import write_weights
from models_lstm.core.base import BASE
from models_lstm.core.light import LightEncoder

BULK = 250
TOP = 5


class Answers(NamedTuple):
    """For each asked title: the confidence of the first answer, whether it is right, and whether one of five is."""

    sure: NDArray[np.float64]
    first: NDArray[np.bool_]
    five: NDArray[np.bool_]


def figures(answers: Answers, knowable: NDArray[np.bool_]) -> dict[str, float]:
    """What the page shows."""
    sure, first, five = answers
    answered = sure >= THRESHOLD
    return {
        "hits@1": round(float(first[knowable].mean()), 4),
        "hits@5": round(float(five[knowable].mean()), 4),
        "coverage at 95 %": round(coverage(sure, first, precision=0.95), 4),
        "coverage at 98 %": round(coverage(sure, first, precision=0.98), 4),
        "calibration error": round(calibration_error(sure, first), 4),
        "unknown told (area)": round(_area(sure, knowable), 4),
        "unknown answered": round(float(answered[~knowable].mean()), 4),
        "known answered": round(float(answered[knowable].mean()), 4),
        "right among the answered": round(float(first[answered].mean()) if answered.any() else 0.0, 4),
    }


def _area(sure: NDArray[np.float64], knowable: NDArray[np.bool_]) -> float:
    """The chance that a title with a concept is surer of its answer than one without."""
    from scipy.stats import rankdata

    ranks, yes, no = rankdata(sure), int(knowable.sum()), int((~knowable).sum())
    return float((ranks[knowable].sum() - yes * (yes + 1) / 2) / (yes * no))


def _ask(snapshot: Snapshot, titles: Sequence[str], right: NDArray[np.int64]) -> Answers:
    sure = np.zeros(len(titles))
    first, five = np.zeros(len(titles), dtype=np.bool_), np.zeros(len(titles), dtype=np.bool_)
    for at in range(0, len(titles), BULK):
        answers = normalize_titles(snapshot, titles[at : at + BULK], threshold=0.0, top=TOP)
        for row, answer in enumerate(answers, start=at):
            numbers = [snapshot.concept_id(c.concept) for c in answer.candidates]
            if numbers:
                sure[row] = answer.candidates[0].confidence
                first[row], five[row] = numbers[0] == right[row], right[row] in numbers
    return Answers(sure, first, five)


def _speed(snapshot: Snapshot, titles: Sequence[str]) -> dict[str, float]:
    """Milliseconds of processor time of a title alone and of one of `BULK`, each asked for the first time: medians."""
    some = titles[:BULK]
    memory = snapshot.remembered
    memory.clear()
    alone = []
    for title in some:
        started = time.process_time()
        normalize_title(snapshot, title)
        alone.append(time.process_time() - started)
    together_ = []
    for _ in range(5):
        memory.clear()
        started = time.process_time()
        normalize_titles(snapshot, some)
        together_.append(time.process_time() - started)
    return {
        "milliseconds alone": round(float(np.median(alone)) * 1e3, 2),
        f"milliseconds each of {BULK}": round(float(np.median(together_)) / len(some) * 1e3, 2),
    }


def _peer(split: Divided, titles: Sequence[str], right: NDArray[np.int64]) -> Answers:
    """The concepts of the nearest titles by char TF-IDF; a logistic curve makes a chance of the cosine.

    It is fitted on known titles that are asked among the others, one in eight without its whole concept.
    """
    from sklearn.linear_model import LogisticRegression

    known = list(split.known)
    owner = np.array([split.known[title] for title in known])
    random = np.random.default_rng(18)
    asked = random.choice(len(known), 1500, replace=False)
    ranked, cosine = char_tfidf_ranks(known, [known[row] for row in asked.tolist()], top=50)
    inputs, outcomes = [], []
    for row, near, close in zip(asked.tolist(), ranked, cosine, strict=True):
        there = owner[near] != owner[row] if random.random() < 0.125 else near != row
        if there.any():
            place = int(np.argmax(there))
            inputs.append([close[place]])
            outcomes.append(owner[near[place]] == owner[row])
    curve = LogisticRegression(C=100.0).fit(np.array(inputs), np.array(outcomes))
    ranked, cosine = char_tfidf_ranks(known, titles, top=50)
    sure = curve.predict_proba(cosine[:, :1])[:, 1]
    concepts = owner[ranked]
    five = np.array(
        [
            wanted in list(dict.fromkeys(row.tolist()))[:TOP]
            for wanted, row in zip(right, concepts, strict=True)
        ]
    )
    return Answers(sure, concepts[:, 0] == right, five)


def _snapshot(
    split: Divided,
    folder: Path,
    encoder: Encoder | None,
    taught: Callable[[Sequence[str]], NDArray[np.bool_]] | None,
) -> tuple[Snapshot, float]:
    """A release, and the seconds that building it took."""
    folder.mkdir()
    started = time.perf_counter()
    learner = Learner(encoder, "bench", "bench", taught=taught) if encoder is not None else None
    build_snapshot(split.content(), folder, number=1, learner=learner)
    snapshot = Snapshot(folder, lambda artifact: encoder)
    if snapshot.learned is not None and (weights := fit_to(snapshot, snapshot.learned, taught)) is not None:
        write_weights(folder, weights._asdict())
        snapshot = Snapshot(folder, lambda artifact: encoder)
    return snapshot, time.perf_counter() - started


def _training(split: Divided, seed: int) -> Any:
    from benchmarks.learner.placing import _split

    return _split(split.known, seed)


def _train(split: Divided, seed: int, work: Path) -> Path:
    from models_lstm.core.recipe import Recipe
    from models_lstm.core.training import train

    result = train(
        Recipe(), _training(split, seed), run_dir=work, seed=seed, unlabelled=sorted(split.known), threads=1
    )
    return result.bundle_path


def _taught(split: Divided, seed: int) -> Callable[[Sequence[str]], NDArray[np.bool_]]:
    pairs = _training(split, seed).train
    names = {title for pair in pairs for title in (pair.title_a, pair.title_b)}
    return lambda titles: np.array([title in names for title in titles], dtype=np.bool_)


def _own_weights(snapshot: Snapshot, titles: Sequence[str], right: NDArray[np.int64]) -> Any:
    assert snapshot.learned is not None
    parts = []
    for at in range(0, len(titles), BULK):
        found = describe(snapshot, snapshot.learned, [Asked(title) for title in titles[at : at + BULK]])
        wanted = [snapshot.concept_with_id(number) for number in right[at : at + BULK].tolist()]
        parts.append((found, np.array([-1 if one is None else one for one in wanted], dtype=np.int64)))
    return fit(*together(parts))._asdict()


def measure(options: argparse.Namespace, work: Path) -> dict[str, Any]:
    """All that the options ask for."""
    split = divided(options.path, seed=options.seed, language=options.language)
    titles, right = list(split.asked), np.array(list(split.asked.values()), dtype=np.int64)
    knowable = right != NOWHERE
    report: dict[str, Any] = {
        "graph": {"titles": len(split.known), "concepts": len(set(split.known.values()))},
        "asked": {"with a concept": int(knowable.sum()), "without": int((~knowable).sum())},
        "seed": options.seed,
        "char TF-IDF": figures(_peer(split, titles, right), knowable),
    }
    trained = options.encoder or (_train(split, options.seed, work) if options.train else None)
    encoders: list[tuple[str, Encoder | None, Any]] = [
        ("letters", None, None),
        ("box", LightEncoder.open(BASE), None),
    ]
    if trained is not None:
        encoders.append(("trained", LightEncoder.open(trained), _taught(split, options.seed)))
    for name, encoder, taught in encoders:
        snapshot, seconds = _snapshot(split, work / name, encoder, taught)
        report[name] = {
            **figures(_ask(snapshot, titles, right), knowable),
            **_speed(snapshot, titles),
            "seconds to build": round(seconds, 1),
        }
        if options.fit and encoder is not None:
            report[name]["weights of the asked"] = _own_weights(snapshot, titles, right)
        print(name, "done", file=sys.stderr)
    return report


def main() -> None:
    """Measure, print."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.normalise",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("path", type=Path, help="folder with occupations_en.csv")
    parser.add_argument("--language", default="en")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--encoder", type=Path, help="model folder that was trained on the known titles of the seed"
    )
    parser.add_argument("--train", action="store_true", help="train one now")
    parser.add_argument("--fit", action="store_true")
    with tempfile.TemporaryDirectory(prefix="normalise-") as folder:
        print(json.dumps(measure(parser.parse_args(), Path(folder)), indent=1))


if __name__ == "__main__":
    main()
