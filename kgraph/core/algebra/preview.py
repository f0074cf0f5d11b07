"""What a decision would change, found by merging it, looking, and taking it back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kgraph.core.algebra.facts import BROADER, JUNIOR, NARROWER, SENIOR, SYNONYM, Settled, Step
from kgraph.core.algebra.memory import MemoryGraph
from kgraph.core.algebra.merge import Effect, Merged, Outcome, Refused, merge, undo
from kgraph.core.algebra.proof import Refusal

_AT_ONCE = 200
"""Concepts of a level that are read in one go; the budget is looked at in between."""
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
    """All concepts that lead on from ``starts`` by this step, level by level, until the budget is spent.

    One wide level may be as large as the graph, so that the budget holds within a level too.
    """
    reached: set[int] = set()
    rim = sorted(starts)
    while rim and budget.left > 0:
        following: set[int] = set()
        for start in range(0, len(rim), _AT_ONCE):
            if budget.left <= 0:
                break
            part = rim[start : start + _AT_ONCE]
            graph.prefetch({step: part})
            for concept in part:
                for other, _ in graph.hops(step, concept):
                    budget.left -= 1
                    if other not in reached:
                        following.add(other)
        reached |= following
        rim = sorted(following)
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


def made_impossible(
    graph: MemoryGraph, settled: Settled, others: Sequence[Settled]
) -> list[tuple[Settled, Refusal]]:
    """Those of ``others`` that could be merged now but not after ``settled``, each with the proof.

    Each is looked at by itself. The graph is as before. Cost: two checks for each.
    """
    open_now = [other for other in others if isinstance(_try(graph, other), Merged)]
    outcome = merge(graph, settled, number=0)
    if not isinstance(outcome, Merged):
        return []
    try:
        tried = [(other, _try(graph, other)) for other in open_now]
    finally:
        undo(graph, outcome.effect)
    return [(other, found.refusal) for other, found in tried if isinstance(found, Refused)]


def _try(graph: MemoryGraph, settled: Settled) -> Outcome:
    """What merging would bring, taken back at once. The number is one that no edge has."""
    outcome = merge(graph, settled, number=-1)
    if isinstance(outcome, Merged):
        undo(graph, outcome.effect)
    return outcome
