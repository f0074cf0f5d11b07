"""Candidates: pairs worth looking at, stored with who found them and how close they are."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable

from django.db import connection, transaction

from taxonomy.core.blocking import block_titles
from taxonomy.models import Person, Title
from taxonomy.services.audit import audit_record

CandidateRow = tuple[int, int, float]
"""Title id, title id, score 0..1."""

# The pair may be new or old, the candidate too; a proposer's newer score replaces its older one. Pairs that are
# settled stay candidates: whoever asks for work leaves them out. Rows go in by the order of the
# indexes, which are then written page by page.
_PAIRS = """
INSERT INTO taxonomy_pair (title_a_id, title_b_id)
SELECT DISTINCT a, b FROM staged_candidate ORDER BY a, b ON CONFLICT DO NOTHING
"""
_CANDIDATES = """
INSERT INTO taxonomy_candidate AS known (pair_id, proposer, version, score, created_at)
SELECT p.id, %(proposer)s, %(version)s, max(s.score), now()
FROM staged_candidate s JOIN taxonomy_pair p ON p.title_a_id = s.a AND p.title_b_id = s.b
GROUP BY p.id ORDER BY p.id
ON CONFLICT (pair_id, proposer) DO UPDATE SET score = excluded.score, version = excluded.version
WHERE known.score <> excluded.score OR known.version <> excluded.version
"""


@transaction.atomic
def candidates_store(
    rows: Iterable[CandidateRow],
    *,
    proposer: str,
    version: str = "",
    by: Person | None = None,
    replace: bool = False,
) -> int:
    """Store candidates; returns how many rows were new or changed.

    Args:
        proposer: ``blocking``, ``nearest``, ``import``, ``random``, ``feedback``.
        version: of the proposer, for example the model version whose vectors were compared.
        replace: also forget this proposer's candidates that are not among ``rows``.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '128MB'")
        cursor.execute("CREATE TEMP TABLE staged_candidate (a bigint, b bigint, score real) ON COMMIT DROP")
        buffer = io.StringIO()
        for a, b, score in rows:
            if a != b:
                low, high = (a, b) if a < b else (b, a)
                buffer.write(f"{low}\t{high}\t{min(1.0, max(0.0, score)):.6f}\n")
        buffer.seek(0)
        cursor.cursor.copy_expert("COPY staged_candidate FROM STDIN", buffer)
        cursor.execute("ANALYZE staged_candidate")
        cursor.execute(_PAIRS)
        cursor.execute(_CANDIDATES, {"proposer": proposer, "version": version})
        stored = int(cursor.rowcount)
        if replace:
            cursor.execute(
                "DELETE FROM taxonomy_candidate c USING taxonomy_pair p WHERE c.pair_id = p.id AND c.proposer = %s"
                " AND NOT EXISTS (SELECT 1 FROM staged_candidate s WHERE s.a = p.title_a_id AND s.b = p.title_b_id)",
                [proposer],
            )
        cursor.execute("DROP TABLE staged_candidate")
    audit_record(
        actor=by,
        action="candidates.store",
        obj_type="proposer",
        obj_id=proposer,
        data={"version": version, "stored": stored},
    )
    return stored


def candidates_block(
    *,
    language: str = "en",
    top: int = 20,
    by: Person | None = None,
    progress: Callable[[int], None] = lambda n: None,
) -> int:
    """Find and store the candidates by shared rare words among all titles of a language."""
    titles = list(Title.objects.filter(language=language).order_by("id").values_list("id", "key"))
    ids = [pk for pk, _ in titles]
    block = block_titles([key for _, key in titles], top=top, progress=progress)
    rows = ((ids[a], ids[b], float(s)) for a, b, s in zip(block.left, block.right, block.score, strict=True))
    return candidates_store(rows, proposer="blocking", by=by, replace=True)
