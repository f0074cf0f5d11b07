"""Candidates from which tasks can be made."""

from __future__ import annotations

from typing import Final

from django.db import connection

from taxonomy.core.queue_order import Known
from taxonomy.gate import graph_gate

# A third of the pool are the closest, a third those of which the model is least sure, a third a draw that depends on
# the pair and the seed only, and from that one alone the random slice is taken: it stands for all candidates. A pair
# that has (or had) a task is not asked anew.
WIDER: Final = (1, 4, 16)
_POOL: Final = """
WITH waiting AS (
    SELECT p.id, p.title_a_id, p.title_b_id, best.score, best.proposer
    FROM (
        SELECT DISTINCT ON (c.pair_id) c.pair_id, c.score, c.proposer FROM taxonomy_candidate c
        ORDER BY c.pair_id, c.score DESC, c.proposer
    ) best
    JOIN taxonomy_pair p ON p.id = best.pair_id
    LEFT JOIN taxonomy_decision d ON d.seq = p.decision_id
    WHERE coalesce(d.relation, '') = '' AND NOT EXISTS (SELECT 1 FROM taxonomy_task t WHERE t.pair_id = p.id)
      AND p.title_a_id <> ALL(%(retired)s::bigint[]) AND p.title_b_id <> ALL(%(retired)s::bigint[])
), drawn AS (
    SELECT * FROM waiting ORDER BY hashint8extended(id, %(seed)s) LIMIT %(part)s
), pool AS (
    (SELECT * FROM waiting ORDER BY score DESC, id LIMIT %(part)s)
    UNION
    (SELECT waiting.* FROM waiting JOIN taxonomy_opinion m ON m.pair_id = waiting.id
     ORDER BY m.margin, waiting.id LIMIT %(part)s)
    UNION
    SELECT * FROM drawn
)
SELECT pool.id, pool.title_a_id, pool.title_b_id, pool.score, pool.proposer, o.score, a.count, b.count,
       m.margin, coalesce(m.relation, ''), pool.id IN (SELECT id FROM drawn)
FROM pool
JOIN taxonomy_title a ON a.id = pool.title_a_id
JOIN taxonomy_title b ON b.id = pool.title_b_id
LEFT JOIN taxonomy_opinion m ON m.pair_id = pool.id
LEFT JOIN taxonomy_proposal o ON o.pair_id = pool.id AND o.state = 'open'
ORDER BY pool.id
"""


def pool_read(*, size: int, seed: int) -> list[Known]:
    """About ``size`` unsettled candidates without a task, none of them with a retired title, and none of which the graph
    has the answer already, through other titles of the two concepts.

    Those are among the closest of all, so more are looked at until enough are left. Reads all candidates once, seldom
    twice or three times: about a second a million.
    """
    part, left = -(-size // 3), list[Known]()
    for wider in WIDER:
        found = _pool(part * wider, seed)
        told = graph_gate().told([(known.title_a, known.title_b) for known in found])
        left = [known for known, answered in zip(found, told, strict=True) if not answered]
        if len(left) >= size // 2 or len(found) < part * wider:
            break
    return left


def _pool(part: int, seed: int) -> list[Known]:
    with connection.cursor() as cursor:
        cursor.execute(_POOL, {"part": part, "seed": seed, "retired": graph_gate().titles_retired()})
        return [
            Known(pair, a, b, float(close), proposer, score, (uses_a, uses_b), margin, guess, by_lot)
            for pair, a, b, close, proposer, score, uses_a, uses_b, margin, guess, by_lot in cursor.fetchall()
        ]
