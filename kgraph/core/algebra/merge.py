"""Merging a decision into a graph in memory, and taking that back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from kgraph.core.algebra.check import check
from kgraph.core.algebra.facts import SYNONYM, GraphEdge, Settled
from kgraph.core.algebra.memory import MemoryGraph
from kgraph.core.algebra.proof import Refusal


@dataclass(frozen=True, slots=True)
class Move:
    """Titles that passed from one concept to another: a merge, or (when ``after`` is revived) a split."""

    titles: tuple[int, ...]
    before: int
    after: int

    @property
    def joins(self) -> bool:
        """A merge: the smaller number stays."""
        return self.after < self.before


@dataclass(frozen=True, slots=True)
class Effect:
    """What a merged decision did to the graph.

    Attributes:
        kind: ``confirmed`` when the pair stood in that relation already; ``nothing`` when nothing was to be ended.
        added: the new edge (for ``confirmed``: the same edge, now standing on this decision).
        ended: the edge that it replaces, confirms or takes back.
        founded: titles that came into the graph, with the numbers of the concepts they found.
        moves: in the order in which they happened.
    """

    kind: Literal["added", "replaced", "confirmed", "ended", "nothing"]
    added: GraphEdge | None = None
    ended: GraphEdge | None = None
    founded: tuple[tuple[int, int], ...] = ()
    moves: tuple[Move, ...] = ()


@dataclass(frozen=True, slots=True)
class Merged:
    """The decision is in the graph."""

    effect: Effect


@dataclass(frozen=True, slots=True)
class Refused:
    """The decision breaks the algebra; the graph is as it was."""

    refusal: Refusal


@dataclass(frozen=True, slots=True)
class Outranked:
    """The pair's edge stands on a decision of higher rank; the graph is as it was."""

    edge: GraphEdge


@dataclass(frozen=True, slots=True)
class Stale:
    """The pair's edge stands on a later decision; the graph is as it was."""

    edge: GraphEdge


Outcome = Merged | Refused | Outranked | Stale


def merge(graph: MemoryGraph, settled: Settled, *, number: int) -> Outcome:
    """Merge one decision; a decision about a pair that has an edge replaces it in one step.

    Args:
        number: for the edge, should it be added (the tick of that event).
    """
    former = graph.edge_of(settled.pair)
    if former is not None:
        if former.decision > settled.decision:
            return Stale(former)
        if former.rank > settled.rank:
            return Outranked(former)
    if not settled.relation:
        return Merged(_end(graph, former) if former else Effect("nothing"))
    new = settled.edge(number)
    if former is None:
        refusal = check(graph, new)
        return Refused(refusal) if refusal else Merged(_add(graph, new))
    if (former.relation, former.subject) == (new.relation, new.subject):
        return Merged(_confirm(graph, former, new))
    ending = _end(graph, former)
    refusal = check(graph, new)
    if refusal is not None:
        undo(graph, ending)
        return Refused(refusal)
    adding = _add(graph, new)
    return Merged(
        Effect("replaced", added=new, ended=former, founded=adding.founded, moves=ending.moves + adding.moves)
    )


def undo(graph: MemoryGraph, effect: Effect) -> None:
    """Take the effect of the last merge back, exactly."""
    if effect.added is not None:
        graph.detach(effect.added)
    for move in reversed(effect.moves):
        graph.move(move.titles, move.after, move.before)
    for title, _ in reversed(effect.founded):
        graph.unfound(title)
    if effect.ended is not None:
        graph.attach(effect.ended)


def _add(graph: MemoryGraph, new: GraphEdge) -> Effect:
    # In the order of the pair, so that the numbers depend on the ledger only.
    founded = tuple((title, number) for title in new.pair if (number := graph.found(title)) is not None)
    moves: tuple[Move, ...] = ()
    a, b = graph.concept_of[new.subject], graph.concept_of[new.object]
    if new.relation == SYNONYM and a != b:
        before, after = max(a, b), min(a, b)
        graph.need_whole((before, after))
        moves = (Move(tuple(graph.members[before]), before, after),)
        graph.move(moves[0].titles, before, after)
    graph.attach(new)
    return Effect("added", added=new, founded=founded, moves=moves)


def _end(graph: MemoryGraph, edge: GraphEdge) -> Effect:
    if edge.relation != SYNONYM:
        graph.detach(edge)
        return Effect("ended", ended=edge)
    concept = graph.concept_of[edge.subject]
    graph.need_whole((concept,))
    graph.detach(edge)
    part = graph.synonyms_from(edge.subject)
    if edge.object in part:
        return Effect("ended", ended=edge)
    leaving = graph.members[concept] - part
    if concept == min(graph.founded[title] for title in leaving):
        leaving = part
    revived = min(graph.founded[title] for title in leaving)
    move = Move(tuple(leaving), concept, revived)
    graph.move(move.titles, concept, revived)
    return Effect("ended", ended=edge, moves=(move,))


def _confirm(graph: MemoryGraph, former: GraphEdge, new: GraphEdge) -> Effect:
    confirmed = replace(new, id=former.id)
    graph.detach(former)
    graph.attach(confirmed)
    return Effect("confirmed", added=confirmed, ended=former)
