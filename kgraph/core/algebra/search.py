"""Shortest walk of a given shape between two nodes: breadth-first from both ends over node x state.

The product of a graph and an automaton, searched level by level (Pohl 1971 for the two ends; Mendelzon and Wood
1995 for regular paths, here on walks, where it is polynomial). Either end's exhaustion settles that there is none, so a
check costs what the smaller neighbourhood costs, not what the graph does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Protocol

from kgraph.core.algebra.facts import Step
from kgraph.core.algebra.machines import Arrows, Machine
from kgraph.core.algebra.view import GraphView

Key = tuple[int, int]  # node, state


class Terrain(Protocol):
    """The nodes that a search walks over."""

    def prefetch(self, wants: Mapping[Step, Collection[int]]) -> None:
        """Announce the next level's hops."""

    def hops(self, step: Step, node: int) -> Iterator[tuple[int, int]]:
        """Neighbours and the edges to them."""


class TitleTerrain:
    """A view walked title by title, which makes the synonym steps of a proof visible."""

    def __init__(self, view: GraphView) -> None:
        self.view = view
        self.hops = view.title_hops

    def prefetch(self, wants: Mapping[Step, Collection[int]]) -> None:
        """Announce by the concepts of the titles."""
        concept = self.view.concept
        self.view.prefetch(
            {step: {c for n in nodes if (c := concept(n)) is not None} for step, nodes in wants.items()}
        )


class _Side:
    """One end of the search: what it has seen, how it came there, and the rim it goes on from."""

    def __init__(self, starts: list[Key], arrows: Arrows, weights: dict[int, int]) -> None:
        self.arrows = arrows
        self.weights = weights
        self.came: dict[Key, tuple[Key, int] | None] = dict.fromkeys(starts)
        self.rim = [key for key in starts if arrows[key[1]]]

    def cost(self) -> int:
        """Roughly how many hops the next level takes."""
        weights = self.weights
        return sum(weights[state] for _, state in self.rim)

    def wants(self) -> dict[Step, set[int]]:
        """The hops of the next level."""
        wants: dict[Step, set[int]] = {}
        for node, state in self.rim:
            for step, _ in self.arrows[state]:
                wants.setdefault(step, set()).add(node)
        return wants

    def advance(self, terrain: Terrain, other: Mapping[Key, object]) -> Key | None:
        """Take one level; the first key that the other side has seen too, if any."""
        came, arrows, hops = self.came, self.arrows, terrain.hops
        rim: list[Key] = []
        for key in self.rim:
            node, state = key
            for step, after in arrows[state]:
                for neighbour, edge in hops(step, node):
                    reached = (neighbour, after)
                    if reached in came:
                        continue
                    came[reached] = (key, edge)
                    if reached in other:
                        return reached
                    if arrows[after]:
                        rim.append(reached)
        self.rim = rim
        return None

    def trail(self, key: Key) -> list[int]:
        """Edges from ``key`` back to where this side started."""
        edges: list[int] = []
        came = self.came[key]
        while came is not None:
            key, edge = came
            edges.append(edge)
            came = self.came[key]
        return edges


def shortest_walk(machine: Machine, source: int, target: int, terrain: Terrain) -> list[int] | None:
    """Edge ids of a shortest walk from ``source`` to another node ``target`` that ``machine`` accepts, else None.

    The first meeting of the two sides is a shortest one: with i - 1 and j levels behind them and no meeting,
    every walk has at least i + j steps, and a key met on level i closes one of exactly that many.
    """
    near = _Side([(source, 0)], machine.arrows, machine.weights)
    far = _Side([(target, state) for state in machine.arrows], machine.backward, machine.backward_weights)
    while near.rim and far.rim:
        side, other = (near, far) if near.cost() <= far.cost() else (far, near)
        terrain.prefetch(side.wants())
        met = side.advance(terrain, other.came)
        if met is not None:
            return [*reversed(near.trail(met)), *far.trail(met)]
    return None
