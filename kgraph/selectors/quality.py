"""Precision of a release's edges by relation, from what people say of the standing sample."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import Any, Final

import numpy as np
from django.db import connection

from kgraph.core.quality import ENOUGH, quality_of, quality_together
from kgraph.core.snapshot import Snapshot
from taxonomy.core.relations import STORED_RELATIONS

_ANSWERS: Final = """
SELECT s.edge, s.relation,
       CASE WHEN a.relation IS NULL THEN NULL  -- nobody has said anything yet
            ELSE a.relation = e.relation AND (e.relation NOT IN ('broader', 'senior')
                OR (CASE WHEN a.reversed THEN p.title_b_id ELSE p.title_a_id END) = e.subject_title_id)
       END AS said_again
FROM kgraph_auditededge s
JOIN kgraph_edge e ON e.id = s.edge
JOIN taxonomy_pair p ON p.id = s.pair_id
LEFT JOIN LATERAL (
    SELECT relation, reversed FROM taxonomy_annotation
    WHERE pair_id = s.pair_id AND stands AND created_at > s.drawn_at AND relation <> 'unsure'
    ORDER BY id LIMIT 1
) a ON true
ORDER BY s.edge
"""


def release_quality(graph: Snapshot) -> dict[str, Any]:
    """Per relation and together: edges, sampled, judged, right, precision with low and high (see `core.quality`).

    The first judgement since an edge was drawn counts; "unsure" says nothing. Linear in the sample.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ANSWERS)
        rows = cursor.fetchall()
    ids = graph.array("edge_id")
    living = set(np.intersect1d(ids, np.array([edge for edge, _, _ in rows], dtype=np.int64)).tolist())
    sampled, judged, right = Counter[str](), Counter[str](), Counter[str]()
    for edge, relation, said_again in rows:
        if edge in living:
            sampled[relation] += 1
            judged[relation] += said_again is not None
            right[relation] += bool(said_again)
    edges = np.bincount(graph.array("edge_relation"), minlength=len(STORED_RELATIONS)).tolist()
    parts = {
        name: quality_of(edges[code], sampled[name], judged[name], right[name])
        for code, name in enumerate(STORED_RELATIONS)
    }
    return {
        "release": graph.number,
        "enough": ENOUGH,
        "relations": {name: asdict(part) for name, part in parts.items()},
        "together": asdict(quality_together(parts)),
    }
