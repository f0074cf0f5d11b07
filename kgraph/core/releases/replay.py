"""Asks a list of queries of two releases and tells what comes out otherwise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, Literal

from kgraph.core.query.expand import expand
from kgraph.core.query.normalize import THRESHOLD, normalize_title
from kgraph.core.snapshot import Snapshot

Outcome = Literal["same", "gained", "lost", "other_concept", "other_terms"]
OUTCOMES: Final[tuple[Outcome, ...]] = ("same", "gained", "lost", "other_concept", "other_terms")
RELATIONS: Final = ("synonym", "narrower", "related")
TERMS: Final = 50


@dataclass(frozen=True, slots=True)
class Replayed:
    """One query on both releases.

    Attributes:
        outcome: ``gained`` or ``lost`` an answer; another concept (one that the old one does not lead to); or the same
            concept with other terms.
        before, after: preferred titles of the concepts; None for "unknown".
        more, fewer: terms of the expansion that came, and that went.
        count: how often the query is asked, as the file says.
    """

    query: str
    outcome: Outcome
    before: str | None = None
    after: str | None = None
    more: tuple[str, ...] = ()
    fewer: tuple[str, ...] = ()
    count: int = 1


@dataclass(slots=True)
class Summary:
    """Counts over a replay; ``asked`` weighs each query by how often it is asked."""

    queries: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)

    def add(self, one: Replayed) -> None:
        """Count one more."""
        self.queries[one.outcome] += 1
        self.asked[one.outcome] += one.count

    def rows(self) -> dict[str, dict[str, int]]:
        """Outcome -> queries, and how often they are asked."""
        return {name: {"queries": self.queries[name], "asked": self.asked[name]} for name in OUTCOMES}

    @property
    def lost(self) -> int:
        """Queries that had an answer and have none, or another one, now."""
        return self.queries["lost"] + self.queries["other_concept"]


def replay(
    old: Snapshot,
    new: Snapshot,
    queries: Iterable[tuple[str, int]],
    *,
    threshold: float = THRESHOLD,
    relations: tuple[str, ...] = RELATIONS,
    depth: int = 1,
) -> Iterator[Replayed]:
    """Replay (query, count) one after another; memory does not grow with their number."""
    for query, count in queries:
        was = normalize_title(old, query, threshold=threshold, top=1).match
        now = normalize_title(new, query, threshold=threshold, top=1).match
        before = old.name(was.concept) if was else None
        after = new.name(now.concept) if now else None
        if was is None or now is None:
            outcome: Outcome = "same" if was is now else "gained" if was is None else "lost"
            yield Replayed(query, outcome, before, after, count=count)
            continue
        number = old.concept_id(was.concept)
        if (new.redirect(number) or number) != new.concept_id(now.concept):
            yield Replayed(query, "other_concept", before, after, count=count)
            continue
        terms = [
            {
                graph.title_text[t.title]
                for t in expand(graph, m.concept, relations=relations, depth=depth, limit=TERMS)
            }
            for graph, m in ((old, was), (new, now))
        ]
        more, fewer = sorted(terms[1] - terms[0]), sorted(terms[0] - terms[1])
        outcome = "other_terms" if more or fewer else "same"
        yield Replayed(query, outcome, before, after, tuple(more), tuple(fewer), count)
