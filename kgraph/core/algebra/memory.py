"""The whole graph in dictionaries: for batches, previews, the closed loop and tests."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from kgraph.core.algebra.facts import SYNONYM, GraphEdge, Step
from taxonomy.core.relations import RELATIONS, inverse

Neighbours = dict[int, dict[int, int]]  # title -> neighbouring title -> edge


class MemoryGraph:
    """Concepts, their titles and the active edges, with the steps that change them.

    Edges hang on titles; a concept's edges are those of its titles. Joining or parting concepts so moves titles
    and touches no edge. Nothing here judges: `merge` asks `check` first.

    Attributes:
        concept_of: title -> concept.
        members: concept -> its titles.
        founded: title -> the number of the concept that it founded.
        next_concept: the number that the next new title founds.
    """

    def __init__(self, names: Mapping[int, str] | None = None) -> None:
        self.concept_of: dict[int, int] = {}
        self.members: dict[int, set[int]] = {}
        self.founded: dict[int, int] = {}
        self.edges: dict[int, GraphEdge] = {}
        self.next_concept = 1
        self._names = names
        self._edge_of_pair: dict[tuple[int, int], int] = {}
        self._around: dict[Step, Neighbours] = {step: {} for step in RELATIONS}

    # What a search sees (`view.GraphView`)

    def concept(self, title: int) -> int | None:
        """The concept of a title; None when it is not in the graph."""
        return self.concept_of.get(title)

    def prefetch(self, wants: Mapping[Step, Collection[int]]) -> None:
        """Nothing to fetch: all of it is here."""

    def hops(self, step: Step, concept: int) -> Iterator[tuple[int, int]]:
        """Neighbouring concepts and the edges that lead there."""
        around, concept_of = self._around[step], self.concept_of
        for title in self.members[concept]:
            if title in around:
                for other, edge in around[title].items():
                    yield concept_of[other], edge

    def title_hops(self, step: Step, title: int) -> Iterator[tuple[int, int]]:
        """Neighbouring titles and the edges that lead there."""
        yield from self._around[step].get(title, {}).items()

    def edge(self, number: int) -> GraphEdge:
        """An active edge."""
        return self.edges[number]

    def edge_of(self, pair: tuple[int, int]) -> GraphEdge | None:
        """The active edge of two titles (lower number first)."""
        number = self._edge_of_pair.get(pair)
        return None if number is None else self.edges[number]

    def names(self, titles: Iterable[int]) -> dict[int, str]:
        """The words of titles; their numbers where the graph was given no words."""
        known = self._names or {}
        return {title: known.get(title, f"#{title}") for title in titles}

    # What changes it

    def need_pairs(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Make sure that the concepts and edges of pairs about to be judged are here (they are)."""

    def need_whole(self, concepts: Iterable[int]) -> None:
        """Make sure that all titles and synonym edges of these concepts are here (they are)."""

    def found(self, title: int) -> int | None:
        """Let a new title found its concept; the concept's number, None when the title is in the graph already."""
        if title in self.concept_of:
            return None
        number = self.next_concept
        self.next_concept += 1
        self.seat(title, number, number)
        return number

    def seat(self, title: int, founded: int, concept: int) -> None:
        """Put a title that founded ``founded`` into ``concept``."""
        self.founded[title] = founded
        self.concept_of[title] = concept
        self.members.setdefault(concept, set()).add(title)

    def unfound(self, title: int) -> None:
        """Take the title that was founded last out again."""
        concept = self.concept_of.pop(title)
        del self.members[concept]
        self.next_concept = self.founded.pop(title)

    def move(self, titles: Iterable[int], before: int, after: int) -> None:
        """Move titles from one concept to another."""
        source, target = self.members[before], self.members.setdefault(after, set())
        for title in titles:
            source.discard(title)
            target.add(title)
            self.concept_of[title] = after
        if not source:
            del self.members[before]

    def attach(self, edge: GraphEdge) -> None:
        """Hang an edge on its two titles."""
        self.edges[edge.id] = edge
        self._edge_of_pair[edge.pair] = edge.id
        # The subject is ``relation`` than the object: that step leads from the object to the subject.
        self._around[edge.relation].setdefault(edge.object, {})[edge.subject] = edge.id
        self._around[inverse(edge.relation)].setdefault(edge.subject, {})[edge.object] = edge.id

    def detach(self, edge: GraphEdge) -> None:
        """Take an edge off its two titles."""
        del self.edges[edge.id]
        del self._edge_of_pair[edge.pair]
        for step, here, there in (
            (edge.relation, edge.object, edge.subject),
            (inverse(edge.relation), edge.subject, edge.object),
        ):
            around = self._around[step]
            around[here].pop(there, None)
            if not around[here]:
                del around[here]

    def synonyms_from(self, title: int) -> set[int]:
        """All titles that synonym edges join to this one, itself included."""
        around = self._around[SYNONYM]
        reached, rim = {title}, [title]
        while rim:
            for other in around.get(rim.pop(), ()):
                if other not in reached:
                    reached.add(other)
                    rim.append(other)
        return reached
