"""Hand suggestions over to the taxonomy, which swaps them for the former ones in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from models_lstm.models import ModelVersion
from taxonomy.core.relations import read
from taxonomy.models import Person, Proposal
from taxonomy.services.proposals import ProposalRow, proposals_replace


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What a version suggests for a pair: one of the seven relations, seen from the pair's first title."""

    pair_id: int
    relation: str
    score: float
    evidence: dict[str, Any]


def suggestions_replace(version: ModelVersion, rows: list[Suggestion], *, by: Person | None = None) -> int:
    """Put a version's suggestions in the place of the open ones; how many are open now."""
    return proposals_replace(
        model_version=version.version,
        rows=[ProposalRow(r.pair_id, r.relation, r.score, r.evidence) for r in rows],
        dataset=version.dataset.name,
        by=by,
    )


def proposals_bring_back(version: ModelVersion, *, by: Person | None = None) -> int:
    """Open a version's superseded proposals again, in the caller's transaction; how many are open now.

    Each pair once, with the youngest of its proposals; what was settled or rejected meanwhile stays closed.
    """
    former = (
        Proposal.objects.filter(model_version=version.version, state=Proposal.State.SUPERSEDED)
        .order_by("pair_id", "-pk")
        .distinct("pair_id")
    )
    rows = [
        Suggestion(p.pair_id, read(p.relation, p.reversed), p.score, p.evidence)
        for p in former.iterator(chunk_size=2_000)
    ]
    return suggestions_replace(version, rows, by=by)
