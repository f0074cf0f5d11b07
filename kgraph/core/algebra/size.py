"""How much a decision changes, and whether that is more than one person may decide."""

from __future__ import annotations

from dataclasses import dataclass

from kgraph.core.algebra.facts import SYNONYM, Settled
from kgraph.core.algebra.memory import MemoryGraph
from kgraph.core.algebra.merge import Merged
from kgraph.core.algebra.preview import preview
from kgraph.core.algebra.proof import Refusal, Rule
from taxonomy.core.relations import DIRECTED_RELATIONS

_HOPS_PER_EDGE = 20
_LEAST_HOPS = 2_000


@dataclass(frozen=True, slots=True)
class SizeLimits:
    """From which size on another person must agree; None: never for that reason.

    Attributes:
        merge_titles: titles of the smaller one of two concepts that a synonym joins.
        inferred_edges: transitive edges gained and lost together that one person may still change.
    """

    merge_titles: int | None = None
    inferred_edges: int | None = None

    def off(self) -> bool:
        """Whether nothing waits."""
        return self.merge_titles is None and self.inferred_edges is None


def too_large(graph: MemoryGraph, settled: Settled, limits: SizeLimits) -> Refusal | None:
    """Why another person must agree to a decision; None when it is small, takes back, or cannot be merged anyway.

    A neighbourhood that is too large to be compared counts as too large. Cost: that of a preview whose budget grows
    with the limit, not with the graph.
    """
    if limits.off() or settled.relation not in {SYNONYM, *DIRECTED_RELATIONS}:
        return None
    budget = max(_LEAST_HOPS, _HOPS_PER_EDGE * (limits.inferred_edges or 0))
    ends = [graph.concept(title) for title in settled.pair]
    seen = preview(graph, settled, budget=budget)
    if not isinstance(seen.outcome, Merged) or seen.outcome.effect.kind not in ("added", "replaced"):
        return None
    reasons = []
    joins = any(move.joins for move in seen.outcome.effect.moves)
    if limits.merge_titles is not None and joins and None not in ends:
        graph.need_whole(end for end in ends if end is not None)
        smaller = min(len(graph.members[end]) for end in ends if end is not None)
        if smaller >= limits.merge_titles:
            reasons.append(f"it joins two concepts of {smaller:,} titles or more")
    changed = len(seen.gained) + len(seen.lost)
    if limits.inferred_edges is not None and (changed > limits.inferred_edges or not seen.complete):
        reasons.append(f"it changes {'at least ' if not seen.complete else ''}{changed:,} inferred edges")
    if not reasons:
        return None
    return Refusal(Rule.SECOND_YES, (), f"Another person must agree: {' and '.join(reasons)}.")
