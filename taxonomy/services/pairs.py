"""Pairs of titles in the order of their ids."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection
from psycopg2.extras import execute_values

from taxonomy.core.errors import BadInput
from taxonomy.models import Pair


class SameTitle(BadInput):
    """A title has no relation to itself."""

    code = "pair.same_title"


def pair_get_or_create(title_1: int, title_2: int) -> tuple[Pair, bool]:
    """The pair of two titles, and whether the first one given is the pair's *second* (``swapped``).

    Raises:
        SameTitle: when both are the same.
    """
    if title_1 == title_2:
        raise SameTitle("The two titles are the same one after normalisation.")
    low, high = sorted((title_1, title_2))
    pair, _ = Pair.objects.get_or_create(title_a_id=low, title_b_id=high)
    return pair, title_1 != low


def pairs_ensure(pairs: Iterable[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """Make sure that all pairs exist; ids by (lower, higher) title id. One statement per 10,000."""
    wanted = sorted({(min(p), max(p)) for p in pairs if p[0] != p[1]})
    found: dict[tuple[int, int], int] = {}
    with connection.cursor() as cursor:
        for start in range(0, len(wanted), 10_000):
            chunk = wanted[start : start + 10_000]
            execute_values(
                cursor.cursor,
                "INSERT INTO taxonomy_pair (title_a_id, title_b_id) VALUES %s ON CONFLICT DO NOTHING",
                chunk,
                page_size=10_000,
            )
            rows = execute_values(
                cursor.cursor,
                "SELECT p.title_a_id, p.title_b_id, p.id FROM taxonomy_pair p"
                " JOIN (VALUES %s) v(a, b) ON p.title_a_id = v.a AND p.title_b_id = v.b",
                chunk,
                page_size=10_000,
                fetch=True,
            )
            found.update({(a, b): pk for a, b, pk in rows})
    return found
