"""Why there is an edge: the ledger, the people, the model, the data set, the evidence, the first release."""

from __future__ import annotations

from typing import Any

from kgraph.models import Edge
from taxonomy.core.errors import NotFound
from taxonomy.core.relations import read
from taxonomy.models import Annotation, Decision, Proposal


class EdgeMissing(NotFound):
    """There is no such edge, and never was."""

    code = "edge.not_found"


def edge_why(number: int) -> dict[str, Any]:
    """All that stands behind an edge, also behind one that was ended. Four statements.

    Raises:
        EdgeMissing
    """
    edge = (
        Edge.objects.filter(pk=number)
        .select_related("subject_title", "object_title", "decision__person", "decision__proposal", "ended_by")
        .first()
    )
    if edge is None:
        raise EdgeMissing(f"There is no edge {number}.")
    decision = edge.decision
    proposal = decision.proposal or _accepted(edge.pair_id)
    chain = list(Decision.objects.filter(pair=edge.pair_id).select_related("person").order_by("seq"))
    annotations = Annotation.objects.filter(pair=edge.pair_id).select_related("person").order_by("pk")
    # The edge may read from the pair's second title to its first.
    swapped = edge.subject_title_id > edge.object_title_id
    return {
        "edge": _edge(edge),
        "decision": _decision(decision, swapped),
        "annotations": [
            {
                "id": annotation.pk,
                "person": annotation.person.username,
                "relation": read(annotation.relation, annotation.reversed, swapped=swapped),
                "comment": annotation.comment,
                "blind": annotation.blind,
                "stands": annotation.stands,
                "created_at": annotation.created_at,
            }
            for annotation in annotations
        ],
        "adjudicated": decision.settled_by == Decision.SettledBy.ADJUDICATION,
        "proposal": _proposal(proposal, swapped),
        "model_version": decision.model_version or (proposal.model_version if proposal else "") or None,
        "dataset": decision.dataset or (proposal.dataset if proposal else "") or None,
        "source": decision.source or None,
        "first_release": edge.first_release,
        "chain": [_decision(row, swapped) for row in chain],
    }


def _accepted(pair: int) -> Proposal | None:
    return Proposal.objects.filter(pair=pair, state=Proposal.State.ACCEPTED).order_by("-pk").first()


def _edge(edge: Edge) -> dict[str, Any]:
    return {
        "id": edge.pk,
        "relation": edge.relation,
        "subject": {"id": edge.subject_title_id, "text": edge.subject_title.text},
        "object": {"id": edge.object_title_id, "text": edge.object_title.text},
        "subject_concept": edge.subject_concept_id,
        "object_concept": edge.object_concept_id,
        "active": edge.active,
        "created_at": edge.created_at,
        "ended_at": edge.ended_at,
        "ended_by": edge.ended_by_id,
    }


def _decision(decision: Decision, swapped: bool) -> dict[str, Any]:
    """A decision, read from the edge's subject to its object; relation null: it took back what was settled."""
    relation = read(decision.relation, decision.reversed, swapped=swapped) if decision.relation else None
    return {
        "seq": decision.seq,
        "relation": relation,
        "settled_by": decision.settled_by,
        "person": decision.person.username if decision.person else None,
        "reason": decision.reason,
        "source": decision.source,
        "evidence": decision.evidence,
        "model_version": decision.model_version,
        "change_set": decision.change_set_id,
        "supersedes": decision.supersedes_id,
        "merge_state": decision.merge_state,
        "created_at": decision.created_at,
    }


def _proposal(proposal: Proposal | None, swapped: bool) -> dict[str, Any] | None:
    if proposal is None:
        return None
    return {
        "id": proposal.pk,
        "relation": read(proposal.relation, proposal.reversed, swapped=swapped),
        "score": proposal.score,
        "proposer": proposal.proposer,
        "model_version": proposal.model_version,
        "evidence": proposal.evidence,
        "state": proposal.state,
        "created_at": proposal.created_at,
    }
