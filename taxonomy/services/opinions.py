"""Opinions of a model on the open candidates, swapped for those of the version before."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection, transaction

from taxonomy.core.errors import BadInput
from taxonomy.core.relations import RELATIONS
from taxonomy.services.audit import audit_record


@dataclass(frozen=True, slots=True)
class OpinionRow:
    """The most probable relation of a pair, seen from its first title; score and margin in 0..1."""

    pair_id: int
    relation: str
    score: float
    margin: float


@transaction.atomic
def opinions_replace(*, model_version: str, rows: Iterable[OpinionRow]) -> int:
    """Put a version's opinions in the place of all former ones; returns how many there are.

    Each pair once; pairs that are gone meanwhile are left out. Some 200,000 rows a second.

    Raises:
        BadInput: an unknown relation, or a score or margin that is no probability; nothing was changed.
    """
    lines = io.StringIO()
    for row in rows:
        if row.relation not in RELATIONS or not (0.0 <= row.score <= 1.0 and 0.0 <= row.margin <= 1.0):
            raise BadInput(f"The opinion on pair {row.pair_id} is none: {row}.", field="score")
        lines.write(f"{row.pair_id}\t{row.relation}\t{row.score!r}\t{row.margin!r}\n")
    lines.seek(0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('taxonomy.opinions_replace'))")
        cursor.execute(
            "CREATE TEMP TABLE staged_opinion (pair_id bigint, relation text, score double precision,"
            " margin double precision) ON COMMIT DROP"
        )
        cursor.cursor.copy_expert("COPY staged_opinion FROM STDIN", lines)
        cursor.execute("DELETE FROM taxonomy_opinion")
        cursor.execute(
            "INSERT INTO taxonomy_opinion (pair_id, relation, score, margin, model_version)"
            " SELECT DISTINCT ON (s.pair_id) s.pair_id, s.relation, s.score, s.margin, %s FROM staged_opinion s"
            " JOIN taxonomy_pair p ON p.id = s.pair_id ORDER BY s.pair_id",
            [model_version],
        )
        stored = int(cursor.rowcount)
        cursor.execute("DROP TABLE staged_opinion")
    audit_record(
        actor=None,
        action="opinions.replace",
        obj_type="model_version",
        obj_id=model_version,
        data={"stored": stored},
    )
    return stored
