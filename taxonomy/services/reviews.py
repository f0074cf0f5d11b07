"""Reviewing proposals, one by one or many at once, as one change set that can be reverted as one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from taxonomy.core.errors import BadInput, Fault, NotFound, Refused
from taxonomy.core.relations import parse_relation, read, store
from taxonomy.gate import Rehearsed, Wish, graph_gate
from taxonomy.models import ChangeSet, Decision, Pair, Person, Proposal
from taxonomy.services.audit import audit_record
from taxonomy.services.decisions import (
    Settlement,
    change_set_open,
    decision_record,
    decisions_record_many,
)

MOST = 1_000
AT_ONCE = 20
"""Up to this many are merged in the reviewer's request and refused with the chain; more go through the ledger."""
MOST_REHEARSED = 200
VERDICTS = ("accept", "reject", "change")


class NotOpen(Refused):
    """The proposal was reviewed or overtaken meanwhile."""

    code = "proposal.not_open"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A reviewer's word on one proposal.

    Attributes:
        verdict: ``accept``, ``reject``, or ``change`` (settle as ``relation`` instead).
        relation: with ``change``, and optionally with ``reject``: what the pair is instead, seen from its first title.
        why_not: with ``reject`` and ``change``: what is wrong with it, of `Proposal.WhyNot`; empty when nobody says.
    """

    proposal_id: int
    verdict: str
    relation: str | None = None
    reason: str = ""
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What became of one verdict; ``problem`` says why nothing did."""

    proposal_id: int
    state: str
    decision: int | None = None
    problem: Fault | None = None


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What would become of one verdict."""

    proposal_id: int
    told: Rehearsed


def proposals_review(
    *, verdicts: Sequence[Verdict], by: Person, note: str = ""
) -> tuple[ChangeSet, list[Reviewed]]:
    """Review proposals as one change set.

    Up to `AT_ONCE` are merged here and refused with the proving chain, each on its own. A larger number enters the
    ledger at once and is merged by a worker: what breaks the algebra waits as a conflict with its chain.

    Raises:
        BadInput: none, or more than `MOST`, or one of them twice, or an unknown verdict.
    """
    _check(verdicts)
    with transaction.atomic():
        change_set = change_set_open(kind="review", made_by=by, note=note)
        ids = [verdict.proposal_id for verdict in verdicts]
        # All pairs before anything else, in the order of their ids, as every other writer of the ledger locks them.
        pairs = Proposal.objects.filter(pk__in=ids).values("pair_id")
        list(Pair.objects.select_for_update().filter(pk__in=pairs).order_by("pk").values_list("pk"))
        found = Proposal.objects.select_for_update().order_by("pk").in_bulk(ids)
        review = _review_each if len(verdicts) <= AT_ONCE else _review_bulk
        results = review(verdicts, found, by, change_set)
        audit_record(
            actor=by,
            action="proposals.review",
            obj_type="change_set",
            obj_id=change_set.pk,
            data={
                "states": dict(Counter(result.state for result in results)),
                "refused": sum(result.problem is not None for result in results),
                "proposals": ids,
            },
        )
    return change_set, results


def _check(verdicts: Sequence[Verdict]) -> None:
    if not 1 <= len(verdicts) <= MOST:
        raise BadInput(f"Review 1 to {MOST:,} proposals at a time.", field="items")
    if len({verdict.proposal_id for verdict in verdicts}) < len(verdicts):
        raise BadInput("Each proposal once.", field="items")
    for verdict in verdicts:
        if verdict.verdict not in VERDICTS:
            raise BadInput(f"'{verdict.verdict}' is none of {', '.join(VERDICTS)}.", field="verdict")
        if verdict.verdict == "change" and not verdict.relation:
            raise BadInput("To change a proposal, say to which relation.", field="relation")
        if verdict.relation:
            parse_relation(verdict.relation)
        if verdict.why_not and verdict.verdict == "accept":
            raise BadInput("What is accepted has nothing wrong with it.", field="why_not")
        if verdict.why_not and verdict.why_not not in Proposal.WhyNot.values:
            raise BadInput(
                f"'{verdict.why_not}' is none of {', '.join(Proposal.WhyNot.values)}.", field="why_not"
            )


def _review_each(
    verdicts: Sequence[Verdict], found: dict[int, Proposal], by: Person, change_set: ChangeSet
) -> list[Reviewed]:
    """Each in a savepoint: what is refused leaves its proposal open and the others alone."""
    results = []
    for verdict in verdicts:
        try:
            with transaction.atomic():
                proposal = _open(found, verdict)
                _close([proposal], _state(verdict), by, change_set)
                _note([verdict])
                settlement = _settlement(proposal, verdict, by)
                decision = settlement and decision_record(settlement, change_set=change_set, merge="now")
            results.append(Reviewed(verdict.proposal_id, _state(verdict), decision.seq if decision else None))
        except Fault as fault:
            results.append(_refused(verdict, found, fault))
    return results


def _review_bulk(
    verdicts: Sequence[Verdict], found: dict[int, Proposal], by: Person, change_set: ChangeSet
) -> list[Reviewed]:
    """All in a handful of statements."""
    taken: dict[int, Proposal] = {}
    problems: dict[int, Reviewed] = {}
    settlements: list[Settlement] = []
    for verdict in verdicts:
        try:
            proposal = _open(found, verdict)
        except Fault as fault:
            problems[verdict.proposal_id] = _refused(verdict, found, fault)
            continue
        taken[proposal.pk] = proposal
        if (settlement := _settlement(proposal, verdict, by)) is not None:
            settlements.append(settlement)
    for state in (Proposal.State.ACCEPTED, Proposal.State.REJECTED):
        closing = [taken[v.proposal_id] for v in verdicts if v.proposal_id in taken and _state(v) == state]
        _close(closing, state, by, change_set)
    _note([v for v in verdicts if v.proposal_id in taken])
    decisions = decisions_record_many(settlements, change_set=change_set) if settlements else []
    seq_of = {decision.proposal_id: decision.seq for decision in decisions}
    return [
        problems.get(v.proposal_id) or Reviewed(v.proposal_id, _state(v), seq_of.get(v.proposal_id))
        for v in verdicts
    ]


def _open(found: dict[int, Proposal], verdict: Verdict) -> Proposal:
    proposal = found.get(verdict.proposal_id)
    if proposal is None:
        raise NotFound(f"There is no proposal {verdict.proposal_id}.")
    if proposal.state != Proposal.State.OPEN:
        raise NotOpen(f"Proposal {proposal.pk} is {proposal.state} already.")
    return proposal


def _refused(verdict: Verdict, found: dict[int, Proposal], fault: Fault) -> Reviewed:
    known = found.get(verdict.proposal_id)
    return Reviewed(verdict.proposal_id, known.state if known else "missing", problem=fault)


def _state(verdict: Verdict) -> str:
    """A proposal that was changed was wrong; that its pair got settled does not make it right."""
    return Proposal.State.ACCEPTED if verdict.verdict == "accept" else Proposal.State.REJECTED


def _close(proposals: Sequence[Proposal], state: str, by: Person, change_set: ChangeSet) -> None:
    if proposals:
        Proposal.objects.filter(pk__in=[proposal.pk for proposal in proposals]).update(
            state=state, reviewed_by=by, reviewed_at=timezone.now(), reviewed_in=change_set
        )


def _note(verdicts: Sequence[Verdict]) -> None:
    """Keep what was wrong with those that were rejected, as many statements as there are different words."""
    said: dict[tuple[str, str], list[int]] = {}
    for verdict in verdicts:
        if verdict.verdict != "accept" and (verdict.why_not or verdict.reason):
            said.setdefault((verdict.why_not, verdict.reason), []).append(verdict.proposal_id)
    for (why_not, note), ids in said.items():
        Proposal.objects.filter(pk__in=ids).update(why_not=why_not, review_note=note)


def proposals_rehearse(verdicts: Sequence[Verdict]) -> list[Rehearsal]:
    """What reviewing them so would do, without doing it; in their order, each after those before it.

    Raises:
        BadInput: none, or more than `MOST_REHEARSED`, or one of them twice, or an unknown verdict.
    """
    _check(verdicts)
    if len(verdicts) > MOST_REHEARSED:
        raise BadInput(f"Look at up to {MOST_REHEARSED} at a time.", field="items")
    found = Proposal.objects.select_related("pair").in_bulk([v.proposal_id for v in verdicts])
    rows: list[tuple[Verdict, str, Wish | None]] = []
    for verdict in verdicts:
        try:
            proposal = _open(found, verdict)
        except Fault as fault:
            rows.append((verdict, fault.detail, None))
            continue
        accepted = verdict.verdict == "accept"
        relation = read(proposal.relation, proposal.reversed) if accepted else verdict.relation
        stored = store(parse_relation(relation)) if relation else None
        pair = proposal.pair
        wish = None
        if stored:
            wish = Wish(pair.title_a_id, pair.title_b_id, stored.relation, stored.reversed)
        rows.append((verdict, "", wish))
    told = iter(graph_gate().rehearse([wish for _, _, wish in rows if wish is not None]))
    nothing = Rehearsed(0)
    return [
        Rehearsal(verdict.proposal_id, Rehearsed(0, fault) if fault else next(told) if wish else nothing)
        for verdict, fault, wish in rows
    ]


def _settlement(proposal: Proposal, verdict: Verdict, by: Person) -> Settlement | None:
    """What settles the pair; None for a plain reject, which only says what it is not."""
    accepted = verdict.verdict == "accept"
    relation = read(proposal.relation, proposal.reversed) if accepted else verdict.relation
    if relation is None:
        return None
    return Settlement(
        pair_id=proposal.pair_id,
        relation=parse_relation(relation),
        settled_by=Decision.SettledBy.REVIEW,
        person=by,
        proposal_id=proposal.pk,
        model_version=proposal.model_version if accepted else "",
        dataset=proposal.dataset if accepted else "",
        reason=verdict.reason,
        evidence={"score": proposal.score, **proposal.evidence} if accepted else {"instead_of": proposal.pk},
    )
