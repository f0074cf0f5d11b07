"""The graph as a function of the ledger: replaying its events, and the hash that both must agree on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kgraph.core.algebra.facts import Settled
from kgraph.core.algebra.memory import MemoryGraph
from kgraph.core.algebra.merge import Effect, Merged, merge


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


def replay_steps(events: Iterable[Event], graph: MemoryGraph) -> Iterator[tuple[Event, Effect]]:
    """Merge events into ``graph`` one by one; the last event of each decision with what it did.

    Every decision is judged again on the way.

    Raises:
        ReplayBroken: when an event cannot have happened.
    """
    ending: Event | None = None
    for event in events:
        if event.action == "end" and event.settled.relation:
            ending = event  # the first half of a replacement; the same decision adds an edge next
            continue
        kind = {"end": "ended", "confirm": "confirmed"}.get(event.action, "replaced" if ending else "added")
        outcome = merge(graph, event.settled, number=event.edge)
        if not isinstance(outcome, Merged) or outcome.effect.kind != kind:
            raise ReplayBroken(
                f"tick {event.tick}: decision {event.settled.decision} gives {outcome}, not {kind}"
            )
        ending = None
        yield event, outcome.effect
    if ending is not None:
        raise ReplayBroken(f"tick {ending.tick}: an edge was ended for a new one that never came")


def replay(events: Iterable[Event], graph: MemoryGraph | None = None) -> MemoryGraph:
    """The graph after these events (in the order of their ticks), starting from ``graph`` or from nothing.

    Raises:
        ReplayBroken: when an event cannot have happened.
    """
    graph = graph if graph is not None else MemoryGraph()
    for _ in replay_steps(events, graph):
        pass
    return graph


def graph_hash(graph: MemoryGraph) -> str:
    """SHA-256 over memberships and edges, whatever the order in which they came about."""
    lines = [f"title {title} {concept}" for title, concept in graph.concept_of.items()]
    lines += [f"edge {e.id} {e.relation} {e.subject} {e.object} {e.decision}" for e in graph.edges.values()]
    digest = hashlib.sha256()
    for line in sorted(lines):
        digest.update(line.encode())
        digest.update(b"\n")
    return digest.hexdigest()
