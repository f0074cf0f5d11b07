"""The split that `benchmarks.normalise` asks about: ESCO with titles held out and whole occupations left out.

One occupation in eight is left out whole: its titles have no right answer, 30 % of them are asked. Of the other
titles (altLabels) of the rest 30 %, rounded down, are held out and asked; what is left is the graph, and what a trained
encoder may learn from. Titles that more than one occupation bears are neither known nor asked.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from random import Random

from benchmarks.learner.esco import read_occupations
from kgraph.core.snapshot import ConceptRow, SnapshotContent, TitleRow
from taxonomy.core.normalisation import TitleRefused, normalise

HELD_OUT = 0.3
LEFT_OUT = 0.125
UNKNOWABLE = 0.3
NOWHERE = 0
"""The concept of a title whose occupation is not in the graph."""


@dataclass(frozen=True, slots=True)
class Divided:
    """Titles of the graph, preferred first in their concept, and titles to ask; each with its concept (from 1)."""

    known: dict[str, int]
    asked: dict[str, int]

    def content(self) -> SnapshotContent:
        """The graph: concepts of titles, without any edge."""
        concepts: dict[int, int] = {}
        titles = []
        for place, (title, number) in enumerate(self.known.items(), start=1):
            normal = normalise(title)
            titles.append(TitleRow(place, normal.text, normal.key, number))
            concepts.setdefault(number, place)
        return SnapshotContent.from_rows([ConceptRow(n, p) for n, p in concepts.items()], titles, [])


def divided(folder: Path, *, seed: int, language: str = "en") -> Divided:
    """The split of ``occupations_<language>.csv``."""
    random = Random(f"normalise {seed}")
    occupations = [[k for t in o.titles if (k := _key(t))] for o in read_occupations(folder, language)]
    seen = Counter(key for titles in occupations for key in set(titles))
    known: dict[str, int] = {}
    asked: dict[str, int] = {}
    for number, titles in enumerate(occupations, start=1):
        own = [title for title in dict.fromkeys(titles) if seen[title] == 1]
        if not own:
            continue
        if random.random() < LEFT_OUT:
            asked |= dict.fromkeys([t for t in own if random.random() < UNKNOWABLE], NOWHERE)
            continue
        preferred, *others = own
        random.shuffle(others)
        cut = int(HELD_OUT * len(others))
        asked |= dict.fromkeys(others[:cut], number)
        known |= dict.fromkeys((preferred, *others[cut:]), number)
    return Divided(known, asked)


def _key(title: str) -> str:
    try:
        return normalise(title).key
    except TitleRefused:
        return ""
