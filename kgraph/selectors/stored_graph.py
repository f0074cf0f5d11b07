"""The stored graph seen by one decision: read level by level, never more than its search asks for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from kgraph.core.algebra import GraphEdge, MemoryGraph
from kgraph.core.algebra.facts import SYNONYM, Step
from kgraph.models import Edge, Membership
from kgraph.selectors.loading import EDGE_COLUMNS, next_concept, rows_of, title_words
from taxonomy.core.relations import DIRECTED_RELATIONS, inverse

_SELECT = (
    f"SELECT {', '.join(EDGE_COLUMNS)}, subject_concept_id, object_concept_id FROM kgraph_edge"
    " WHERE active AND relation = '{relation}' AND {side}_concept_id = ANY(%s)"
)


def _queries(step: Step) -> tuple[str, ...]:
    """The edges by which a step leaves concepts. A broader one stands on the subject's side of ``broader``."""
    if step == SYNONYM:
        return (_SELECT.format(relation=step, side="subject"),)
    if step in DIRECTED_RELATIONS:
        return (_SELECT.format(relation=step, side="object"),)
    if inverse(step) in DIRECTED_RELATIONS:
        return (_SELECT.format(relation=inverse(step), side="subject"),)
    return _SELECT.format(relation=step, side="subject"), _SELECT.format(relation=step, side="object")


class StoredGraph(MemoryGraph):
    """A `MemoryGraph` that fills itself from the database as a search goes on.

    What it changes stays in memory, on top of what is stored; the writer stores it. Good for one decision (and
    the few that follow from it): nothing here notices what others write meanwhile, so hold the graph's lock.
    Memberships of concepts that a search merely passes are known only as far as their edges show them.
    """

    def __init__(self) -> None:
        super().__init__()
        self.next_concept = next_concept()
        self._fetched: set[tuple[Step, int]] = set()
        self._whole: set[int] = set()
        self._gone: set[int] = set()  # stored edges that were taken off here
        self._stored: dict[int, set[int]] = {}  # concept here -> stored ones that it took titles from
        self._known_titles: set[int] = set()

    def need_pairs(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Read the memberships and the active edges of pairs that are about to be judged."""
        wanted = {pair for pair in pairs if not set(pair) <= self._known_titles}
        titles = {title for pair in wanted for title in pair}
        if not titles:
            return
        self._known_titles |= titles
        rows = Membership.objects.filter(title__in=titles)
        for title, founded, concept in rows.values_list(
            "title_id", "title__founded_concept__id", "concept_id"
        ):
            if title not in self.founded:
                self._seat(title, concept)
                self.founded[title] = founded
        edges = Edge.objects.filter(active=True, subject_title__in=titles, object_title__in=titles)
        for row in edges.values_list(*EDGE_COLUMNS):
            self._keep(GraphEdge(*row))

    def prefetch(self, wants: Mapping[Step, Collection[int]]) -> None:
        """Read the edges of one level in one statement."""
        parts: list[str] = []
        parameters: list[list[int]] = []
        for step, concepts in wants.items():
            stored = {
                s for c in concepts for s in self._stored.get(c, (c,)) if (step, s) not in self._fetched
            }
            if not stored:
                continue
            self._fetched.update((step, s) for s in stored)
            for query in _queries(step):
                parts.append(query)
                parameters.append(sorted(stored))
        if not parts:
            return
        for row in rows_of(" UNION ALL ".join(parts), parameters):
            edge = GraphEdge(*row[:6])
            self._seat(edge.subject, row[6])
            self._seat(edge.object, row[7])
            self._keep(edge)

    def need_whole(self, concepts: Iterable[int]) -> None:
        """Read all titles and synonym edges of these concepts."""
        concepts = set(concepts)
        stored = {s for c in concepts for s in self._stored.get(c, (c,))} - self._whole
        if not stored:
            return
        self._whole |= stored
        rows = Membership.objects.filter(concept__in=stored)
        for title, founded, concept in rows.values_list(
            "title_id", "title__founded_concept__id", "concept_id"
        ):
            self._seat(title, concept)
            self.founded.setdefault(title, founded)
        self.prefetch({SYNONYM: concepts})

    def names(self, titles: Iterable[int]) -> dict[int, str]:
        """The words of titles, from the database."""
        return title_words(titles)

    def move(self, titles: Iterable[int], before: int, after: int) -> None:
        """Move titles, and remember where the stored edges of their new concept are to be found."""
        sources = self._stored.get(before, {before}) | self._stored.get(after, {after})
        self._stored[before] = self._stored[after] = sources
        super().move(titles, before, after)

    def attach(self, edge: GraphEdge) -> None:
        """Hang an edge on its two titles."""
        self._gone.discard(edge.id)
        super().attach(edge)

    def detach(self, edge: GraphEdge) -> None:
        """Take an edge off, and do not read it again."""
        self._gone.add(edge.id)
        super().detach(edge)

    def _seat(self, title: int, concept: int) -> None:
        if title not in self.concept_of:
            self.concept_of[title] = concept
            self.members.setdefault(concept, set()).add(title)

    def _keep(self, edge: GraphEdge) -> None:
        if edge.id not in self.edges and edge.id not in self._gone:
            super().attach(edge)
