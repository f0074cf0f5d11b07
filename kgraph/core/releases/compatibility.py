"""Whether a release can take the place of another one without anybody looking: the rule of decision 0015.

A *minor* release may add titles, concepts and edges, merge concepts (the old number leads to the new one), choose other
preferred titles, and correct up to `CORRECTIONS` of the edges. What a program may have kept stays true or leads on.

A *major* release does more: a number leads nowhere any more, a number that led elsewhere is a concept of its own again,
a title is gone or belongs to a concept that its old one does not lead to, or more edges than that say something else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from kgraph.core.snapshot import Difference, Snapshot

CORRECTIONS: Final = 0.01
"""Share of the older release's edges that a minor release may remove or alter; at least one edge."""
Level = Literal["same", "minor", "major"]


@dataclass(frozen=True, slots=True)
class Compatibility:
    """How a release stands to an older one; ``reasons`` say in words what makes it a major one."""

    level: Level
    reasons: tuple[str, ...] = ()


def compatibility(old: Snapshot, new: Snapshot, found: Difference) -> Compatibility:
    """Judge the step from ``old`` to ``new`` by their ``found`` difference. Cost: linear in the titles."""
    gone, moved = _titles(old, new)
    corrected = len(found.removed) + len(found.altered)
    allowed = max(1, int(CORRECTIONS * old.edges))
    reasons = [
        sentence
        for count, sentence in (
            (
                len(found.retired),
                f"{_many(len(found.retired), 'concept')} retired: their numbers lead nowhere",
            ),
            (len(found.split), f"{_many(len(found.split), 'number')} that led elsewhere stand alone again"),
            (gone, f"{_many(gone, 'title')} gone"),
            (moved, f"{_many(moved, 'title')} moved to a concept that the old one does not lead to"),
            (
                corrected if corrected > allowed else 0,
                f"{_many(corrected, 'edge')} removed or altered, more than {allowed:,} (1 %)",
            ),
        )
        if count
    ]
    if reasons:
        return Compatibility("major", tuple(reasons))
    return Compatibility("same" if found.empty() else "minor")


def version_after(last: tuple[int, int] | None, level: Level) -> tuple[int, int]:
    """(major, minor) of a release that follows ``last``; the first one is 1.0."""
    if last is None:
        return 1, 0
    return (last[0] + 1, 0) if level == "major" else (last[0], last[1] + 1)


def _titles(old: Snapshot, new: Snapshot) -> tuple[int, int]:
    """How many titles are gone, and how many are in a concept that their old one does not lead to."""
    before, now = old.array("title_id"), new.array("title_id")
    gone = int((~np.isin(before, now)).sum())
    _, at_old, at_new = np.intersect1d(before, now, assume_unique=True, return_indices=True)
    was = old.array("concept_id")[old.array("title_concept")[at_old]]
    is_now = new.array("concept_id")[new.array("title_concept")[at_new]]
    led = was.copy()
    redirects = new.array("redirect")
    if len(redirects):
        at = np.minimum(np.searchsorted(redirects[:, 0], was), len(redirects) - 1)
        led = np.where(redirects[at, 0] == was, redirects[at, 1], was)
    return gone, int((led != is_now).sum())


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
