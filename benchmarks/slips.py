"""How often a title with one typist's slip in it is told right, wrongly, or not at all.

    python -m benchmarks.slips PATH/esco_v1.2.0/occupations_en.csv [--first 0.1] [--seed 7]

Labels of ESCO are drawn at random, of one word (five letters or more) and of any number, and each gets one slip: a letter
left out, put in, replaced, or changed for its neighbour. Slips in the first letter of a word are rarer than elsewhere
(``--first``: how much). A release without a learner answers; what has become another label by its slip is not asked.
"""

from __future__ import annotations

import argparse
import csv
import json
import string
import tempfile
from collections import Counter
from pathlib import Path

import numpy as np

from kgraph.core.query.normalize import normalize_titles
from kgraph.core.snapshot import ConceptRow, EdgeRow, Snapshot, SnapshotContent, TitleRow, build_snapshot
from taxonomy.core.normalisation import normalise

ASKED = 3000
SHORTEST = 5


def labels(file: Path) -> dict[str, int]:
    """Folded label -> number of its occupation, from 1 on; one that several have belongs to the first."""
    found: dict[str, int] = {}
    with file.open(encoding="utf-8-sig", newline="") as rows:
        for number, row in enumerate(csv.DictReader(rows), 1):
            own = [
                normalise(text).key
                for text in (row["preferredLabel"], *row["altLabels"].split("\n"))
                if text.strip()
            ]
            for key in own:
                found.setdefault(key, number)
    return found


def release_of(found: dict[str, int], folder: Path) -> Snapshot:
    """A release of these titles and their synonyms."""
    titles = [TitleRow(number, key, key, concept) for number, (key, concept) in enumerate(found.items(), 1)]
    first: dict[int, int] = {}
    for number, concept in enumerate(found.values(), 1):
        first.setdefault(concept, number)
    beside = [(first[c], number) for number, c in enumerate(found.values(), 1) if number != first[c]]
    edges = [EdgeRow(number, "synonym", one, other) for number, (one, other) in enumerate(beside, 1)]
    concepts = [ConceptRow(concept, title) for concept, title in first.items()]
    build_snapshot(SnapshotContent.from_rows(concepts, titles, edges), folder, number=1)
    return Snapshot(folder)


def slipped(key: str, first: float, random: np.random.Generator) -> str:
    """The title with one slip of the typist's."""
    letters = [at for at, letter in enumerate(key) if letter.isalpha()]
    while True:
        at = int(random.choice(letters))
        begins = at == 0 or key[at - 1] == " "
        if not begins or random.random() < first:
            break
    kind, other = int(random.integers(4)), str(random.choice(list(string.ascii_lowercase)))
    if kind == 0:
        return key[:at] + key[at + 1 :]
    if kind == 1:
        return key[:at] + other + key[at:]
    if kind == 2 or key[at + 1 : at + 2] in {"", " "}:
        return key[:at] + other + key[at + 1 :]
    return key[:at] + key[at + 1] + key[at] + key[at + 2 :]


def measure(
    graph: Snapshot, found: dict[str, int], pool: list[str], first: float, seed: int
) -> dict[str, int]:
    """Titles asked, and how many were told right, wrongly, and not at all."""
    random = np.random.default_rng(seed)
    drawn = [(slipped(str(key), first, random), found[str(key)]) for key in random.choice(pool, ASKED)]
    asked = [(slip, concept) for slip, concept in drawn if slip not in found]
    told: Counter[str] = Counter(asked=len(asked))
    for (_, concept), answer in zip(asked, normalize_titles(graph, [slip for slip, _ in asked]), strict=True):
        if answer.match is None:
            told["unknown"] += 1
        else:
            told["right" if graph.concept_id(answer.match.concept) == concept else "wrong"] += 1
    return dict(told)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.slips", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--first", type=float, default=0.1)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    found = labels(options.file)
    pools = {
        "one word": [key for key in found if " " not in key and len(key) >= SHORTEST],
        "any": list(found),
    }
    with tempfile.TemporaryDirectory() as folder:
        graph = release_of(found, Path(folder))
        told = {
            name: measure(graph, found, pool, options.first, options.seed) for name, pool in pools.items()
        }
    print(json.dumps(told, indent=1))


if __name__ == "__main__":
    main()
