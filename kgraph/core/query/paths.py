"""A shortest way between two concepts, searched from both ends at once (Pohl 1971)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kgraph.core.snapshot.adjacency import Step
from kgraph.core.snapshot.reader import Snapshot
from taxonomy.core.relations import inverse


@dataclass(frozen=True, slots=True)
class PathStep:
    """One edge of a way: the concept ``start`` is ``relation`` than the concept ``end``."""

    edge: int
    start: int
    relation: str
    end: int


_Came = dict[int, tuple[int, str, int]]
"""For each concept reached: from where, by which word (of the nearer end towards the farther), on which edge."""


def shortest_path(
    snapshot: Snapshot, start: int, end: int, words: tuple[str, ...], *, limit: int = 2_000_000
) -> list[PathStep] | None:
    """The fewest edges from one concept to the other, each read as one of ``words``; None when there is no way.

    Each step reads "``start`` is ``relation`` than ``end``", so with the word ``senior`` alone the way leads down.

    Args:
        words: of the seven, without synonym: titles of one concept are no distance apart.
        limit: edges looked at before giving up.
    """
    if start == end:
        return []
    forward = [(word, snapshot.steps[inverse(word)]) for word in words]
    backward = [(word, snapshot.steps[word]) for word in words]
    came: tuple[_Came, _Came] = ({start: (-1, "", -1)}, {end: (-1, "", -1)})
    rims = ([start], [end])
    looked = 0
    while rims[0] and rims[1] and looked < limit:
        side = 0 if _cost(forward, rims[0]) <= _cost(backward, rims[1]) else 1
        rim: list[int] = []
        meeting = -1
        for here in rims[side]:
            for word, step in (forward, backward)[side]:
                for there, edge in step.edges(here):
                    looked += 1
                    if there in came[side]:
                        continue
                    came[side][there] = (here, word, edge)
                    rim.append(there)
                    if meeting < 0 and there in came[1 - side]:
                        meeting = there
        if meeting >= 0:
            return _join(came, meeting)
        rims = (rim, rims[1]) if side == 0 else (rims[0], rim)
    return None


def _cost(steps: list[tuple[str, Step]], rim: Iterable[int]) -> int:
    return sum(step.degree(here) for here in rim for _, step in steps)


def _join(came: tuple[_Came, _Came], meeting: int) -> list[PathStep]:
    steps: list[PathStep] = []
    here = meeting
    while (link := came[0][here])[0] >= 0:
        steps.append(PathStep(link[2], link[0], link[1], here))
        here = link[0]
    steps.reverse()
    here = meeting
    while (link := came[1][here])[0] >= 0:
        steps.append(PathStep(link[2], here, link[1], link[0]))
        here = link[0]
    return steps
