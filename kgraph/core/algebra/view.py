"""What the checks need to see of a graph: neighbours, one level of a search at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Protocol

from kgraph.core.algebra.facts import GraphEdge, Step


class GraphView(Protocol):
    """A graph that can be walked. `MemoryGraph` holds all of it; a stored one reads what a search asks for."""

    def concept(self, title: int) -> int | None:
        """The concept of a title; None when the title is not in the graph."""

    def prefetch(self, wants: Mapping[Step, Collection[int]]) -> None:
        """Announce which hops from which concepts the next level takes, so that they are read in one go."""

    def hops(self, step: Step, concept: int) -> Iterator[tuple[int, int]]:
        """Neighbouring concepts and the edges that lead there. Announced before by `prefetch`."""

    def title_hops(self, step: Step, title: int) -> Iterator[tuple[int, int]]:
        """Neighbouring titles and the edges that lead there. The concept was announced before."""

    def edge(self, number: int) -> GraphEdge:
        """An edge that a hop named."""

    def names(self, titles: Iterable[int]) -> dict[int, str]:
        """The words of titles."""
