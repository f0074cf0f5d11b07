"""Neighbours of a concept, stated and inferred."""

from __future__ import annotations

from typing import Literal, NamedTuple

from kgraph.core.snapshot.reader import Snapshot
from taxonomy.core.relations import DIRECTED_RELATIONS, inverse

Direction = Literal["out", "in", "both"]
SEEN_WORDS = ("broader", "narrower", "senior", "junior", "related", "unrelated")
TRANSITIVE = frozenset({"broader", "narrower", "senior", "junior"})


class Neighbour(NamedTuple):
    """A concept next to the one asked about, which *is* ``relation`` than it.

    Attributes:
        edge: dense number of the edge; of the first edge on the way when inferred.
        via: the concepts in between, in order; empty when an edge states it.
    """

    concept: int
    relation: str
    edge: int
    via: tuple[int, ...] = ()

    @property
    def inferred(self) -> bool:
        """Whether it follows from several edges rather than standing in one."""
        return bool(self.via)


def words_asked(relations: tuple[str, ...], direction: Direction) -> tuple[str, ...]:
    """The words to look for, from the concept asked about to its neighbours.

    ``out``: the concept is ``relation`` than its neighbours. ``in``: they are ``relation`` than it. ``both``: either.
    Without relations, ``out`` are the facts that the concept is the subject of (broader, senior and the symmetric).
    """
    if not relations:
        if direction == "both":
            return SEEN_WORDS
        relations = (*sorted(DIRECTED_RELATIONS), "related", "unrelated")
    outward = {word for word in relations if word in SEEN_WORDS}
    inward = {inverse(word) for word in outward}
    wanted = {"out": outward, "in": inward, "both": outward | inward}[direction]
    return tuple(word for word in SEEN_WORDS if word in wanted)


def neighbours(snapshot: Snapshot, concept: int, words: tuple[str, ...]) -> list[Neighbour]:
    """What edges state between a concept and others, by word and then in the order of concepts."""
    found: list[Neighbour] = []
    for word in words:
        step = snapshot.outward[word]
        start, stop = step.offsets[concept], step.offsets[concept + 1]
        if start < stop:
            rows = zip(step.to[start:stop].tolist(), step.edge[start:stop].tolist(), strict=True)
            found += [Neighbour(other, word, edge) for other, edge in rows]
    return found


def closure(snapshot: Snapshot, concept: int, words: tuple[str, ...], limit: int) -> list[Neighbour]:
    """What follows by transitivity and is not stated: nearest first, each by a shortest way, ``limit`` per word."""
    found = []
    for word in words:
        if word in TRANSITIVE:
            found += _follow(snapshot, concept, word, limit)
    return found


def _follow(snapshot: Snapshot, concept: int, word: str, limit: int) -> list[Neighbour]:
    step = snapshot.outward[word]
    # (via, first edge) of everything reached so far
    reached: dict[int, tuple[tuple[int, ...], int]] = {concept: ((), -1)}
    rim = []
    for other, edge in step.edges(concept):
        reached[other] = ((), edge)
        rim.append(other)
    found: list[Neighbour] = []
    while rim and len(found) < limit:
        following = []
        for here in rim:
            via, first = reached[here]
            for other in step.row(here):
                if other not in reached:
                    reached[other] = ((*via, here), first)
                    found.append(Neighbour(other, word, first, (*via, here)))
                    following.append(other)
        rim = following
    return found[:limit]
