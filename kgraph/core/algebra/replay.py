"""The graph as a function of the ledger: replaying its events, and the hash that both must agree on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from kgraph.core.algebra.facts import Settled
from kgraph.core.algebra.memory import MemoryGraph
from kgraph.core.algebra.merge import Merged, merge


@dataclass(frozen=True, slots=True)
class Event:
    """One event: at ``tick`` the decision added, confirmed or ended an edge.

    A replacement is two events of one decision, end and add; they come with consecutive ticks.
    """

    tick: int
    action: str
    edge: int
    settled: Settled


class ReplayBroken(Exception):
    """The events do not follow from each other: the stored history was changed by something else."""


def replay(events: Iterable[Event], graph: MemoryGraph | None = None) -> MemoryGraph:
    """The graph after these events (in the order of their ticks), starting from ``graph`` or from nothing.

    Every decision is judged again on the way.

    Raises:
        ReplayBroken: when an event cannot have happened.
    """
    graph = graph if graph is not None else MemoryGraph()
    ending: Event | None = None
    for event in events:
        if event.action == "end":
            if event.settled.relation:  # the first half of a replacement; its decision adds an edge next
                ending = event
                continue
            _expect(graph, event, number=event.edge, kind="ended")
        elif event.action == "add":
            _expect(graph, event, number=event.edge, kind="replaced" if ending else "added")
            ending = None
        else:
            _expect(graph, event, number=event.edge, kind="confirmed")
    if ending is not None:
        raise ReplayBroken(f"tick {ending.tick}: an edge was ended for a new one that never came")
    return graph


def _expect(graph: MemoryGraph, event: Event, *, number: int, kind: str) -> None:
    outcome = merge(graph, event.settled, number=number)
    if not isinstance(outcome, Merged) or outcome.effect.kind != kind:
        raise ReplayBroken(f"tick {event.tick}: decision {event.settled.decision} gives {outcome}, not {kind}")


def graph_hash(graph: MemoryGraph) -> str:
    """SHA-256 over memberships and edges, whatever the order in which they came about."""
    lines = [f"title {title} {concept}" for title, concept in graph.concept_of.items()]
    lines += [f"edge {e.id} {e.relation} {e.subject} {e.object} {e.decision}" for e in graph.edges.values()]
    digest = hashlib.sha256()
    for line in sorted(lines):
        digest.update(line.encode())
        digest.update(b"\n")
    return digest.hexdigest()
