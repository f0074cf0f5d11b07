"""A part of the taxonomy as rows: a concept and all below it, with the edges between their titles."""

from __future__ import annotations

from typing import Final

from kgraph.core.bulk_rows import BulkRow
from kgraph.selectors.graph import concept_get
from kgraph.selectors.loading import rows_of
from taxonomy.core.errors import Fault

MOST_ROWS: Final = 5_000
"""Rows of one file, and of one bulk edit."""

_PART = """
WITH RECURSIVE below(id) AS (
    SELECT %s::bigint UNION SELECT e.object_concept_id FROM below b JOIN kgraph_edge e
    ON e.active AND e.relation = 'broader' AND e.subject_concept_id = b.id
), part AS MATERIALIZED (SELECT id FROM below LIMIT %s)
SELECT e.decision_id, s.text, e.relation, o.text
FROM part JOIN kgraph_edge e ON e.active AND e.subject_concept_id = part.id
JOIN part other ON other.id = e.object_concept_id
JOIN taxonomy_title s ON s.id = e.subject_title_id JOIN taxonomy_title o ON o.id = e.object_title_id
ORDER BY s.key, e.relation, o.key, e.id LIMIT %s
"""


class PartTooLarge(Fault):
    """The part has more rows than a file can have."""

    code = "part.too_large"
    status = 422


def part_rows(number: int) -> list[BulkRow]:
    """The edges within a concept and all below it, each as "the first title is ``relation`` to the second".

    Raises:
        NotFound
        PartTooLarge: there are more than `MOST_ROWS`.
    """
    concept = concept_get(number)
    rows = rows_of(_PART, [concept.pk, 4 * MOST_ROWS, MOST_ROWS + 1])
    if len(rows) > MOST_ROWS:
        raise PartTooLarge(
            f"“{concept.preferred.text}” and what is below it have more than {MOST_ROWS:,} edges; choose a smaller part.",
            extra={"limit": MOST_ROWS},
        )
    return [BulkRow(row, a, relation, b, decision) for row, (decision, a, relation, b) in enumerate(rows, 1)]
