"""What changed around one concept from one release to another, for a picture of both at once.

Concepts are told by their permanent numbers, since dense numbers differ between releases. An edge is one of
concepts here: which titles carry it does not matter, and an edge to a concept that was merged away is the same edge
as the one to what replaced it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from kgraph.core.query.neighbourhood import DRAWN, Neighbourhood, edges_among, neighbourhood
from kgraph.core.snapshot.reader import Snapshot
from taxonomy.core.relations import inverse

State = Literal["kept", "added", "removed", "altered", "merged"]


@dataclass(frozen=True, slots=True)
class ConceptChange:
    """A concept of either release.

    Attributes:
        state: `added` in the newer one, `removed` from it (retired), `merged` (see ``heir``), else `kept`.
        gained: titles that belong to it for the first time; ``lost`` those that do so no more.
        was: how it was named before, when otherwise.
        heir: number of what has replaced it.
    """

    state: State
    hops: int
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    was: str | None = None
    heir: int | None = None


@dataclass(frozen=True, slots=True)
class LinkChange:
    """An edge of either release: ``id`` of the newer one where it has it.

    Attributes:
        was: what the source was to the target before, for an `altered` one.
    """

    id: int
    source: int
    relation: str
    target: int
    state: State
    was: str | None = None


@dataclass(frozen=True, slots=True)
class SurroundingsChanges:
    """Concepts by number, and the edges among them.

    Attributes:
        cut: how many concepts within the depth were left out for the limit, in the release where more were.
    """

    concepts: dict[int, ConceptChange] = field(default_factory=dict)
    links: list[LinkChange] = field(default_factory=list)
    cut: int = 0


def surroundings_changes(
    old: Snapshot, new: Snapshot, number: int, *, depth: int, limit: int, words: tuple[str, ...] = DRAWN
) -> SurroundingsChanges | None:
    """The surroundings of a concept in two releases, laid over each other; None where neither has the concept.

    Args:
        number: of the concept; an old one stands for what replaced it in each release.
        limit: concepts at the most, in each release.
    """
    heir = new.redirect(number) or number
    before = _around(old, old.redirect(number) or number, depth, limit, words)
    after = _around(new, heir, depth, limit, words)
    if before is None and after is None:
        return None
    hops: dict[int, int] = {}
    for graph, found in ((new, after), (old, before)):
        for concept, distance in found.hops.items() if found else ():
            known = graph.concept_id(concept)
            hops[known] = min(distance, hops.get(known, distance))
    # What a merged concept went into belongs to the picture, or its end could not be drawn.
    for known in list(hops):
        if (into := new.redirect(known)) is not None:
            hops.setdefault(into, hops[known])
    concepts = {known: _concept(old, new, known, distance) for known, distance in hops.items()}
    return SurroundingsChanges(
        concepts,
        _links(old, new, hops, words),
        max(found.cut for found in (before, after) if found),
    )


def _around(
    graph: Snapshot, number: int, depth: int, limit: int, words: tuple[str, ...]
) -> Neighbourhood | None:
    concept = graph.concept_with_id(number)
    return None if concept is None else neighbourhood(graph, concept, depth=depth, limit=limit, words=words)


def _concept(old: Snapshot, new: Snapshot, number: int, hops: int) -> ConceptChange:
    was, now = old.concept_with_id(number), new.concept_with_id(number)
    if now is None:
        heir = new.redirect(number)
        return ConceptChange("removed" if heir is None else "merged", hops, heir=heir)
    if was is None:
        return ConceptChange("added", hops)
    titles_before, titles_now = _titles(old, was), _titles(new, now)
    named = old.name(was)
    return ConceptChange(
        "kept",
        hops,
        gained=tuple(text for id_, text in titles_now.items() if id_ not in titles_before),
        lost=tuple(text for id_, text in titles_before.items() if id_ not in titles_now),
        was=named if named != new.name(now) else None,
    )


def _titles(graph: Snapshot, concept: int) -> dict[int, str]:
    return {graph.title_id(title): graph.title_text[title] for title in graph.members(concept)}


def _links(old: Snapshot, new: Snapshot, numbers: dict[int, int], words: tuple[str, ...]) -> list[LinkChange]:
    now = _stated(new, numbers, words)
    # An edge of the newer release may have been one of a concept that was merged away and was not near.
    before = _stated(old, [*numbers, *_ancestors(new, numbers)], words)
    said_now = {_ends(a, b): _from_lower(a, word, b) for a, word, b, _ in now}
    said_before = {}
    for a, word, b, _ in before:
        first, second = new.redirect(a) or a, new.redirect(b) or b
        said_before[_ends(first, second)] = _from_lower(first, word, second)
    found = []
    for a, word, b, edge in now:
        was = said_before.get(_ends(a, b))
        if was is None:
            found.append(LinkChange(edge, a, word, b, "added"))
        elif was == said_now[_ends(a, b)]:
            found.append(LinkChange(edge, a, word, b, "kept"))
        else:
            found.append(LinkChange(edge, a, word, b, "altered", was if a < b else inverse(was)))
    for a, word, b, edge in before:
        if (
            a in numbers
            and b in numbers
            and _ends(new.redirect(a) or a, new.redirect(b) or b) not in said_now
        ):
            found.append(LinkChange(edge, a, word, b, "removed"))
    return found


def _stated(
    graph: Snapshot, numbers: Iterable[int], words: tuple[str, ...]
) -> list[tuple[int, str, int, int]]:
    """Edges among concepts: number, what it is, to which number, id of the edge."""
    current = [concept for known in numbers if (concept := graph.concept_with_id(known)) is not None]
    return [
        (graph.concept_id(a), word, graph.concept_id(b), graph.edge_id(edge))
        for edge, a, word, b in edges_among(graph, current, words)
    ]


def _ancestors(new: Snapshot, numbers: dict[int, int]) -> list[int]:
    """Numbers that one of these has replaced."""
    redirects = new.array("redirect")
    if not len(redirects):
        return []
    replaced: list[int] = redirects[np.isin(redirects[:, 1], list(numbers)), 0].tolist()
    return [number for number in replaced if number not in numbers]


def _ends(a: int, b: int) -> tuple[int, int]:
    return min(a, b), max(a, b)


def _from_lower(a: int, word: str, b: int) -> str:
    """What the concept with the smaller number is to the other one."""
    return word if a < b else inverse(word)
