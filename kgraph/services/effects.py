"""How much each of many decisions would change, should it be made: for the order in which they are reviewed."""

from __future__ import annotations

from collections.abc import Sequence

from kgraph.core.algebra import MemoryGraph, Merged, Outcome, Preview, Settled, preview
from kgraph.selectors.loading import load_graph
from kgraph.services.preview import one_snapshot
from taxonomy.core.ranks import RANKS
from taxonomy.gate import Wish

_BUDGET = 2_000
_LAST = 2**62  # a decision that is later than all others
_RANK = RANKS["review"]


def effects_of(wishes: Sequence[Wish]) -> list[int]:
    """For each wish by itself: how many statements would newly hold, or hold no more, if a lead decided so.

    Counted are the edge itself (for synonyms: the pairs of titles that become one concept) and the edges between
    concepts that follow from it. 0 when the algebra refuses it, or when it stands already. Near the top of a large
    tree the count stops at what `_BUDGET` steps reach.

    Cost: reads the whole graph once (see `load_graph`), then about a millisecond for each wish.
    """
    if not wishes:
        return []
    with one_snapshot():
        graph = load_graph()
    return [_effect(graph, wish) for wish in wishes]


def _effect(graph: MemoryGraph, wish: Wish) -> int:
    settled = Settled(_LAST, wish.title_a, wish.title_b, wish.relation, wish.reversed, _RANK)
    return changed_by(graph, preview(graph, settled, budget=_BUDGET))


def changed_by(graph: MemoryGraph, seen: Preview) -> int:
    """How many statements a previewed decision would change; the graph is as it was before."""
    own = _own(graph, seen.outcome)
    return own + len(seen.gained) + len(seen.lost) if own else 0


def _own(graph: MemoryGraph, outcome: Outcome) -> int:
    """What the decision says itself; the graph is as it was before."""
    if not isinstance(outcome, Merged) or outcome.effect.kind in {"confirmed", "nothing"}:
        return 0
    moves = [move for move in outcome.effect.moves if move.joins]
    joined = sum(len(move.titles) * len(graph.members.get(move.after, (0,))) for move in moves)
    return max(1, joined)
