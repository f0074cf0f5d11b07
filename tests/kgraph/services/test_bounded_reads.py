"""A person's decision asks the database as much in a large graph as in a small one."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kgraph.core.algebra import Merged, merge
from kgraph.core.algebra.facts import Settled
from kgraph.selectors.stored_graph import StoredGraph
from kgraph.services.merge import merge_pending
from tests.kgraph.ledger import Ledger

pytestmark = pytest.mark.django_db


def _families(ledger: Ledger, first: int, last: int) -> None:
    """Families ``first`` to ``last - 1`` under one root, each with two kinds, a rank and a synonym."""
    for family in range(first, last):
        head, kind, other, rank = (f"{word} {family}" for word in ("Head", "Kind", "Other", "Rank"))
        for a, relation, b in (
            ("Root", "broader", head),
            (head, "broader", kind),
            (head, "broader", other),
            (rank, "senior", kind),
            (kind, "synonym", f"Alias {family}"),
        ):
            ledger.decide(a, relation, b, merge="soon")
    merge_pending()


def _cost(ledger: Ledger, a: str, relation: str, b: str) -> tuple[int, int, str]:
    """Statements of a merge of one decision into the stored graph, edges that it read, and its outcome."""
    ends = sorted((ledger.title(a).pk, ledger.title(b).pk))
    settled = Settled(10**9, ends[0], ends[1], relation, ledger.title(a).pk != ends[0], 50)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        graph = StoredGraph()
        graph.need_pairs([settled.pair])
        read = graph.edges.keys()
        outcome = merge(graph, settled, number=10**9)
    return len(queries), len(read), type(outcome).__name__


def test_statements_and_edges_read_do_not_grow() -> None:
    ledger = Ledger()
    _families(ledger, 0, 4)
    ends = (
        ("Kind 0", "Other 0"),
        ("Kind 0", "Kind 1"),
        ("Rank 0", "Kind 0"),
        ("Alias 0", "Rank 1"),
        ("Alias 0", "Rank 0"),
    )
    relations = ("synonym", "broader", "senior", "related", "unrelated")
    asked = [(a, relation, b) for relation in relations for a, b in ends]
    small = [_cost(ledger, *one) for one in asked]
    _families(ledger, 4, 64)
    assert [_cost(ledger, *one) for one in asked] == small
    assert {outcome for _, _, outcome in small} >= {Merged.__name__, "Refused"}
    assert max(statements for statements, _, _ in small) <= 25
    assert max(edges for _, edges, _ in small) <= 30
