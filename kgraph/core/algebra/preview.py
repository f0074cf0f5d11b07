"""What a decision would change, found by merging it, looking, and taking it back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kgraph.core.algebra.facts import BROADER, JUNIOR, NARROWER, SENIOR, SYNONYM, Settled, Step
from kgraph.core.algebra.memory import MemoryGraph
from kgraph.core.algebra.merge import Effect, Merged, Move, Outcome, Refused, merge, undo
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


@dataclass(frozen=True, slots=True)
class SeriesPreview:
    """What merging several decisions one after the other would do.

    Attributes:
        outcomes: as of the merges themselves; the last one is the refusal when not all could be merged.
        gained, lost, complete: as in `Preview`, from before the first to after the last; empty after a refusal.
    """

    outcomes: tuple[Outcome, ...] = ()
    gained: tuple[InferredEdge, ...] = ()
    lost: tuple[InferredEdge, ...] = ()
    complete: bool = True


def preview(graph: MemoryGraph, settled: Settled, *, budget: int = 20_000) -> Preview:
    """Merge, compare, undo; the graph is as before.

    Args:
        budget: how many hops the comparison may take, before and after each.
    """
    seen = preview_series(graph, (settled,), budget=budget)
    return Preview(seen.outcomes[0], seen.gained, seen.lost, seen.complete)


def preview_series(graph: MemoryGraph, series: Sequence[Settled], *, budget: int = 20_000) -> SeriesPreview:
    """Merge all of a series in its order up to the first that is refused, compare, undo; the graph is as before."""
    formers = [graph.edge_of(settled.pair) for settled in series]
    touched = {settled.relation for settled in series} | {edge.relation for edge in formers if edge}
    relations = [r for r in _DOWN if r in touched or SYNONYM in touched]
    ends = {c for settled in series for c in _ends(graph, settled)}
    owns = [_ends(graph, settled) for settled in series]
    hops = _Budget(budget)
    above = {r: _reach(graph, r, ends, hops) | ends for r in relations}
    below = {r: {c: _reach(graph, _DOWN[r], {c}, hops) for c in sorted(above[r])} for r in relations}
    outcomes, effects = _merge_all(graph, series)
    try:
        if len(effects) < len(series):
            return SeriesPreview(tuple(outcomes))
        owns = [own | _ends(graph, settled) for own, settled in zip(owns, series, strict=True)]
        moves = tuple(move for effect in effects for move in effect.moves)
        before = _spread(below, _parts(moves, joined=False))
        again = _Budget(budget)
        own = {c for pair in owns for c in pair}
        after = _spread(_after(graph, relations, above, moves, own, again), _parts(moves, joined=True))
    finally:
        _undo_all(graph, effects)

    def between(edges: set[InferredEdge]) -> tuple[InferredEdge, ...]:
        return tuple(sorted(e for e in edges if not any({e[1], e[2]} <= own for own in owns)))

    complete = not (hops.spent or again.spent)
    return SeriesPreview(tuple(outcomes), between(after - before), between(before - after), complete)


def _ends(graph: MemoryGraph, settled: Settled) -> set[int]:
    """The concepts of a decision's titles, as far as they have one."""
    return {c for title in settled.pair if (c := graph.concept(title)) is not None}


def _merge_all(graph: MemoryGraph, series: Sequence[Settled]) -> tuple[list[Outcome], list[Effect]]:
    """The outcomes up to the first that is no merge, and the effects of those before; their edges count from -2 down."""
    outcomes: list[Outcome] = []
    effects: list[Effect] = []
    for index, settled in enumerate(series):
        outcome = merge(graph, settled, number=-2 - index)
        outcomes.append(outcome)
        if not isinstance(outcome, Merged):
            break
        effects.append(outcome.effect)
    return outcomes, effects


def _undo_all(graph: MemoryGraph, effects: Sequence[Effect]) -> None:
    for effect in reversed(effects):
        undo(graph, effect)


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
    moves: Sequence[Move],
    own: set[int],
    budget: _Budget,
) -> dict[str, dict[int, set[int]]]:
    alive = {move.before: move.after for move in moves if move.joins}

    def now(concept: int) -> int:
        while concept in alive and concept not in graph.members:
            concept = alive[concept]
        return concept

    found: dict[str, dict[int, set[int]]] = {}
    for relation in relations:
        upper = {now(c) for c in above[relation] | own}
        found[relation] = {
            c: _reach(graph, _DOWN[relation], {c}, budget) for c in sorted(upper) if c in graph.members
        }
    return found


def _parts(moves: Sequence[Move], *, joined: bool) -> dict[int, tuple[int, ...]]:
    """Concepts that stand for several: the joined one after merges, the parted one before splits."""
    parts: dict[int, list[int]] = {}
    for move in moves:
        if move.joins != joined:
            continue
        whole, part = (move.after, move.before) if joined else (move.before, move.after)
        held = next((key for key, own in parts.items() if whole in own), whole)
        parts.setdefault(held, [held]).extend(parts.pop(part, [part]))
    return {whole: tuple(own) for whole, own in parts.items()}


def _spread(below: dict[str, dict[int, set[int]]], parts: dict[int, tuple[int, ...]]) -> set[InferredEdge]:
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
    return made_impossible_by(graph, (settled,), others)


def made_impossible_by(
    graph: MemoryGraph, series: Sequence[Settled], others: Sequence[Settled]
) -> list[tuple[Settled, Refusal]]:
    """The same for several decisions that are merged one after the other; nothing when one of them is refused."""
    open_now = [other for other in others if isinstance(_try(graph, other), Merged)]
    _, effects = _merge_all(graph, series)
    try:
        if len(effects) < len(series):
            return []
        tried = [(other, _try(graph, other)) for other in open_now]
    finally:
        _undo_all(graph, effects)
    return [(other, found.refusal) for other, found in tried if isinstance(found, Refused)]


def _try(graph: MemoryGraph, settled: Settled) -> Outcome:
    """What merging would bring, taken back at once. The number is one that no edge has."""
    outcome = merge(graph, settled, number=-1)
    if isinstance(outcome, Merged):
        undo(graph, outcome.effect)
    return outcome
