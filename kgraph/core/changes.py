"""What changes of a taxonomy are, as decisions on pairs of titles: move, merge, split. Pure; see `services.changes`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kgraph.core.algebra import Settled
from taxonomy.core.ranks import RANKS
from taxonomy.core.relations import store

LATEST = 2**62
"""A decision that is considered is later than all that were made."""


@dataclass(frozen=True, slots=True)
class Step:
    """A decision that a change is made of: ``title_a`` is ``relation`` to ``title_b``; None takes back what stands."""

    title_a: int
    title_b: int
    relation: str | None

    @property
    def pair(self) -> tuple[int, int]:
        """The two titles in the order of their numbers."""
        return (self.title_a, self.title_b) if self.title_a < self.title_b else (self.title_b, self.title_a)

    def settled(self, *, number: int = LATEST, settled_by: str = "review") -> Settled:
        """As the algebra reads it."""
        low, high = self.pair
        stored = store(self.relation, swapped=self.title_a != low) if self.relation else None
        return Settled(
            number,
            low,
            high,
            stored.relation if stored else "",
            stored.reversed if stored else False,
            RANKS[settled_by],
        )


def split_steps(
    members: Mapping[int, int], synonyms: Iterable[tuple[int, int]], leaving: Iterable[int]
) -> list[Step]:
    """The decisions that part some titles from their concept and keep both parts whole.

    Args:
        members: title -> how it ranks within the concept, the preferred one first (the smallest number).
        synonyms: the pairs of titles on which active synonym edges stand.
        leaving: the titles that go; some, and not all.
    """
    gone = set(leaving)
    pairs = list(synonyms)
    cut = [pair for pair in pairs if (pair[0] in gone) != (pair[1] in gone)]
    kept = [pair for pair in pairs if (pair[0] in gone) == (pair[1] in gone)]
    steps = [Step(a, b, None) for a, b in cut]
    for side in (set(members) - gone, gone):
        order = sorted(side, key=lambda title: (members[title], title))
        parts = _components(order, kept)
        steps += [Step(parts[0][0], part[0], "synonym") for part in parts[1:]]
    return steps


def _components(titles: Sequence[int], pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Titles that pairs join, part by part; the parts and the titles in them in the order given."""
    near: dict[int, set[int]] = {title: set() for title in titles}
    for a, b in pairs:
        if a in near and b in near:
            near[a].add(b)
            near[b].add(a)
    parts: list[list[int]] = []
    seen: set[int] = set()
    for title in titles:
        if title in seen:
            continue
        reached, rim = {title}, [title]
        while rim:
            for other in near[rim.pop()] - reached:
                reached.add(other)
                rim.append(other)
        seen |= reached
        parts.append([one for one in titles if one in reached])
    return parts
