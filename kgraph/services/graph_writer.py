"""Writing what happened to a graph in memory into its tables: net, in few statements, whatever the number."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from psycopg2.extras import execute_values

from kgraph.core.algebra import Effect, GraphEdge, MemoryGraph
from kgraph.selectors.loading import LedgerRow

_PAGE = 2_000


@dataclass
class Journal:
    """What a series of merges did, until it is written.

    Attributes:
        edges: edges that were added, with the pair of each.
        ended: edges that were ended, with the decision that ended them; some of them were also added here.
    """

    at: datetime
    tick: int
    events: list[tuple[int, str, int, int]] = field(default_factory=list)
    founded: dict[int, int] = field(default_factory=dict)
    moved: set[int] = field(default_factory=set)
    concepts: set[int] = field(default_factory=set)
    edges: dict[int, tuple[GraphEdge, int]] = field(default_factory=dict)
    ended: dict[int, int] = field(default_factory=dict)
    confirmed: dict[int, GraphEdge] = field(default_factory=dict)

    def next_edge(self, *, replaces: bool) -> int:
        """The number of an edge that is added next: the tick of its event, after that of the ending one."""
        return self.tick + (2 if replaces else 1)

    def note(self, row: LedgerRow, effect: Effect) -> None:
        """Enter one effect."""
        decision = row.settled.decision
        if effect.kind in ("ended", "replaced") and effect.ended:
            self._event("end", effect.ended.id, decision)
            self.ended[effect.ended.id] = decision
        if effect.kind in ("added", "replaced") and effect.added:
            self._event("add", effect.added.id, decision)
            self.edges[effect.added.id] = (effect.added, row.pair_id)
        if effect.kind == "confirmed" and effect.added:
            self._event("confirm", effect.added.id, decision)
            self.confirmed[effect.added.id] = effect.added
        self.founded.update(effect.founded)
        for move in effect.moves:
            self.moved.update(move.titles)
            self.concepts.update((move.before, move.after))

    def _event(self, action: str, edge: int, decision: int) -> None:
        self.tick += 1
        self.events.append((self.tick, action, edge, decision))


def journal_write(journal: Journal, graph: MemoryGraph) -> None:
    """Write a journal; the graph is in the state after it. In the caller's transaction, under the graph's lock."""
    _write_concepts(journal, graph)
    _end_edges(journal)
    _add_edges(journal, graph)
    rows_insert(
        "kgraph_graphevent (tick, action, edge, decision_id, at)",
        [(*event, journal.at) for event in journal.events],
    )
    _place(journal, graph)


def _place(journal: Journal, graph: MemoryGraph) -> None:
    """Bring the places in the tree of all concepts up to date that edges came to or went from, or that moved."""
    concepts = journal.concepts | set(journal.founded.values())
    concepts |= {graph.founded[title] for title in journal.moved}
    for edge, _ in journal.edges.values():
        concepts |= {graph.concept_of[edge.subject], graph.concept_of[edge.object]}
    places_refresh(sorted(concepts), ended=sorted(journal.ended.keys() - journal.edges.keys()))


def places_refresh(concepts: list[int], *, ended: list[int] | None = None) -> None:
    """Bring the places of concepts in the tree in line with their preferred titles and edges, in one statement.

    Args:
        ended: edges whose two concepts are meant too.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH meant AS (
                SELECT unnest(%(concepts)s::bigint[]) AS id
                UNION SELECT subject_concept_id FROM kgraph_edge WHERE id = ANY(%(ended)s)
                UNION SELECT object_concept_id FROM kgraph_edge WHERE id = ANY(%(ended)s)
            ), place AS (
                SELECT c.id, t.key,
                       EXISTS (SELECT 1 FROM kgraph_edge e WHERE e.active AND e.relation = 'broader'
                               AND e.object_concept_id = c.id) AS up,
                       EXISTS (SELECT 1 FROM kgraph_edge e WHERE e.active AND e.relation = 'broader'
                               AND e.subject_concept_id = c.id) AS down
                FROM meant JOIN kgraph_concept c USING (id) JOIN taxonomy_title t ON t.id = c.preferred_id
            )
            UPDATE kgraph_concept c SET sort_key = p.key, has_broader = p.up, has_narrower = p.down
            FROM place p
            WHERE c.id = p.id AND (c.sort_key, c.has_broader, c.has_narrower) IS DISTINCT FROM (p.key, p.up, p.down)
            """,
            {"concepts": concepts, "ended": ended or []},
        )


def _write_concepts(journal: Journal, graph: MemoryGraph) -> None:
    founded = list(journal.founded.items())
    rows_insert(
        "kgraph_concept (id, founder_id, preferred_id, size, created_at)",
        [(number, title, title, 1, journal.at) for title, number in founded],
    )
    rows_insert(
        "kgraph_membership (title_id, concept_id)", [(title, graph.concept_of[title]) for title, _ in founded]
    )
    moved = [title for title in journal.moved if title not in journal.founded]
    _values(
        "UPDATE kgraph_membership m SET concept_id = v.concept FROM (VALUES %s) v(title, concept)"
        " WHERE m.title_id = v.title",
        [(title, graph.concept_of[title]) for title in moved],
    )
    concepts = journal.concepts | {graph.founded[title] for title in journal.moved}
    if concepts:
        concepts_refresh(sorted(concepts))


def concepts_refresh(concepts: list[int]) -> None:
    """Bring redirects, sizes and preferred titles of concepts in line with the memberships.

    The preferred title is the one that a person chose last, else one that a source prefers (the earliest source
    that names any), else the one seen most often, else the oldest in the graph.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH best AS (
                SELECT DISTINCT ON (m.concept_id) m.concept_id, m.title_id,
                       count(*) OVER (PARTITION BY m.concept_id) AS size
                FROM kgraph_membership m
                JOIN taxonomy_title t ON t.id = m.title_id
                JOIN kgraph_concept f ON f.founder_id = m.title_id
                CROSS JOIN LATERAL (
                    SELECT min(source_id) AS source FROM taxonomy_titleform
                    WHERE title_id = m.title_id AND preferred
                ) named
                WHERE m.concept_id = ANY(%(concepts)s)
                ORDER BY m.concept_id, m.chosen_at DESC NULLS LAST, named.source NULLS LAST, t.count DESC, f.id
            )
            UPDATE kgraph_concept c
            SET replaced_by_id = NULLIF(m.concept_id, c.id),
                size = CASE WHEN m.concept_id = c.id THEN best.size ELSE 0 END,
                preferred_id = CASE WHEN m.concept_id = c.id THEN best.title_id ELSE c.preferred_id END
            FROM kgraph_membership m LEFT JOIN best ON best.concept_id = m.concept_id
            WHERE m.title_id = c.founder_id AND c.id = ANY(%(concepts)s)
            """,
            {"concepts": concepts},
        )


def _end_edges(journal: Journal) -> None:
    _values(
        "UPDATE kgraph_edge e SET active = false, ended_at = v.at, ended_by_id = v.decision"
        " FROM (VALUES %s) v(edge, decision, at) WHERE e.id = v.edge",
        [
            (edge, decision, journal.at)
            for edge, decision in journal.ended.items()
            if edge not in journal.edges
        ],
    )
    _values(
        "UPDATE kgraph_edge e SET decision_id = v.decision, rank = v.rank"
        " FROM (VALUES %s) v(edge, decision, rank) WHERE e.id = v.edge",
        [(e.id, e.decision, e.rank) for e in journal.confirmed.values() if e.id not in journal.edges],
    )


def _add_edges(journal: Journal, graph: MemoryGraph) -> None:
    rows: list[tuple[Any, ...]] = []
    for number, (edge, pair) in journal.edges.items():
        edge = journal.confirmed.get(number, edge)
        ended_by = journal.ended.get(number)
        concepts = (graph.concept_of[edge.subject], graph.concept_of[edge.object])
        rows.append(
            edge_row(edge, pair, concepts, journal.at, None if ended_by is None else (journal.at, ended_by))
        )
    edges_insert(rows)
    moved = [title for title in journal.moved if title not in journal.founded]
    if moved:
        edges_refresh(moved)


def edge_row(
    edge: GraphEdge, pair: int, concepts: tuple[int, int], at: datetime, ended: tuple[datetime, int] | None
) -> tuple[Any, ...]:
    """An edge as `edges_insert` takes it.

    Args:
        ended: when and by which decision.
    """
    ended_at, ended_by = ended or (None, None)
    told = (edge.id, pair, edge.decision, edge.relation, edge.rank, edge.subject, edge.object)
    return (*told, *concepts, ended is None, at, ended_at, ended_by)


def edges_insert(rows: Iterable[tuple[Any, ...]]) -> None:
    """Insert rows of `edge_row`."""
    rows_insert(
        "kgraph_edge (id, pair_id, decision_id, relation, rank, subject_title_id, object_title_id,"
        " subject_concept_id, object_concept_id, active, created_at, ended_at, ended_by_id)",
        rows,
    )


def edges_refresh(titles: list[int]) -> None:
    """Bring the concepts on the active edges of titles in line with the memberships."""
    with connection.cursor() as cursor:
        for side in ("subject", "object"):
            # Both ends in one statement: the constraint on synonyms is checked row by row.
            cursor.execute(
                f"""
                UPDATE kgraph_edge e SET subject_concept_id = s.concept_id, object_concept_id = o.concept_id
                FROM kgraph_membership s, kgraph_membership o
                WHERE e.active AND e.{side}_title_id = ANY(%s)
                  AND s.title_id = e.subject_title_id AND o.title_id = e.object_title_id
                  AND (e.subject_concept_id, e.object_concept_id) IS DISTINCT FROM (s.concept_id, o.concept_id)
                """,
                [titles],
            )


def rows_insert(target: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """Insert rows into ``table (columns)``, thousands to a statement."""
    _values(f"INSERT INTO {target} VALUES %s", list(rows))


def _values(sql: str, rows: list[tuple[Any, ...]]) -> None:
    if rows:
        with connection.cursor() as cursor:
            execute_values(cursor.cursor, sql, rows, page_size=_PAGE)
