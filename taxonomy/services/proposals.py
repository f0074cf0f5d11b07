"""Proposals: suggestions of a model or a rule that wait for review."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from taxonomy.core.relations import store
from taxonomy.models import Pair, Person, Proposal
from taxonomy.services.audit import audit_record


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A suggestion: ``relation`` is one of the seven, from the pair's first title to its second."""

    pair_id: int
    relation: str
    score: float
    evidence: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def proposals_replace(
    *, model_version: str, rows: Iterable[ProposalRow], proposer: str = "model", by: Person | None = None
) -> int:
    """Put a version's proposals in the place of all open ones of the proposer, in one transaction.

    Pairs that are settled, and pairs whose same relation a person has rejected, are left out.

    Returns:
        How many proposals are open now.
    """
    wanted = {row.pair_id: row for row in rows}
    locked = set(
        Pair.objects.select_for_update()
        .filter(pk__in=wanted)
        .exclude(decision__relation__gt="")
        .values_list("pk", flat=True)
    )
    rejected = set(
        Proposal.objects.filter(pair_id__in=wanted, state=Proposal.State.REJECTED).values_list(
            "pair_id", "relation", "reversed"
        )
    )
    Proposal.objects.filter(state=Proposal.State.OPEN, proposer=proposer).update(
        state=Proposal.State.SUPERSEDED
    )
    now = timezone.now()
    fresh = []
    for pair_id, row in wanted.items():
        stored = store(row.relation)
        if pair_id in locked and (pair_id, stored.relation, stored.reversed) not in rejected:
            fresh.append(
                Proposal(
                    pair_id=pair_id,
                    relation=stored.relation,
                    reversed=stored.reversed,
                    score=row.score,
                    proposer=proposer,
                    model_version=model_version,
                    evidence=row.evidence,
                    created_at=now,
                )
            )
    Proposal.objects.bulk_create(fresh, batch_size=2_000, ignore_conflicts=True)
    audit_record(
        actor=by,
        action="proposals.replace",
        obj_type="model_version",
        obj_id=model_version,
        data={"offered": len(wanted), "stored": len(fresh)},
    )
    return len(fresh)
