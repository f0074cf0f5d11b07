"""Proposals: swapped in one transaction when a model speaks anew, reviewed one by one or many at once."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from taxonomy.core.errors import BadInput, Fault, NotFound, Refused
from taxonomy.core.relations import parse_relation, read, store
from taxonomy.gate import graph_gate
from taxonomy.models import AuditEntry, ChangeSet, Decision, Person, Proposal
from taxonomy.services.audit import audit_record
from taxonomy.services.decisions import Settlement, change_set_open, decision_record

MAX_REVIEWED = 500
AT_ONCE = 20
"""Up to this many are merged in the reviewer's request, and refused with the chain; more go through the ledger."""
VERDICTS = ("accept", "reject", "change")


class NotOpen(Refused):
    """The proposal was reviewed or overtaken meanwhile."""

    code = "proposal.not_open"


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """What a proposer says of a pair: ``relation`` is one of the seven, from the pair's first title to its second."""

    pair_id: int
    relation: str
    score: float
    evidence: dict[str, Any] = field(default_factory=dict)


# A pair that somebody settled is never proposed again; nor is a relation that a person rejected for its pair, by
# whatever model. Both are looked up in the same transaction that shows the new proposals.
_SETTLED = """
SELECT count(*) FROM staged_proposal s
JOIN taxonomy_pair p ON p.id = s.pair_id
JOIN taxonomy_decision d ON d.seq = p.decision_id
WHERE d.relation <> ''
"""
_REJECTED = """
SELECT count(*) FROM staged_proposal s WHERE EXISTS (
    SELECT 1 FROM taxonomy_proposal r WHERE r.pair_id = s.pair_id AND r.state = 'rejected'
    AND r.relation = s.relation AND r.reversed = s.reversed)
"""
_INSERT = """
INSERT INTO taxonomy_proposal (pair_id, relation, reversed, score, proposer, model_version, evidence, state, created_at)
SELECT DISTINCT ON (s.pair_id) s.pair_id, s.relation, s.reversed, s.score, %(proposer)s, %(version)s,
       s.evidence::jsonb, 'open', now()
FROM staged_proposal s
JOIN taxonomy_pair p ON p.id = s.pair_id
LEFT JOIN taxonomy_decision d ON d.seq = p.decision_id
WHERE (d.seq IS NULL OR d.relation = '')
  AND NOT EXISTS (SELECT 1 FROM taxonomy_proposal r WHERE r.pair_id = s.pair_id AND r.state = 'rejected'
                  AND r.relation = s.relation AND r.reversed = s.reversed)
  AND NOT EXISTS (SELECT 1 FROM taxonomy_proposal o WHERE o.pair_id = s.pair_id AND o.state = 'open')
ORDER BY s.pair_id, s.score DESC
"""


@transaction.atomic
def proposals_replace(
    *, model_version: str, rows: Iterable[ProposalRow], proposer: str = "model", by: Person | None = None
) -> int:
    """Put a model version's proposals in the place of all open ones of this proposer, in one transaction.

    Nobody ever sees old and new ones mixed, or none at all. Returns how many are open now.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('taxonomy.proposals_replace'))")
        _stage(cursor, rows)
        superseded = Proposal.objects.filter(state=Proposal.State.OPEN, proposer=proposer).update(
            state=Proposal.State.SUPERSEDED
        )
        cursor.execute(_SETTLED)
        settled = int(cursor.fetchone()[0])
        cursor.execute(_REJECTED)
        rejected = int(cursor.fetchone()[0])
        cursor.execute(_INSERT, {"proposer": proposer, "version": model_version})
        stored = int(cursor.rowcount)
        cursor.execute("DROP TABLE staged_proposal")
    audit_record(
        actor=by,
        action="proposals.replace",
        obj_type="model_version",
        obj_id=model_version,
        data={"stored": stored, "superseded": superseded, "settled": settled, "rejected": rejected},
    )
    return stored


def _stage(cursor: Any, rows: Iterable[ProposalRow]) -> None:
    """Copy the rows into a table of this transaction."""
    cursor.execute(
        "CREATE TEMP TABLE staged_proposal (pair_id bigint, relation text, reversed boolean, score float8,"
        " evidence text) ON COMMIT DROP"
    )
    buffer = io.StringIO()
    for row in rows:
        stored = store(row.relation)
        evidence = json.dumps(row.evidence, ensure_ascii=True).replace("\\", "\\\\")
        flag = "t" if stored.reversed else "f"
        score = min(1.0, max(0.0, row.score))
        buffer.write(f"{row.pair_id}\t{stored.relation}\t{flag}\t{score:.6f}\t{evidence}\n")
    buffer.seek(0)
    cursor.cursor.copy_expert("COPY staged_proposal FROM STDIN", buffer)
    cursor.execute("ANALYZE staged_proposal")


@dataclass(frozen=True, slots=True)
class Verdict:
    """A reviewer's word on one proposal.

    Attributes:
        verdict: ``accept``, ``reject``, or ``change`` (settle as ``relation`` instead).
        relation: with ``change``, and optionally with ``reject``: what the pair is instead, from title a to title b of
            the pair as stored.
    """

    proposal_id: int
    verdict: str
    relation: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What became of one verdict; ``problem`` says why nothing did."""

    proposal_id: int
    state: str
    decision: int | None = None
    problem: Fault | None = None


def proposals_review(
    *, verdicts: Sequence[Verdict], by: Person, note: str = ""
) -> tuple[ChangeSet | None, list[Reviewed]]:
    """Review proposals as one change set, which can be reverted as one.

    Up to `AT_ONCE` are merged here and refused with the proving chain, each on its own. A larger number enters the
    ledger at once and is merged by a worker: what breaks the algebra waits as a conflict.

    Raises:
        BadInput: none, or more than `MAX_REVIEWED`, or an unknown verdict.
    """
    if not 1 <= len(verdicts) <= MAX_REVIEWED:
        raise BadInput(f"Review 1 to {MAX_REVIEWED} proposals at a time.", field="items")
    for verdict in verdicts:
        if verdict.verdict not in VERDICTS:
            raise BadInput(
                f"'{verdict.verdict}' is not a verdict; use {', '.join(VERDICTS)}.", field="verdict"
            )
        if verdict.verdict == "change" and not verdict.relation:
            raise BadInput("To change a proposal, say to which relation.", field="relation")
    now = len(verdicts) <= AT_ONCE
    with transaction.atomic():
        change_set = change_set_open(kind="review", made_by=by, note=note)
        results = [_review(verdict, by, change_set, now=now) for verdict in verdicts]
        if not now:
            graph_gate().merge_soon()
    return change_set, results


def _review(verdict: Verdict, by: Person, change_set: ChangeSet, *, now: bool) -> Reviewed:
    try:
        with transaction.atomic():
            return _apply(verdict, by, change_set, now=now)
    except Fault as fault:
        current = Proposal.objects.filter(pk=verdict.proposal_id).values_list("state", flat=True).first()
        return Reviewed(verdict.proposal_id, current or "missing", problem=fault)


def _apply(verdict: Verdict, by: Person, change_set: ChangeSet, *, now: bool) -> Reviewed:
    proposal = Proposal.objects.select_for_update().filter(pk=verdict.proposal_id).first()
    if proposal is None:
        raise NotFound(f"There is no proposal {verdict.proposal_id}.")
    if proposal.state != Proposal.State.OPEN:
        raise NotOpen(f"Proposal {proposal.pk} is {proposal.state} already.")
    accept = verdict.verdict == "accept"
    relation = read(proposal.relation, proposal.reversed) if accept else verdict.relation
    proposal.state = Proposal.State.ACCEPTED if accept else Proposal.State.REJECTED
    proposal.reviewed_by = by
    proposal.reviewed_at = timezone.now()
    proposal.save(update_fields=["state", "reviewed_by", "reviewed_at"])
    audit_record(
        actor=by,
        action=f"proposal.{verdict.verdict}",
        obj_type="proposal",
        obj_id=proposal.pk,
        data={"change_set": change_set.pk, "relation": relation, "reason": verdict.reason},
    )
    if relation is None:
        return Reviewed(proposal.pk, proposal.state)
    decision = decision_record(
        Settlement(
            pair_id=proposal.pair_id,
            relation=parse_relation(relation),
            settled_by=Decision.SettledBy.REVIEW,
            person=by,
            proposal_id=proposal.pk,
            model_version=proposal.model_version if accept else "",
            reason=verdict.reason,
            evidence={"score": proposal.score, **proposal.evidence} if accept else {},
        ),
        change_set=change_set,
        merge="now" if now else "soon",
    )
    return Reviewed(proposal.pk, proposal.state, decision.seq)


@transaction.atomic
def proposals_reopen(*, change_set: ChangeSet, by: Person) -> int:
    """Open again the proposals that a reverted review had closed, where nothing newer stands in their place.

    Called after the change set's decisions were taken back. Rejections without a decision come back with it.
    """
    rows = AuditEntry.objects.filter(
        object_type="proposal", action__startswith="proposal.", data__change_set=change_set.pk
    )
    ids = [int(pk) for pk in rows.values_list("object_id", flat=True)]
    reopened = 0
    for proposal in Proposal.objects.select_for_update().filter(
        pk__in=ids, state__in=["accepted", "rejected"]
    ):
        if Proposal.objects.filter(pair_id=proposal.pair_id, state=Proposal.State.OPEN).exists():
            continue
        proposal.state = Proposal.State.OPEN
        proposal.reviewed_by = None
        proposal.reviewed_at = None
        proposal.save(update_fields=["state", "reviewed_by", "reviewed_at"])
        reopened += 1
    audit_record(
        actor=by,
        action="proposals.reopen",
        obj_type="change_set",
        obj_id=change_set.pk,
        data={"reopened": reopened},
    )
    return reopened
