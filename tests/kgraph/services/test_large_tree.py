"""The tree of 100,000 titles opens by a bounded number of statements and rows, as the database itself counts them."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kgraph.selectors.concept_page import concept_detail
from kgraph.selectors.tree import (
    DESCENDANTS_COUNTED,
    children_page,
    tops_page,
    tree_search,
    unplaced_page,
)
from kgraph.services.graph_writer import places_refresh
from tests.kgraph.ledger import person

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

TITLES = 100_000
PLACED = 80_000
WIDTH = 20
PAGE = 100


def _fill() -> None:
    """Concepts 1 to `PLACED` as a tree in which n hangs under n / `WIDTH`, the others without a place."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE kgraph_edge DISABLE TRIGGER ALL")
        cursor.execute(
            "INSERT INTO taxonomy_title (id, language, text, key, count, created_at)"
            " SELECT n, 'en', 'Title ' || n, 'title ' || n, n %% 977, %s FROM generate_series(1, %s) n",
            [timezone.now(), TITLES],
        )
        cursor.execute(
            "INSERT INTO kgraph_concept (id, founder_id, preferred_id, size, created_at)"
            " SELECT n, n, n, 1, %s FROM generate_series(1, %s) n",
            [timezone.now(), TITLES],
        )
        cursor.execute(
            "INSERT INTO kgraph_membership (title_id, concept_id) SELECT n, n FROM generate_series(1, %s) n",
            [TITLES],
        )
        cursor.execute(
            "INSERT INTO taxonomy_pair (id, title_a_id, title_b_id)"
            " SELECT n, n / %s, n FROM generate_series(%s, %s) n",
            [WIDTH, WIDTH, PLACED],
        )
        cursor.execute(
            "INSERT INTO kgraph_edge (id, pair_id, decision_id, relation, rank, subject_title_id, object_title_id,"
            " subject_concept_id, object_concept_id, active, created_at)"
            " SELECT n, n, 1, 'broader', 40, n / %s, n, n / %s, n, true, %s FROM generate_series(%s, %s) n",
            [WIDTH, WIDTH, timezone.now(), WIDTH, PLACED],
        )
        cursor.execute("ALTER TABLE kgraph_edge ENABLE TRIGGER ALL")
    places_refresh(list(range(1, TITLES + 1)))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE taxonomy_title, kgraph_concept, kgraph_membership, kgraph_edge")


def _rows(plan: dict[str, Any]) -> int:
    """Rows that the scans of a plan have read, those that a filter threw away included."""
    below = sum(_rows(part) for part in plan.get("Plans", ()))
    if "Relation Name" not in plan:
        return below
    removed = plan.get("Rows Removed by Filter", 0) + plan.get("Rows Removed by Index Recheck", 0)
    return int((plan["Actual Rows"] + removed) * plan["Actual Loops"]) + below


def _cost(read: Any) -> tuple[int, int]:
    """Statements of a read, and rows that the database read for them."""
    with CaptureQueriesContext(connection) as queries:
        read()
    rows = 0
    with connection.cursor() as cursor:
        for query in queries.captured_queries:
            if not query["sql"].lstrip().startswith(("SELECT", "WITH")):
                continue
            cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + query["sql"].replace("%", "%%"), [])
            told = cursor.fetchone()[0]
            rows += _rows((orjson.loads(told) if isinstance(told, str) else told)[0]["Plan"])
    return len(queries), rows


def test_opening_the_tree_reads_a_page_and_not_the_graph() -> None:
    _fill()
    ada = person("ada", "reviewer").pk
    tops = tops_page(size=PAGE)
    assert len(tops.nodes) == WIDTH - 1
    widest = max(tops.nodes, key=lambda node: node["children"])
    statements, rows = _cost(lambda: unplaced_page(size=PAGE))
    assert (statements, rows <= 20 * PAGE) == (2, True), rows
    second = unplaced_page(size=PAGE).next
    assert second is not None
    statements, rows = _cost(lambda: unplaced_page(size=PAGE, after=second))
    assert (statements, rows <= 20 * PAGE) == (2, True), rows
    most = 4 * DESCENDANTS_COUNTED * WIDTH
    for read in (
        lambda: tops_page(size=PAGE),
        lambda: children_page(widest["id"], size=PAGE),
    ):
        statements, rows = _cost(read)
        assert (statements, rows <= most) == (2, True), rows
    statements, rows = _cost(lambda: concept_detail(PLACED, person=ada))
    assert (statements <= 7, rows <= 1_000) == (True, True), rows
    statements, rows = _cost(lambda: tree_search(f"title {PLACED}"))
    assert (statements, rows <= 1_000) == (2, True), rows
