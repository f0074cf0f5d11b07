"""Candidates as the learner reads them: unsettled pairs with their texts, in the order of their ids."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import numpy as np
from django.db import connection, transaction
from numpy.typing import NDArray

from taxonomy.core.relations import read
from taxonomy.models import Title


class CandidatePair(NamedTuple):
    """An unsettled pair that somebody thought worth looking at."""

    pair_id: int
    title_a_id: int
    title_b_id: int
    title_a: str
    title_b: str


class SettledPair(NamedTuple):
    """What is settled of two titles, seen from the first."""

    title_a_id: int
    title_b_id: int
    relation: str


_OPEN: Final = """
SELECT p.id, p.title_a_id, p.title_b_id, a.text, b.text
FROM taxonomy_pair p
JOIN taxonomy_title a ON a.id = p.title_a_id
JOIN taxonomy_title b ON b.id = p.title_b_id
LEFT JOIN taxonomy_decision d ON d.seq = p.decision_id
WHERE p.id > %s AND coalesce(d.relation, '') = '' AND (hashint8(p.id) & 1048575) < %s
  AND EXISTS (SELECT 1 FROM taxonomy_candidate c WHERE c.pair_id = p.id)
ORDER BY p.id LIMIT %s
"""
_SETTLED: Final = """
SELECT p.title_a_id, p.title_b_id, d.relation, d.reversed
FROM taxonomy_pair p JOIN taxonomy_decision d ON d.seq = p.decision_id
WHERE d.relation <> ''
ORDER BY p.id
"""
_JUDGED: Final = """
SELECT a.text, b.text, d.relation, d.reversed
FROM taxonomy_pair p
JOIN taxonomy_decision d ON d.seq = p.decision_id
JOIN taxonomy_title a ON a.id = p.title_a_id
JOIN taxonomy_title b ON b.id = p.title_b_id
WHERE d.relation <> ''
ORDER BY (d.settled_by IN ('consensus', 'review', 'adjudication')) DESC, d.seq DESC LIMIT %s
"""


_LOTS: Final = 1_048_576


def candidates_open(*, batch: int = 8192, share: float = 1.0) -> Iterator[list[CandidatePair]]:
    """All unsettled candidates in batches, each pair once. Holds one batch in memory.

    Args:
        share: of them that are wanted, 0..1; every pair draws a lot, the same one each time.
    """
    last, lots = 0, round(share * _LOTS)
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            # Few rows in the order of an index: without this the planner, which sees a whole table behind the id,
            # reads and joins all of it again for every batch.
            cursor.execute("SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off")
            cursor.execute(_OPEN, [last, lots, batch])
            rows = [CandidatePair(*row) for row in cursor.fetchall()]
        if not rows:
            return
        last = rows[-1].pair_id
        yield rows


def candidates_open_count() -> int:
    """How many there are."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(DISTINCT c.pair_id) FROM taxonomy_candidate c JOIN taxonomy_pair p ON p.id = c.pair_id"
            " LEFT JOIN taxonomy_decision d ON d.seq = p.decision_id WHERE coalesce(d.relation, '') = ''"
        )
        row: Any = cursor.fetchone()
        return int(row[0])


def title_texts(most: int) -> list[str] | None:
    """The texts of all titles, in no order; None when there are more than ``most``."""
    texts = list(Title.objects.values_list("text", flat=True)[: most + 1])
    return None if len(texts) > most else texts


def settled_pairs() -> Iterator[SettledPair]:
    """All settled pairs by title ids."""
    with connection.cursor() as cursor:
        cursor.execute(_SETTLED)
        for a, b, relation, backwards in cursor.fetchall():
            yield SettledPair(a, b, read(relation, backwards))


def judged_texts(limit: int) -> list[tuple[str, str, str]]:
    """Settled pairs as (title, title, relation), people's judgements first, the youngest first."""
    with connection.cursor() as cursor:
        cursor.execute(_JUDGED, [limit])
        return [(a, b, read(r, backwards)) for a, b, r, backwards in cursor.fetchall()]


class TitleColumn(NamedTuple):
    """All titles of a language: ids in order, a fingerprint of each text, the texts."""

    ids: NDArray[np.int64]
    fingerprints: NDArray[np.uint64]
    texts: list[str]


def title_languages() -> list[str]:
    """Languages that have titles."""
    return list(Title.objects.order_by("language").values_list("language", flat=True).distinct())


def titles_of(language: str) -> TitleColumn:
    """Ids, fingerprints and texts; about 100 bytes a title."""
    rows = list(Title.objects.filter(language=language).order_by("id").values_list("id", "text"))
    texts = [text for _, text in rows]
    marks = [int.from_bytes(hashlib.blake2b(t.encode(), digest_size=8).digest(), "little") for t in texts]
    return TitleColumn(
        np.array([pk for pk, _ in rows], dtype=np.int64), np.array(marks, dtype=np.uint64), texts
    )
