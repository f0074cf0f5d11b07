"""Settling conflicts: an edge of the chain gives way, or the decision does."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from kgraph.models import Conflict, Edge
from kgraph.services.locks import graph_lock
from taxonomy.core.errors import BadInput, NotFound, Refused
from taxonomy.core.relations import read
from taxonomy.models import Decision, Pair, Person
from taxonomy.services.audit import audit_record
from taxonomy.services.decisions import Settlement, decision_record


class ConflictClosed(Refused):
    """The conflict was settled before."""

    code = "conflict.closed"


@transaction.atomic
def conflict_resolve(*, conflict_id: int, edge_id: int, person: Person, reason: str = "") -> Conflict:
    """Let an edge of the chain give way: it is taken back in the ledger, and the waiting decision is tried again.

    The conflict may stay open with another chain, when more than one stood against the decision.

    Raises:
        NotFound, ConflictClosed
        BadInput: the edge is not in the chain, or was ended meanwhile.
    """
    conflict = conflict_open(conflict_id, edge=edge_id)
    if edge_id not in conflict.chain_edges:
        raise BadInput(f"Edge {edge_id} is not part of the chain of conflict {conflict_id}.", field="edge")
    edge = Edge.objects.filter(pk=edge_id, active=True).first()
    if edge is None:
        raise BadInput(f"Edge {edge_id} was ended meanwhile.", field="edge")
    decision_record(
        Settlement(
            pair_id=edge.pair_id,
            relation=None,
            settled_by=Decision.SettledBy.REVIEW,
            person=person,
            reason=reason,
            evidence={"conflict": conflict.pk, "ended_edge": edge.pk},
        )
    )
    conflict.refresh_from_db()
    if conflict.state == Conflict.State.CLEARED:
        conflict.closed_by = person
        conflict.resolution = reason or f"Edge {edge.pk} gave way."
        conflict.save(update_fields=["closed_by", "resolution"])
    audit_record(
        actor=person,
        action="conflict.resolve",
        obj_type="conflict",
        obj_id=conflict.pk,
        data={"edge": edge.pk, "state": conflict.state, "reason": reason},
    )
    return conflict


@transaction.atomic
def conflict_dismiss(*, conflict_id: int, person: Person, reason: str = "") -> Conflict:
    """Let the decision give way: what the graph holds for its pair stands, and the ledger says so.

    Raises:
        NotFound, ConflictClosed
    """
    conflict = conflict_open(conflict_id)
    decision = conflict.decision
    conflict.state = Conflict.State.DISMISSED
    conflict.closed_at = timezone.now()
    conflict.closed_by = person
    conflict.resolution = reason or "The decision gave way."
    conflict.save(update_fields=["state", "closed_at", "closed_by", "resolution"])
    Decision.objects.filter(seq=decision.seq).update(merge_state=Decision.MergeState.VOID)
    stands = Edge.objects.filter(pair=decision.pair_id, active=True).select_related("decision").first()
    if Pair.objects.get(pk=decision.pair_id).decision_id == decision.seq:
        decision_record(
            Settlement(
                pair_id=decision.pair_id,
                relation=read(stands.decision.relation, stands.decision.reversed) if stands else None,
                settled_by=Decision.SettledBy.REVIEW,
                person=person,
                reason=reason,
                evidence={"conflict": conflict.pk, "dismissed": decision.seq},
            )
        )
    audit_record(
        actor=person,
        action="conflict.dismiss",
        obj_type="conflict",
        obj_id=conflict.pk,
        data={"decision": decision.seq, "reason": reason},
    )
    return conflict


def conflict_open(conflict_id: int, *, edge: int | None = None) -> Conflict:
    """The open conflict, with the locks of all that is about to change, in the order of every other writer."""
    conflict = Conflict.objects.filter(pk=conflict_id).select_related("decision").first()
    if conflict is None:
        raise NotFound(f"There is no conflict {conflict_id}.")
    pairs = {conflict.decision.pair_id}
    if edge is not None:
        pairs |= set(Edge.objects.filter(pk=edge).values_list("pair_id", flat=True))
    list(Pair.objects.select_for_update().filter(pk__in=pairs).order_by("pk"))
    graph_lock()
    conflict.refresh_from_db(fields=["state", "chain_edges"])
    if conflict.state != Conflict.State.OPEN:
        raise ConflictClosed(f"Conflict {conflict_id} is {conflict.state} already.")
    return conflict
