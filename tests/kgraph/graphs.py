"""Small graphs by their words, without a database."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from kgraph.core.snapshot import (
    ConceptRow,
    EdgeRow,
    RetiredRow,
    Snapshot,
    SnapshotContent,
    TitleRow,
    build_snapshot,
)
from taxonomy.core.normalisation import normalise
from taxonomy.core.relations import DIRECTED_RELATIONS


@dataclass
class Drawing:
    """Concepts are made with their titles, the first of which is preferred; numbers count from 1."""

    concepts: list[ConceptRow] = field(default_factory=list)
    titles: list[TitleRow] = field(default_factory=list)
    edges: list[EdgeRow] = field(default_factory=list)
    gone: list[RetiredRow] = field(default_factory=list)

    def concept(self, *texts: str, counts: tuple[int, ...] = (), language: str = "en") -> int:
        """A concept with these titles, joined by synonym edges; returns its number."""
        number = len(self.concepts) + 1
        first = len(self.titles) + 1
        self.concepts.append(ConceptRow(number, first))
        for index, text in enumerate(texts):
            count = counts[index] if counts else 1
            normal = normalise(text)
            self.titles.append(TitleRow(first + index, normal.text, normal.key, number, language, count))
            if index:
                self._edge("synonym", first, first + index)
        return number

    def replaced(self, by: int) -> int:
        """A concept number that another one has replaced."""
        number = len(self.concepts) + 1
        self.concepts.append(ConceptRow(number, replaced_by=by))
        return number

    def retired(self, number: int, reason: str, instead: int | None = None) -> None:
        """A concept number that is out of the graph."""
        self.gone.append(RetiredRow(number, reason, instead))

    def say(self, a: str, relation: str, b: str, *, first_release: int = 0) -> int:
        """``a`` is ``relation`` than ``b``; returns the edge's id."""
        return self._edge(relation, self._title(a), self._title(b), first_release)

    def _title(self, text: str) -> int:
        return next(row.id for row in self.titles if row.text == text)

    def _edge(self, relation: str, subject: int, object_: int, first_release: int = 0) -> int:
        number = len(self.edges) + 1
        self.edges.append(EdgeRow(number, relation, subject, object_, number * 10, first_release, "review"))
        return number

    def content(self) -> SnapshotContent:
        """The columns."""
        return SnapshotContent.from_rows(self.concepts, self.titles, self.edges, self.gone)

    def snapshot(self, folder: Path, number: int = 1) -> Snapshot:
        """Built and opened."""
        folder.mkdir(parents=True, exist_ok=True)
        build_snapshot(self.content(), folder, number=number, ledger_seq=len(self.edges))
        return Snapshot(folder)


def kitchen() -> Drawing:
    """Cooks: a ladder of four rungs, a broader one, neighbours, a telling negative."""
    drawing = Drawing()
    drawing.concept("Cook", counts=(500,))
    drawing.concept("Line Cook", "Chef de Partie", "Station Cook", counts=(90, 60, 10))
    drawing.concept("Sous Chef", "Second Chef", counts=(80, 5))
    drawing.concept("Head Chef", "Chef de Cuisine", counts=(70, 20))
    drawing.concept("Executive Chef", counts=(30,))
    drawing.concept("Prep Cook", counts=(40,))
    drawing.concept("Restaurant Manager", counts=(55,))
    drawing.concept("Kitchen Designer", counts=(15,))
    drawing.concept("Pastry Cook", "Pâtissier", counts=(25, 8))
    drawing.concept("Senior Pastry Cook", counts=(6,))
    drawing.replaced(by=2)
    drawing.say("Cook", "broader", "Line Cook")
    drawing.say("Cook", "broader", "Prep Cook")
    drawing.say("Cook", "broader", "Pastry Cook")
    drawing.say("Sous Chef", "senior", "Line Cook")
    drawing.say("Head Chef", "senior", "Sous Chef")
    drawing.say("Head Chef", "senior", "Line Cook")
    drawing.say("Executive Chef", "senior", "Head Chef")
    drawing.say("Line Cook", "senior", "Prep Cook")
    drawing.say("Head Chef", "related", "Restaurant Manager")
    drawing.say("Line Cook", "related", "Kitchen Designer")
    drawing.say("Cook", "unrelated", "Kitchen Designer")
    drawing.say("Senior Pastry Cook", "senior", "Pastry Cook")
    return drawing


def random_graph(seed: int, concepts: int = 60, edges: int = 150) -> Drawing:
    """A graph that keeps the algebra's order: directed edges run from lower to higher numbers only."""
    random = np.random.default_rng(seed)
    drawing = Drawing()
    names = [f"trade {i}" for i in range(concepts)]
    for name in names:
        extra = [f"{name} variant {k}" for k in range(int(random.integers(0, 3)))]
        drawing.concept(name, *extra, counts=tuple(int(c) for c in random.integers(1, 1000, 1 + len(extra))))
    taken = set()
    for _ in range(edges):
        a, b = sorted(int(x) for x in random.choice(concepts, 2, replace=False))
        relation = str(random.choice(["broader", "senior", "related", "unrelated"]))
        if (a, b) in taken:
            continue
        taken.add((a, b))
        if relation in DIRECTED_RELATIONS or random.random() < 0.5:
            drawing.say(names[a], relation, names[b])
        else:
            drawing.say(names[b], relation, names[a])
    return drawing
