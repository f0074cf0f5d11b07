"""What an ordinary decision costs does not grow with the graph: reads are counted, not timed.

Families of titles (a head, its kinds, ranks of each, synonyms, neighbours) stand next to each other under one root,
as in a real taxonomy. A hundred times as many families may not make the question about one of them dearer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import pairwise

import pytest

from kgraph.core.algebra import GraphEdge, MemoryGraph, Merged, Settled, merge
from kgraph.core.algebra.check import check
from kgraph.core.algebra.facts import Step
from kgraph.core.algebra.merge import undo
from kgraph.core.algebra.preview import preview

ROOT = 1
SIZE = 40  # titles of a family
FEW, MANY = 10, 1_000
RELATIONS = ("synonym", "broader", "senior", "related", "unrelated")


class CountingGraph(MemoryGraph):
    """Counts the concepts whose neighbours are asked for, and the neighbours that are told."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0
        self.told = 0
        self.levels = 0

    def prefetch(self, wants: Mapping[Step, Collection[int]]) -> None:
        self.levels += 1
        self.asked += sum(len(concepts) for concepts in wants.values())

    def hops(self, step: Step, concept: int) -> Iterator[tuple[int, int]]:
        for hop in super().hops(step, concept):
            self.told += 1
            yield hop

    def work(self) -> tuple[int, int, int]:
        found = self.levels, self.asked, self.told
        self.levels = self.asked = self.told = 0
        return found


class Town:
    """``families`` of titles under one root; title ``t`` of family ``f`` is ``f * SIZE + t + 2``."""

    def __init__(self, families: int) -> None:
        self.graph = CountingGraph()
        self.seq = 0
        for family in range(families):
            self._family(family)
        self.graph.work()

    def say(self, subject: int, relation: str, object_: int) -> None:
        self.seq += 1
        low, high = sorted((subject, object_))
        outcome = merge(
            self.graph, Settled(self.seq, low, high, relation, subject != low, 50), number=self.seq
        )
        assert isinstance(outcome, Merged), outcome

    def _family(self, family: int) -> None:
        head, *rest = (family * SIZE + title + 2 for title in range(SIZE))
        self.say(ROOT, "broader", head)
        kinds, ranks = rest[:9], rest[9:27]
        for kind in kinds:
            self.say(head, "broader", kind)
        for below, rank in zip([*kinds, *kinds], ranks, strict=True):
            self.say(rank, "senior", below)
        for title, synonym in zip([head, *kinds], rest[27:37], strict=True):
            self.say(title, "synonym", synonym)
        for title, other in pairwise(kinds):
            self.say(title, "related", other)


@pytest.fixture(scope="module")
def towns() -> tuple[Town, Town]:
    return Town(FEW), Town(MANY)


# Titles of the first two families: a head, kinds, a rank of the first kind, and a synonym of it.
HEAD, KIND, OTHER, RANK = 2, 3, 5, 12
SECOND = SIZE
PLACES = {
    "two kinds of a family": (KIND, OTHER),
    "a kind and its rank": (KIND, RANK),
    "a head and a kind": (HEAD, KIND),
    "kinds of two families": (KIND, KIND + SECOND),
    "a rank and a kind of two families": (RANK, KIND + SECOND),
    "two heads": (HEAD, HEAD + SECOND),
}


@pytest.mark.parametrize("relation", RELATIONS)
@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("place", PLACES)
def test_a_check_reads_as_much_of_a_large_graph_as_of_a_small_one(
    place: str, turned: bool, relation: str, towns: tuple[Town, Town]
) -> None:
    subject, object_ = PLACES[place][::-1] if turned else PLACES[place]
    seen = []
    for town in towns:
        refusal = check(town.graph, GraphEdge(10**9, relation, subject, object_, 10**9, 50))
        seen.append((refusal.rule if refusal else None, refusal and len(refusal.chain), town.graph.work()))
    assert seen[0] == seen[1]
    levels, asked, told = seen[1][2]
    assert levels <= 16
    assert asked <= 2 * SIZE
    assert told <= 6 * SIZE


@pytest.mark.parametrize("relation", RELATIONS)
@pytest.mark.parametrize("place", [place for place in PLACES if "famil" in place])
def test_so_do_a_merge_and_taking_it_back(place: str, relation: str, towns: tuple[Town, Town]) -> None:
    low, high = sorted(PLACES[place])
    work = []
    for town in towns:
        outcome = merge(town.graph, Settled(10**9, low, high, relation, False, 50), number=10**9)
        work.append(town.graph.work())
        if isinstance(outcome, Merged):
            undo(town.graph, outcome.effect)
    assert work[0] == work[1]


@pytest.mark.parametrize("relation", ["synonym", "broader", "senior"])
def test_so_does_a_preview_within_a_family(relation: str, towns: tuple[Town, Town]) -> None:
    """It looks down from all that stands above both, the root included; the root's other families cost a hop each."""
    settled = Settled(10**9, KIND, OTHER, relation, False, 50)
    seen = [(preview(town.graph, settled, budget=1_000), town.graph.work()) for town in towns]
    assert isinstance(seen[0][0].outcome, type(seen[1][0].outcome))
    # The budget, before and after each, and what the last concepts read add to it: the root and 200 heads at most.
    assert all(told <= 2 * (1_000 + MANY + 200 * SIZE) for _, (_, _, told) in seen)
    assert [found.complete for found, _ in seen] == [True, relation == "senior"]
