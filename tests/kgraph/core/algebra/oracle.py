"""The algebra by brute force, written from the rules alone: everything is recomputed with networkx."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

import networkx as nx

from kgraph.core.algebra import GraphEdge


def concepts_of(edges: Iterable[GraphEdge], titles: Iterable[int] = ()) -> dict[int, int]:
    """Title -> smallest title of its synonym component."""
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(titles)
    for edge in edges:
        graph.add_nodes_from([edge.subject, edge.object])
        if edge.relation == "synonym":
            graph.add_edge(edge.subject, edge.object)
    return {title: min(part) for part in nx.connected_components(graph) for title in part}


def contradicts(edges: Iterable[GraphEdge]) -> bool:
    """Whether these edges together break rules 1 to 4."""
    edges = list(edges)
    concept = concepts_of(edges)
    stands: dict[frozenset[int], set[str]] = {}
    for relation in ("broader", "senior"):
        directed: nx.DiGraph[int] = nx.DiGraph()
        for edge in edges:
            if edge.relation == relation:
                directed.add_edge(concept[edge.subject], concept[edge.object])
        if not nx.is_directed_acyclic_graph(directed):
            return True
        for a, b in nx.transitive_closure(directed).edges:
            stands.setdefault(frozenset((a, b)), set()).add(relation)
    for edge in edges:
        if edge.relation in ("related", "unrelated"):
            pair = frozenset((concept[edge.subject], concept[edge.object]))
            if len(pair) == 1:
                return True
            stands.setdefault(pair, set()).add(edge.relation)
    return any(len(relations) > 1 for relations in stands.values())


def smallest_proof(edges: Iterable[GraphEdge], new: GraphEdge, *, at_most: int) -> int:
    """How many of the edges it takes at least to contradict the new one (at_most + 1 when that is not enough)."""
    edges = list(edges)
    for size in range(at_most + 1):
        if any(contradicts([*some, new]) for some in combinations(edges, size)):
            return size
    return at_most + 1
