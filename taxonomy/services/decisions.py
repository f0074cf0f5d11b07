"""The ledger: every settled relation goes through here, one by one or as a change set."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from django.db import connection, transaction
from django.utils import timezone

from taxonomy.core.errors import Refused
from taxonomy.core.ranks import may_replace
from taxonomy.core.relations import Stored, store
from taxonomy.gate import graph_gate
from taxonomy.models import ChangeSet, Decision, Pair, Person, Proposal
from taxonomy.services.audit import audit_record
from taxonomy.services.proposals import proposals_reopen, proposals_supersede
from taxonomy.services.tasks import tasks_close, tasks_reopen

CHUNK = 5_000


class Outranked(Refused):
    """A lower rank tried to replace a higher one's decision."""

    code = "decision.outranked"


@dataclass(frozen=True, slots=True)
class Settlement:
    """What settles a pair.

    Attributes:
        relation: one of the seven as seen from the pair's first title; None takes the former decision back.
        settled_by: a `Decision.SettledBy`.
    """

    pair_id: int
    relation: str | None
    settled_by: str
    person: Person | None = None
    proposal_id: int | None = None
    model_version: str = ""
    dataset: str = ""
    source: str = ""
    reason: str = ""
    evidence: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def change_set_open(
    *, kind: str, made_by: Person | None, note: str = "", reverts: ChangeSet | None = None
) -> ChangeSet:
    """A new change set, to which the decisions of one action belong.

    One that reverts a review asks again what was rejected in it; what was accepted follows with its decisions.
    """
    change_set = ChangeSet.objects.create(
        kind=kind, made_by=made_by, note=note, created_at=timezone.now(), reverts=reverts
    )
    if reverts is not None:
        rejected = Proposal.objects.filter(reviewed_in=reverts, state=Proposal.State.REJECTED)
        proposals_reopen(list(rejected.values_list("pk", flat=True)))
    audit_record(
        actor=made_by,
        action="change_set.open",
        obj_type="change_set",
        obj_id=change_set.pk,
        data={"kind": kind},
    )
    return change_set


@transaction.atomic
def decision_record(
    settlement: Settlement,
    *,
    change_set: ChangeSet | None = None,
    merge: Literal["now", "soon"] = "now",
    close_task: bool = True,
) -> Decision:
    """Enter one decision into the ledger, and merge it into the graph now or by a worker soon after.

    With ``merge="now"`` a decision that breaks the algebra is refused and nothing is written. ``close_task`` is false
    for callers that hold the pair's task and bring it where it belongs themselves.

    Raises:
        Outranked: the pair is settled by a higher rank.
        Fault: (from the graph, with the proving chain) when merging now is refused.
    """
    pair = Pair.objects.select_for_update().get(pk=settlement.pair_id)
    former = Decision.objects.get(pk=pair.decision_id) if pair.decision_id else None
    if former is not None and former.relation and not may_replace(settlement.settled_by, former.settled_by):
        raise Outranked(
            f"The pair was settled by {former.settled_by} (decision {former.seq}); "
            f"{settlement.settled_by} does not outrank that."
        )
    decision = _row(settlement, former=former, change_set=change_set)
    decision.save()
    pair.decision = decision
    pair.save(update_fields=["decision"])
    if decision.relation:
        _close_proposals(decision)
        if close_task:
            tasks_close([pair.pk])
    else:
        _ask_again([decision], tasks=close_task)
    audit_record(
        actor=settlement.person,
        action="decision.record",
        obj_type="decision",
        obj_id=decision.seq,
        data={
            "pair": pair.pk,
            "relation": decision.relation,
            "reversed": decision.reversed,
            "by": decision.settled_by,
        },
    )
    if merge == "now":
        receipt = graph_gate().merge(decision)
        decision.merge_state = receipt.state
    else:
        graph_gate().merge_soon()
    return decision


@transaction.atomic
def decisions_record_many(settlements: Iterable[Settlement], *, change_set: ChangeSet) -> list[Decision]:
    """Enter many decisions as one change set; the graph merges them soon, conflicts are listed there.

    Pairs that a higher rank has settled, or that say the same already, are left alone and not returned.
    """
    wanted = {s.pair_id: s for s in settlements}
    rows: list[Decision] = []
    ids = sorted(wanted)
    for start in range(0, len(ids), CHUNK):
        rows += _record_chunk(
            {pair_id: wanted[pair_id] for pair_id in ids[start : start + CHUNK]}, change_set
        )
    audit_record(
        actor=change_set.made_by,
        action="decision.record_many",
        obj_type="change_set",
        obj_id=change_set.pk,
        data={
            "decisions": len(rows),
            "first": rows[0].seq if rows else None,
            "last": rows[-1].seq if rows else None,
        },
    )
    graph_gate().merge_soon()
    return rows


def _record_chunk(wanted: dict[int, Settlement], change_set: ChangeSet) -> list[Decision]:
    """The decisions of some pairs, locked in the order of their ids so that two change sets cannot deadlock."""
    pairs = Pair.objects.select_for_update(of=("self",)).select_related("decision").order_by("pk")
    rows = [
        _row(wanted[pair.pk], former=pair.decision, change_set=change_set)
        for pair in pairs.filter(pk__in=list(wanted))
        if _is_news(wanted[pair.pk], pair.decision)
    ]
    Decision.objects.bulk_create(rows)
    settled = [row.pair_id for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE taxonomy_pair p SET decision_id = v.seq FROM unnest(%s::bigint[], %s::bigint[]) v(pair, seq)"
            " WHERE p.id = v.pair",
            [settled, [row.seq for row in rows]],
        )
    said = [row.pair_id for row in rows if row.relation]
    proposals_supersede(said)
    tasks_close(said)
    _ask_again([row for row in rows if not row.relation])
    return rows


def _is_news(settlement: Settlement, former: Decision | None) -> bool:
    """Whether a settlement says something that its pair's decision does not, with rank enough to say it."""
    if former is None or not former.relation:
        return settlement.relation is not None
    stored = store(settlement.relation) if settlement.relation else Stored("")
    same = (former.relation, former.reversed) == (stored.relation, stored.reversed)
    return not same and may_replace(settlement.settled_by, former.settled_by)


def _row(settlement: Settlement, *, former: Decision | None, change_set: ChangeSet | None) -> Decision:
    stored = store(settlement.relation) if settlement.relation else Stored("")
    return Decision(
        pair_id=settlement.pair_id,
        relation=stored.relation,
        reversed=stored.reversed,
        settled_by=settlement.settled_by,
        person=settlement.person,
        proposal_id=settlement.proposal_id,
        model_version=settlement.model_version,
        dataset=settlement.dataset,
        source=settlement.source,
        reason=settlement.reason,
        evidence=settlement.evidence,
        change_set=change_set,
        supersedes=former,
        created_at=timezone.now(),
    )


def _close_proposals(decision: Decision) -> None:
    """A settled pair is proposed no more."""
    Proposal.objects.filter(pair_id=decision.pair_id, state=Proposal.State.OPEN).exclude(
        pk=decision.proposal_id or 0
    ).update(state=Proposal.State.SUPERSEDED)


def _ask_again(taken_back: list[Decision], *, tasks: bool = True) -> None:
    """Open again the proposals on which decisions stood that were taken back, and the tasks of their pairs."""
    formers = [decision.supersedes for decision in taken_back if decision.supersedes is not None]
    if on_proposals := [former.proposal_id for former in formers if former.proposal_id is not None]:
        proposals_reopen(on_proposals)
    if tasks and taken_back:
        tasks_reopen([decision.pair_id for decision in taken_back])
