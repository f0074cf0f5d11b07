"""Many decisions tried one after the other without making them: what a bulk review would do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from kgraph.core.algebra import Merged, Refused, Settled, merge, preview
from kgraph.selectors.retirements import retired_titles
from kgraph.selectors.stored_graph import StoredGraph
from kgraph.services.effects import changed_by
from kgraph.services.preview import one_snapshot
from taxonomy.core.ranks import RANKS
from taxonomy.gate import Rehearsed, Wish

_FIRST: Final = 2**61
"""Decisions that are later than all others, and edges with numbers that no edge has."""
_BUDGET: Final = 500


def rehearse(wishes: Sequence[Wish]) -> list[Rehearsed]:
    """What would become of these decisions, made by a lead one after the other; reads only.

    A later one meets what the earlier ones would have done: two proposals that fit the graph may still contradict each
    other. Statements are counted as in `effects_of`; near the top of a large tree the count stops at what `_BUDGET`
    steps reach.

    Cost: a few reads of the graph for each wish, of what lies around its titles.
    """
    found = []
    with one_snapshot():
        graph = StoredGraph()
        settled = [
            Settled(_FIRST + n, w.title_a, w.title_b, w.relation, w.reversed, RANKS["review"])
            for n, w in enumerate(wishes)
        ]
        graph.need_pairs([one.pair for one in settled])
        retired = retired_titles([title for one in settled for title in one.pair])
        for number, one in enumerate(settled):
            barred = next((retired[title] for title in one.pair if title in retired), None)
            if barred is not None:
                found.append(Rehearsed(0, barred.sentence, barred.chain_data()))
                continue
            seen = preview(graph, one, budget=_BUDGET)
            if isinstance(seen.outcome, Refused):
                refusal = seen.outcome.refusal
                found.append(Rehearsed(0, refusal.sentence, refusal.chain_data()))
                continue
            found.append(Rehearsed(changed_by(graph, seen)))
            if isinstance(seen.outcome, Merged):
                merge(graph, one, number=_FIRST + number)
    return found
