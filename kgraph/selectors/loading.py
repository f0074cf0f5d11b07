"""Reading the graph and the ledger into the values of the algebra."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Max, QuerySet

from kgraph.core.algebra import Event, GraphEdge, MemoryGraph, Settled
from kgraph.models import Concept, Edge, GraphEvent, Membership
from taxonomy.core.ranks import RANKS
from taxonomy.models import Decision, Title

EDGE_COLUMNS = ("id", "relation", "subject_title_id", "object_title_id", "decision_id", "rank")
_PAGE = 5_000


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A decision of the ledger with its pair."""

    settled: Settled
    pair_id: int


_LEDGER_COLUMNS = (
    "seq",
    "pair__title_a_id",
    "pair__title_b_id",
    "relation",
    "reversed",
    "settled_by",
    "pair_id",
)


def ledger_rows(decisions: QuerySet[Decision], *, limit: int | None = None) -> list[LedgerRow]:
    """These decisions (or the first of them) as the algebra reads them, in the order of the ledger."""
    rows = decisions.order_by("seq").values_list(*_LEDGER_COLUMNS)[:limit]
    return [
        LedgerRow(Settled(seq, title_a, title_b, relation, is_reversed, RANKS[settled_by]), pair)
        for seq, title_a, title_b, relation, is_reversed, settled_by, pair in rows
    ]


def pending_rows(limit: int) -> list[LedgerRow]:
    """The first decisions that wait to be merged."""
    return ledger_rows(Decision.objects.filter(merge_state=Decision.MergeState.PENDING), limit=limit)


def tick_now() -> int:
    """The number of the last event; 0 before the first."""
    return GraphEvent.objects.aggregate(last=Max("tick"))["last"] or 0


def next_concept() -> int:
    """The number that the next title in the graph founds."""
    return (Concept.objects.aggregate(last=Max("id"))["last"] or 0) + 1


def title_words(titles: Iterable[int]) -> dict[int, str]:
    """The texts of titles."""
    return dict(Title.objects.filter(pk__in=list(titles)).values_list("id", "text"))


class LoadedGraph(MemoryGraph):
    """All of the stored graph in memory; only the words of titles are read when a proof needs them."""

    def names(self, titles: Iterable[int]) -> dict[int, str]:
        """The words of titles, from the database."""
        return title_words(titles)


def load_graph() -> LoadedGraph:
    """The whole graph. About 4 s and 400 MB for a million edges; call it under the graph's lock."""
    graph = LoadedGraph()
    members = Membership.objects.values_list("title_id", "title__founded_concept__id", "concept_id")
    for title, founded, concept in members.iterator(chunk_size=_PAGE):
        graph.seat(title, founded, concept)
    edges = Edge.objects.filter(active=True).order_by("id").values_list(*EDGE_COLUMNS)
    for row in edges.iterator(chunk_size=_PAGE):
        graph.attach(GraphEdge(*row))
    graph.next_concept = next_concept()
    return graph


def stored_events(after: int = 0) -> Iterator[Event]:
    """The events after a tick, with their decisions, in order."""
    columns = ("tick", "action", "edge", *(f"decision__{name}" for name in _LEDGER_COLUMNS[:6]))
    rows = GraphEvent.objects.filter(tick__gt=after).order_by("tick").values_list(*columns)
    for tick, action, edge, seq, title_a, title_b, relation, is_reversed, settled_by in rows.iterator(_PAGE):
        yield Event(
            tick, action, edge, Settled(seq, title_a, title_b, relation, is_reversed, RANKS[settled_by])
        )


def rows_of(sql: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    """The rows of a query that the ORM cannot put in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())
