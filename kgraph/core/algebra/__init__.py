"""The relation algebra: what may enter the graph, why not, and what entering changes.

Reading order: `facts`, `view`, `machines`, `search`, `check`, `proof`, `memory`, `merge`, `preview`, `replay`.
"""

from kgraph.core.algebra.check import check
from kgraph.core.algebra.facts import GraphEdge, Settled
from kgraph.core.algebra.memory import MemoryGraph
from kgraph.core.algebra.merge import Effect, Merged, Move, Outcome, Outranked, Refused, Stale, merge, undo
from kgraph.core.algebra.preview import Preview, preview
from kgraph.core.algebra.proof import AlgebraRefusal, ChainLink, Refusal, Rule, refusal_fault
from kgraph.core.algebra.replay import Event, ReplayBroken, graph_hash, replay, replay_steps
from kgraph.core.algebra.view import GraphView

__all__ = [
    "AlgebraRefusal",
    "ChainLink",
    "Effect",
    "Event",
    "GraphEdge",
    "GraphView",
    "MemoryGraph",
    "Merged",
    "Move",
    "Outcome",
    "Outranked",
    "Preview",
    "Refusal",
    "Refused",
    "ReplayBroken",
    "Rule",
    "Settled",
    "Stale",
    "check",
    "graph_hash",
    "merge",
    "preview",
    "refusal_fault",
    "replay",
    "replay_steps",
    "undo",
]
