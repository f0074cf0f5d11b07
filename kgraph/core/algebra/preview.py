"""What a decision would change, found by merging it, looking, and taking it back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kgraph.core.algebra.facts import BROADER, JUNIOR, NARROWER, SENIOR, SYNONYM, Settled, Step
from kgraph.core.algebra.memory import MemoryGraph
from kgraph.core.algebra.merge import Effect, Merged, Outcome, merge, undo

_DOWN: dict[str, Step] = {BROADER: NARROWER, SENIOR: JUNIOR}
InferredEdge = tuple[str, int, int]  # relation, subject concept, object concept


@dataclass(frozen=True, slots=True)
class Preview:
    """What merging would do.

    Attributes:
        outcome: as of the merge itself.
        gained, lost: transitive edges between concepts (as they are before a merge, after a split), in order;
            the edge between the decision's own two concepts is not counted.
        complete: false when the neighbourhood was too large and only a part of it was compared.
    """

    outcome: Outcome
    gained: tuple[InferredEdge, ...] = ()
    lost: tuple[InferredEdge, ...] = ()
    complete: bool = True


class _Budget:
    def __init__(self, hops: int) -> None:
        self.left = hops

    @property
    def spent(self) -> bool:
        return self.left <= 0


def preview(graph: MemoryGraph, settled: Settled, *, budget: int = 20_000) -> Preview:
    """Merge, compare, undo; the graph is as before.

    Args:
        budget: how many hops the comparison may take, before and after each.
    """
    former = graph.edge_of(settled.pair)
    touched = {settled.relation, former.relation if former else ""}
    relations = [r for r in _DOWN if r in touched or SYNONYM in touched]
    ends = {c for title in settled.pair if (c := graph.concept(title)) is not None}
    hops = _Budget(budget)
    above = {r: _reach(graph, r, ends, hops) | ends for r in relations}
    below = {r: {c: _reach(graph, _DOWN[r], {c}, hops) for c in sorted(above[r])} for r in relations}
    outcome = merge(graph, settled, number=0)
    if not isinstance(outcome, Merged):
        return Preview(outcome)
    effect = outcome.effect
    try:
        own = {graph.concept_of[title] for title in settled.pair if title in graph.concept_of} | ends
        before = _spread(below, _parts(effect, joined=False))
        again = _Budget(budget)
        after = _spread(_after(graph, relations, above, effect, own, again), _parts(effect, joined=True))
    finally:
        undo(graph, effect)

    def between(edges: set[InferredEdge]) -> tuple[InferredEdge, ...]:
        return tuple(sorted(e for e in edges if not {e[1], e[2]} <= own))

    return Preview(outcome, between(after - before), between(before - after), not (hops.spent or again.spent))


def _reach(graph: MemoryGraph, step: Step, starts: Iterable[int], budget: _Budget) -> set[int]:
    """All concepts that lead on from ``starts`` by this step, level by level, until the budget is spent."""
    reached: set[int] = set()
    rim = set(starts)
    while rim and not budget.spent:
        graph.prefetch({step: rim})
        following: set[int] = set()
        for concept in rim:
            for other, _ in graph.hops(step, concept):
                budget.left -= 1
                if other not in reached:
                    following.add(other)
        reached |= following
        rim = following
    return reached


def _after(
    graph: MemoryGraph,
    relations: list[str],
    above: dict[str, set[int]],
    effect: Effect,
    own: set[int],
    budget: _Budget,
) -> dict[str, dict[int, set[int]]]:
    alive = {move.before: move.after for move in effect.moves if move.joins}
    found: dict[str, dict[int, set[int]]] = {}
    for relation in relations:
        upper = {alive.get(c, c) for c in above[relation] | own}
        found[relation] = {
            c: _reach(graph, _DOWN[relation], {c}, budget) for c in sorted(upper) if c in graph.members
        }
    return found


def _parts(effect: Effect, *, joined: bool) -> dict[int, tuple[int, int]]:
    """Concepts that stand for two: the joined one after a merge, the parted one before a split."""
    if joined:
        return {m.after: (m.after, m.before) for m in effect.moves if m.joins}
    return {m.before: (m.before, m.after) for m in effect.moves if not m.joins}


def _spread(below: dict[str, dict[int, set[int]]], parts: dict[int, tuple[int, int]]) -> set[InferredEdge]:
    edges: set[InferredEdge] = set()
    for relation, tree in below.items():
        for upper, lowers in tree.items():
            for x in parts.get(upper, (upper,)):
                edges.update((relation, x, y) for lower in lowers for y in parts.get(lower, (lower,)))
    return edges
