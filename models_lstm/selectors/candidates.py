"""Candidates as the learner reads them: unsettled pairs, titles, and what is settled."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

import numpy as np
from django.db import connection, transaction
from django.db.models import Count, Min
from numpy.typing import NDArray

from models_lstm.core.pair_scores import TitleTexts
from taxonomy.core.relations import read
from taxonomy.models import Title


class OpenCandidates(NamedTuple):
    """Unsettled pairs that somebody thought worth looking at, as columns (n,), in the order of their ids."""

    pair_id: NDArray[np.int64]
    title_a: NDArray[np.int64]
    title_b: NDArray[np.int64]


class SettledPair(NamedTuple):
    """What is settled of two titles, seen from the first."""

    title_a_id: int
    title_b_id: int
    relation: str


_OPEN: Final = """
COPY (
    SELECT p.id, p.title_a_id, p.title_b_id
    FROM taxonomy_pair p
    LEFT JOIN taxonomy_decision d ON d.seq = p.decision_id
    WHERE coalesce(d.relation, '') = '' AND (hashint8(p.id) & {most}) < {lots}
      AND EXISTS (SELECT 1 FROM taxonomy_candidate c WHERE c.pair_id = p.id)
    ORDER BY p.id
) TO STDOUT
"""
_SETTLED: Final = """
SELECT p.title_a_id, p.title_b_id, d.relation, d.reversed
FROM taxonomy_pair p JOIN taxonomy_decision d ON d.seq = p.decision_id
WHERE d.relation <> ''
ORDER BY p.id
"""
_LISTED: Final = """
SELECT d.source, array_agg(DISTINCT title.id)
FROM taxonomy_decision d
JOIN taxonomy_changeset c ON c.id = d.change_set_id
LEFT JOIN taxonomy_importrun r ON r.change_set_id = c.id
JOIN taxonomy_pair p ON p.id = d.pair_id
CROSS JOIN LATERAL (VALUES (p.title_a_id), (p.title_b_id)) AS title (id)
WHERE d.settled_by = 'import' AND d.relation <> '' AND d.merge_state IN ('pending', 'merged')
  AND (c.kind = 'starter' OR (r.kind = 'relations' AND r.undone_at IS NULL))
GROUP BY d.source ORDER BY d.source
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


def candidates_open(*, share: float = 1.0) -> OpenCandidates:
    """All unsettled candidates, each pair once; 24 bytes a pair, a few seconds for a million.

    Args:
        share: of them that are wanted, 0..1; every pair draws a lot, the same one each time.
    """
    buffer = io.BytesIO()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '64MB'")
        cursor.cursor.copy_expert(_OPEN.format(most=_LOTS - 1, lots=round(share * _LOTS)), buffer)
    table = np.fromstring(buffer.getvalue().decode("ascii"), dtype=np.int64, sep=" ").reshape(-1, 3)
    return OpenCandidates(*(np.ascontiguousarray(column) for column in table.T))


def candidates_open_count() -> int:
    """How many there are."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(DISTINCT c.pair_id) FROM taxonomy_candidate c JOIN taxonomy_pair p ON p.id = c.pair_id"
            " LEFT JOIN taxonomy_decision d ON d.seq = p.decision_id WHERE coalesce(d.relation, '') = ''"
        )
        row: Any = cursor.fetchone()
        return int(row[0])


def all_titles() -> TitleTexts:
    """The titles of all languages; about 150 bytes a title."""
    rows = list(Title.objects.order_by("id").values_list("id", "text"))
    return TitleTexts(np.array([pk for pk, _ in rows], dtype=np.int64), [text for _, text in rows])


def languages_of(texts: Iterable[str]) -> dict[str, str]:
    """The language of each title that is in the record; of one that is there in several languages, none."""
    found = (
        Title.objects.filter(text__in=set(texts))
        .values_list("text")
        .annotate(n=Count("id"), one=Min("language"))
    )
    return {text: language for text, count, language in found if count == 1}


def settled_pairs() -> Iterator[SettledPair]:
    """All settled pairs by title ids."""
    with connection.cursor() as cursor:
        cursor.execute(_SETTLED)
        for a, b, relation, backwards in cursor.fetchall():
            yield SettledPair(a, b, read(relation, backwards))


def listed_titles() -> list[NDArray[np.int64]]:
    """Of each classification that was imported, the ids of the titles that it says something of, in order.

    A file of judged pairs is none: what it leaves out, nobody has looked at.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LISTED)
        return [np.sort(np.array(ids, dtype=np.int64)) for _, ids in cursor.fetchall()]


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
