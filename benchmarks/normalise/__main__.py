"""How often raw titles find the right concept, on labels that the snapshot has not seen.

    python -m benchmarks.normalise PATH/occupations_en.csv

Every tenth alternative label of ESCO is held out, and one concept in eight is left out whole, so that its labels
have no right answer. Labels that more than one occupation bears are not asked. Prints precision among the answered,
the share answered, the share of unknowables answered, by confidence, the time for each, and (``--fit``) the
coefficients of the logistic curve in `kgraph.core.query.normalize`.
"""

from __future__ import annotations

import argparse
import csv
import json
import tempfile
import time
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from kgraph.core.query import normalize
from kgraph.core.snapshot import ConceptRow, Snapshot, SnapshotContent, TitleRow, build_snapshot
from taxonomy.core.normalisation import TitleRefused, normalise


def _labels(path: Path) -> dict[str, dict[str, str]]:
    """For each occupation its labels, key -> text, the preferred one first; shared labels are left out."""
    owners: dict[str, set[str]] = defaultdict(set)
    found: dict[str, dict[str, str]] = {}
    with path.open(newline="", encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            labels = {}
            for raw in (row["preferredLabel"], *row["altLabels"].splitlines()):
                try:
                    normal = normalise(raw)
                except TitleRefused:
                    continue
                labels[normal.key] = normal.text
                owners[normal.key].add(row["conceptUri"])
            found[row["conceptUri"]] = labels
    return {uri: {k: t for k, t in labels.items() if len(owners[k]) == 1} for uri, labels in found.items()}


def _split(labels: dict[str, dict[str, str]], seed: int) -> tuple[SnapshotContent, list[tuple[str, int]]]:
    random = np.random.default_rng(seed)
    concepts, titles, asked = [], [], []
    number = title = 0
    for uri in sorted(labels):
        texts = list(labels[uri].items())
        if not texts:
            continue
        if random.random() < 0.125:
            asked += [(text, 0) for _, text in texts if random.random() < 0.1]
            continue
        number += 1
        concepts.append(ConceptRow(number, title + 1))
        for rank, (key, text) in enumerate(texts):
            if rank and random.random() < 0.1:
                asked.append((text, number))
                continue
            title += 1
            titles.append(TitleRow(title, text, key, number))
    return SnapshotContent.from_rows(concepts, titles, []), asked


def _ask(snapshot: Snapshot, asked: list[tuple[str, int]]) -> tuple[list[dict[str, Any]], float]:
    rows = []
    started = time.perf_counter()
    for text, right in asked:
        answer = normalize.normalize_title(snapshot, text, threshold=0.0)
        match = answer.match
        rows.append(
            {
                "text": text,
                "known": right > 0,
                "right": match is not None and snapshot.concept_id(match.concept) == right,
                "confidence": match.confidence if match else 0.0,
                "method": match.method if match else "none",
            }
        )
    return rows, (time.perf_counter() - started) / max(1, len(asked))


def _fit(snapshot: Snapshot, asked: list[tuple[str, int]]) -> dict[str, Any]:
    """The curve from how close the nearest concept is to whether it is the right one."""
    from sklearn.linear_model import LogisticRegression

    inputs, outcomes = [], []
    kept = normalize._confidence
    for text, right in asked:
        seen: list[tuple[float, float, float, float]] = []

        def watch(
            cosine: float,
            shared: float,
            backing: float,
            lead: float,
            seen: list[tuple[float, float, float, float]] = seen,
        ) -> float:
            seen.append((cosine, shared, backing, lead))
            return kept(cosine, shared, backing, lead)

        normalize._confidence = watch
        answer = normalize.normalize_title(snapshot, text, threshold=0.0)
        normalize._confidence = kept
        if answer.match and answer.match.method == "nearest" and seen:
            inputs.append(max(seen, key=lambda measured: kept(*measured)))
            outcomes.append(snapshot.concept_id(answer.match.concept) == right)
    curve = LogisticRegression(C=100.0, max_iter=1000).fit(np.array(inputs), np.array(outcomes))
    names = ("cosine", "shared", "backing", "lead")
    coefficients = {name: round(float(value), 2) for name, value in zip(names, curve.coef_[0], strict=True)}
    return {"intercept": round(float(curve.intercept_[0]), 2), **coefficients, "n": len(inputs)}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("path", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--fit", action="store_true")
    options = parser.parse_args()
    content, asked = _split(_labels(options.path), options.seed)
    with tempfile.TemporaryDirectory() as folder:
        build_snapshot(content, Path(folder), number=1)
        snapshot = Snapshot(Path(folder))
        if options.fit:
            print(json.dumps(_fit(snapshot, asked)))
        rows, seconds = _ask(snapshot, asked)
    known = [row for row in rows if row["known"]]
    report: dict[str, Any] = {
        "asked": len(rows),
        "knowable": len(known),
        "milliseconds_each": round(seconds * 1e3, 2),
    }
    for least in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
        given = [row for row in rows if row["confidence"] >= least]
        right = sum(row["right"] for row in given)
        report[f"confidence >= {least}"] = {
            "precision": round(right / max(1, len(given)), 3),
            "found": round(right / max(1, len(known)), 3),
            "unknowable answered": round(
                sum(not row["known"] for row in given) / max(1, len(rows) - len(known)), 3
            ),
        }
    by_method: dict[str, list[bool]] = defaultdict(list)
    for row in rows:
        by_method[row["method"]].append(row["right"])
    report["by method"] = {
        m: {"n": len(r), "right": round(sum(r) / len(r), 3)} for m, r in sorted(by_method.items())
    }
    bins = np.linspace(0, 1, 11)
    near = [row for row in rows if row["method"] == "nearest"]
    report["calibration of nearest"] = [
        {
            "confidence": f"{a:.1f}-{b:.1f}",
            "n": len(inside),
            "right": round(sum(r["right"] for r in inside) / len(inside), 3),
        }
        for a, b in pairwise(bins)
        if (inside := [r for r in near if a <= r["confidence"] < b])
    ]
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
