"""Whether an edge may enter the graph."""

from __future__ import annotations

from kgraph.core.algebra.facts import SYNONYM, GraphEdge
from kgraph.core.algebra.machines import SEARCHES
from kgraph.core.algebra.proof import Refusal, refusal_of
from kgraph.core.algebra.search import TitleTerrain, shortest_walk
from kgraph.core.algebra.view import GraphView


def check(view: GraphView, new: GraphEdge) -> Refusal | None:
    """The refusal of an edge that would break rules 1 to 4, with a shortest proof; None when it may enter.

    The question is put to the concepts first, where it is cheap; only a refused edge is walked again title by
    title, so that the proof shows the synonyms it rests on. Cost: see `search`.
    """
    a, b = view.concept(new.subject), view.concept(new.object)
    if a is None or b is None:
        return None  # a title that is new to the graph has nothing to contradict
    if a == b:
        return None if new.relation == SYNONYM else _prove(view, new)
    for machine, swapped in SEARCHES[new.relation]:
        source, target = (b, a) if swapped else (a, b)
        if shortest_walk(machine, source, target, view) is not None:
            return _prove(view, new)
    return None


def _prove(view: GraphView, new: GraphEdge) -> Refusal:
    terrain = TitleTerrain(view)
    best: list[int] | None = None
    for machine, swapped in SEARCHES[new.relation]:
        source, target = (new.object, new.subject) if swapped else (new.subject, new.object)
        walk = shortest_walk(machine.on_titles, source, target, terrain)
        if walk is not None and (best is None or len(walk) < len(best)):
            best = walk[::-1] if swapped else walk
    if best is None:
        raise AssertionError("the concepts contradict the edge, their titles do not")
    chain = [view.edge(number) for number in best]
    titles = {new.subject, new.object, *(t for edge in chain for t in (edge.subject, edge.object))}
    return refusal_of(new, chain, view.names(titles))
