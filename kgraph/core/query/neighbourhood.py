"""The part of the graph around a concept, for a picture of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from kgraph.core.query.walk import one_on
from kgraph.core.snapshot.reader import Snapshot
from taxonomy.core.relations import inverse

DRAWN = ("broader", "narrower", "senior", "junior", "related")


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Concepts with their distance, and the edges among them as (edge, subject, relation, object).

    Attributes:
        cut: how many concepts within the depth were left out for the limit.
    """

    hops: dict[int, int]
    edges: list[tuple[int, int, str, int]]
    cut: int


def neighbourhood(
    snapshot: Snapshot, concept: int, *, depth: int, limit: int, words: tuple[str, ...] = DRAWN
) -> Neighbourhood:
    """Concepts within ``depth`` edges, near ones first and among equally near ones the most used; at most ``limit``."""
    hops = {concept: 0}
    rim, cut = [concept], 0
    for distance in range(1, depth + 1):
        found = set(one_on(snapshot, rim, words)) - hops.keys()
        ranked = sorted(found, key=lambda c: (-snapshot.concept_count(c), c))
        rim = ranked[: max(0, limit - len(hops))]
        cut += len(ranked) - len(rim)
        hops.update(dict.fromkeys(rim, distance))
        if cut:
            break
    return Neighbourhood(hops, edges_among(snapshot, hops, words), cut)


def edges_among(
    snapshot: Snapshot, concepts: Collection[int], words: tuple[str, ...]
) -> list[tuple[int, int, str, int]]:
    """The edges among concepts as (edge, subject, relation, object), each once, in the order of the edges."""
    stored = {"broader", "senior", "related", "unrelated"} & (set(words) | {inverse(word) for word in words})
    inside = set(concepts)
    edges = []
    for relation in sorted(stored):
        step = snapshot.steps[inverse(relation)]
        for here in inside:
            for there, edge in step.edges(here):
                if there in inside and (relation in ("broader", "senior") or here < there):
                    edges.append((edge, here, relation, there))
    return sorted(edges)
