"""The ladder of a concept: who stands below and above, rung by rung."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from kgraph.core.snapshot.reader import Snapshot


@dataclass(frozen=True, slots=True)
class Ladder:
    """Rungs from junior to senior; on each the concepts by use, most used first.

    Attributes:
        heights: of each rung, how many steps lie between it and somebody without juniors, on the longest way down.
        self_rung: index of the rung on which the concept asked about stands.
        cut: concepts of the ladder that were left out for the limit.
    """

    rungs: list[list[int]]
    heights: list[int]
    self_rung: int
    cut: int = 0


def ladder(snapshot: Snapshot, concept: int, *, line_only: bool = False, limit: int = 500) -> Ladder:
    """The ladder that a concept stands on.

    A rung is the longest way down to somebody without juniors. Concepts on one rung need not be comparable; those
    on different rungs neither, unless a way of ``senior`` edges leads from one to the other.

    Args:
        line_only: only those that are senior or junior to the concept, by however many steps.
        limit: concepts at the most, those nearest to the concept's rung first.
    """
    rung_of = snapshot.array("ladder_rung")
    members = _line(snapshot, concept) if line_only else _members(snapshot, concept)
    own = int(rung_of[concept])
    cut = max(0, len(members) - limit)
    if cut:
        members = sorted(members, key=lambda c: (c != concept, abs(int(rung_of[c]) - own), c))[:limit]
    rungs: dict[int, list[int]] = defaultdict(list)
    for member in members:
        rungs[int(rung_of[member])].append(member)
    heights = sorted(rungs)
    return Ladder(
        [sorted(rungs[height], key=lambda c: (-snapshot.concept_count(c), c)) for height in heights],
        heights,
        heights.index(own),
        cut,
    )


def _members(snapshot: Snapshot, concept: int) -> list[int]:
    number = int(snapshot.array("ladder_of")[concept])
    if number < 0:
        return [concept]
    offsets = snapshot.array("ladder_members_offsets")
    members: list[int] = snapshot.array("ladder_members")[offsets[number] : offsets[number + 1]].tolist()
    return members


def _line(snapshot: Snapshot, concept: int) -> list[int]:
    found = {concept}
    for word in ("senior", "junior"):
        step, rim = snapshot.steps[word], {concept}
        while rim:
            rim = {other for here in rim for other in step.row(here)} - found
            found |= rim
    return sorted(found)
