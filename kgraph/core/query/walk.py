"""Neighbours of a concept, stated and inferred."""

from __future__ import annotations

from functools import partial
from itertools import repeat
from typing import Literal, NamedTuple

import numpy as np

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
            # Made without a call of Python's for each: a hub has thousands.
            columns = zip(
                step.to[start:stop].tolist(), repeat(word), step.edge[start:stop].tolist(), _NOT_VIA
            )
            found += map(_neighbour, columns)
    return found


_NOT_VIA: repeat[tuple[int, ...]] = repeat(())
_neighbour = partial(tuple.__new__, Neighbour)


LINKING = ("broader", "narrower", "senior", "junior", "related")
"""The words of edges that join concepts: all but `unrelated`."""


def numbers_around(snapshot: Snapshot, concept: int, words: tuple[str, ...] = LINKING) -> list[int]:
    """The concepts that edges of these words lead to, by word, without the edges: the cheapest question there is.

    Over all of `LINKING` it is one cut of the table of all steps, whose rows end with `unrelated`.
    """
    if words == LINKING:
        offsets, unrelated = snapshot.all_offsets, snapshot.steps["unrelated"]
        stop = offsets[concept + 1] - unrelated.offsets[concept + 1] + unrelated.offsets[concept]
        return snapshot.all_to[offsets[concept] : stop].tolist()
    found: list[int] = []
    for word in words:
        found += snapshot.outward[word].row(concept)
    return found


def reached(snapshot: Snapshot, concept: int, word: str) -> list[int]:
    """All concepts that a concept is ``word`` than, stated or inferred, each once, in no order.

    Cost: their edges, a level at a time. Few concepts are walked by Python, many as arrays: neither way is the faster one
    for both.
    """
    step = snapshot.outward[word]
    found = {concept}
    rim = step.row(concept)
    while rim:
        if len(found) + len(rim) > _WIDE:
            return _reached_many(snapshot, concept, word)
        new: set[int] = set()
        found.update(rim)
        for here in rim:
            new.update(step.row(here))
        rim = list(new - found)
    found.discard(concept)
    return list(found)


_WIDE = 128
"""Concepts from which on a closure is walked as arrays."""


def _reached_many(snapshot: Snapshot, concept: int, word: str) -> list[int]:
    """The same from the start, with a mark for every concept of the graph."""
    step = inverse(word)
    offsets, to = snapshot.array(f"{step}_offsets"), snapshot.array(f"{step}_to")
    seen = np.zeros(snapshot.concepts, dtype=bool)
    seen[concept] = True
    rim = np.array([concept], dtype=np.int64)
    while len(rim):
        starts = offsets[rim]
        sizes = offsets[rim + 1] - starts
        total = int(sizes.sum())
        place = np.arange(total) + np.repeat(starts - np.cumsum(sizes) + sizes, sizes)
        there = to[place]
        there = there[~seen[there]]
        if len(there) * 16 > len(seen):  # a mark for each is cheaper than to sort them
            fresh = np.zeros(len(seen), dtype=bool)
            fresh[there] = True
            rim = np.flatnonzero(fresh)
        else:
            rim = np.unique(there).astype(np.int64)
        seen[rim] = True
    seen[concept] = False
    numbers: list[int] = np.flatnonzero(seen).tolist()
    return numbers


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
