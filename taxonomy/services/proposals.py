"""Proposals come in by the ten thousand and are swapped for the former ones in one transaction.

What people have settled is never asked again: a pair with a decision gets no proposal, and a pair that somebody
refused a relation for does not get that relation again, whichever model version suggests it.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from django.db import connection, transaction
from django.db.models import Q
from psycopg2 import DatabaseError

from taxonomy.core.errors import BadInput, Fault
from taxonomy.core.relations import parse_relation, store
from taxonomy.gate import graph_gate
from taxonomy.models import Person, Proposal
from taxonomy.selectors.quarantines import model_refuse_quarantined
from taxonomy.services.audit import audit_record

READ_AHEAD = 64 * 1024


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A suggestion for a pair: one of the seven relations, seen from the pair's first title.

    Attributes:
        score: calibrated probability, 0..1.
        evidence: JSON data that a reviewer can check.
    """

    pair_id: int
    relation: str
    score: float
    evidence: dict[str, Any] = field(default_factory=dict)


# One suggestion for each pair, the best one; without the pairs that are settled or have a retired title, the relations
# that were refused for their pair, and the pairs for which another proposer's suggestion waits already.
_WANTED = """
CREATE TEMP TABLE wanted_proposal ON COMMIT DROP AS
SELECT DISTINCT ON (s.pair_id) s.* FROM staged_proposal s
JOIN taxonomy_pair p ON p.id = s.pair_id
LEFT JOIN taxonomy_decision d ON d.seq = p.decision_id
WHERE coalesce(d.relation, '') = ''
  AND p.title_a_id <> ALL(%(retired)s::bigint[]) AND p.title_b_id <> ALL(%(retired)s::bigint[])
  AND NOT EXISTS (
    SELECT 1 FROM taxonomy_proposal r WHERE r.pair_id = s.pair_id AND r.state = 'rejected'
      AND r.relation = s.relation AND r.reversed = s.reversed)
  AND NOT EXISTS (
    SELECT 1 FROM taxonomy_proposal o WHERE o.pair_id = s.pair_id AND o.state = 'open'
      AND o.proposer <> %(proposer)s)
ORDER BY s.pair_id, s.score DESC, s.relation
"""
# The same suggestion by the same version keeps its row, so that an address of it stays good.
_KEEP = """
UPDATE taxonomy_proposal p SET score = w.score, evidence = w.evidence
FROM wanted_proposal w
WHERE p.pair_id = w.pair_id AND p.state = 'open' AND p.proposer = %(proposer)s
  AND p.model_version = %(version)s AND p.relation = w.relation AND p.reversed = w.reversed
RETURNING p.pair_id
"""
_RETIRE = """
UPDATE taxonomy_proposal SET state = 'superseded'
WHERE state = 'open' AND proposer = %(proposer)s AND pair_id <> ALL(%(kept)s::bigint[])
"""
_ADD = """
INSERT INTO taxonomy_proposal
  (pair_id, relation, reversed, score, proposer, model_version, dataset, evidence, state, created_at)
SELECT pair_id, relation, reversed, score, %(proposer)s, %(version)s, %(dataset)s, evidence, 'open', now()
FROM wanted_proposal WHERE pair_id <> ALL(%(kept)s::bigint[])
ORDER BY score DESC, pair_id
"""


@transaction.atomic
def proposals_replace(
    *,
    model_version: str,
    rows: Iterable[ProposalRow],
    proposer: str = "model",
    dataset: str = "",
    by: Person | None = None,
) -> int:
    """Swap the open proposals of a proposer for these; returns how many are open now.

    In one transaction: readers see the old ones until it commits, then the new ones. Linear in the rows; about a
    second for 50,000 of them with short evidence.

    Args:
        dataset: what the model version was trained on; kept with the proposals for `edges/{id}/why`.

    Raises:
        UnknownRelation, BadInput: a row is wrong; nothing was changed.
        ModelQuarantined
    """
    if model_version:
        model_refuse_quarantined(model_version)
    with connection.cursor() as cursor:
        # Two swaps at once would each retire what the other adds: one after the other.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('taxonomy.proposals_replace'))")
        cursor.execute(
            "CREATE TEMP TABLE staged_proposal (pair_id bigint, relation text, reversed boolean,"
            " score double precision, evidence jsonb) ON COMMIT DROP"
        )
        lines = _Lines(_line(row) for row in rows)
        try:
            cursor.cursor.copy_expert("COPY staged_proposal FROM STDIN", lines)
        except DatabaseError:
            if lines.fault is not None:
                raise lines.fault from None
            raise
        cursor.execute("ANALYZE staged_proposal")
        cursor.execute(_WANTED, {"proposer": proposer, "retired": graph_gate().titles_retired()})
        names: dict[str, Any] = {"proposer": proposer, "version": model_version, "dataset": dataset}
        cursor.execute(_KEEP, names)
        kept = [pair for (pair,) in cursor.fetchall()]
        cursor.execute(_RETIRE, {**names, "kept": kept})
        retired = int(cursor.rowcount)
        cursor.execute(_ADD, {**names, "kept": kept})
        added = int(cursor.rowcount)
        cursor.execute("DROP TABLE staged_proposal, wanted_proposal")
    audit_record(
        actor=by,
        action="proposals.replace",
        obj_type="proposer",
        obj_id=proposer,
        data={"version": model_version, "added": added, "kept": len(kept), "retired": retired},
    )
    return added + len(kept)


def _line(row: ProposalRow) -> str:
    """A row in PostgreSQL's text format for COPY."""
    if not 0.0 <= row.score <= 1.0:
        raise BadInput(f"The score {row.score} of pair {row.pair_id} is not between 0 and 1.", field="score")
    stored = store(parse_relation(row.relation))
    evidence = orjson.dumps(row.evidence, option=orjson.OPT_SERIALIZE_NUMPY).decode()
    escaped = evidence.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
    return f"{row.pair_id}\t{stored.relation}\t{'t' if stored.reversed else 'f'}\t{row.score!r}\t{escaped}\n"


class _Lines(io.TextIOBase):
    """Lines as the file that COPY reads, without holding them all."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._rest = ""
        self.fault: Fault | None = None  # why reading ended early: COPY only says that it did

    def read(self, size: int | None = -1, /) -> str:
        """At most ``size`` characters; empty at the end."""
        parts, length = [self._rest], len(self._rest)
        wanted = READ_AHEAD if size is None or size < 0 else size
        try:
            for line in self._lines:
                parts.append(line)
                length += len(line)
                if length >= wanted:
                    break
        except Fault as fault:
            self.fault = fault
            raise
        text = "".join(parts)
        self._rest = text[wanted:]
        return text[:wanted]


def proposals_reopen(ids: Sequence[int]) -> int:
    """Ask again what a review that was taken back had settled, in the caller's transaction.

    Left closed: what a newer proposal has taken the place of, and what another decision has settled.
    """
    return _reopen(ids, ["accepted", "rejected"])


def proposals_reopen_closed(ids: Sequence[int]) -> int:
    """Ask again what a quarantine had closed, in the caller's transaction, under the same conditions."""
    return _reopen(ids, ["superseded"])


def _reopen(ids: Sequence[int], states: list[str]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE taxonomy_proposal p SET state = 'open', reviewed_by_id = NULL, reviewed_at = NULL,"
            " reviewed_in_id = NULL, why_not = '', review_note = ''"
            " WHERE p.id = ANY(%s) AND p.state = ANY(%s)"
            " AND NOT EXISTS (SELECT 1 FROM taxonomy_proposal o WHERE o.pair_id = p.pair_id AND o.state = 'open')"
            " AND NOT EXISTS (SELECT 1 FROM taxonomy_pair t JOIN taxonomy_decision d ON d.seq = t.decision_id"
            "   WHERE t.id = p.pair_id AND d.relation <> '')"
            # A pair can have been reviewed twice; the later proposal speaks.
            " AND p.id = (SELECT max(l.id) FROM taxonomy_proposal l WHERE l.pair_id = p.pair_id AND l.id = ANY(%s))",
            [list(ids), states, list(ids)],
        )
        return int(cursor.rowcount)


def proposals_supersede(pair_ids: Sequence[int]) -> None:
    """Close the open proposals of pairs that were settled otherwise, in the caller's transaction."""
    Proposal.objects.filter(pair_id__in=list(pair_ids), state=Proposal.State.OPEN).update(
        state=Proposal.State.SUPERSEDED
    )


def proposals_drop(title_id: int) -> int:
    """Close the open proposals on a title that was retired, in the caller's transaction; how many."""
    on_title = Q(pair__title_a=title_id) | Q(pair__title_b=title_id)
    return Proposal.objects.filter(on_title, state=Proposal.State.OPEN).update(
        state=Proposal.State.SUPERSEDED
    )
