"""Taking decisions back: compensating decisions, never a delete.

What stood for the pair before stands again, signed by the person who takes back. A decision that was overtaken by
a later one on its pair is left alone: there is nothing of it to take back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from kgraph.services.locks import GraphBusy
from kgraph.services.merge import merge_pending
from taxonomy.core.errors import BadInput, NotFound, Refused
from taxonomy.core.relations import read
from taxonomy.models import ChangeSet, Decision, Pair, Person
from taxonomy.services.decisions import (
    CHUNK,
    Settlement,
    change_set_open,
    decision_record,
    decisions_record_many,
)


class AlreadyReverted(Refused):
    """A change set is reverted once; to bring it back, revert the reverting one."""

    code = "change_set.reverted"


class Overtaken(Refused):
    """A later decision on the pair stands; this one has no effect that could be taken back."""

    code = "decision.overtaken"


@dataclass(frozen=True, slots=True)
class Reverted:
    """What was taken back.

    Attributes:
        left_alone: decisions that a later one of their pair has overtaken, or that stand just as before.
        merged: the report of the batch that brought the graph after, conflicts among its states; None when
            another batch was at work, which (or the next) brings the graph after.
    """

    change_set: ChangeSet
    decisions: int
    left_alone: int
    merged: dict[str, Any] | None


def compensation(decision: Decision, *, person: Person, reason: str, former: Decision | None) -> Settlement:
    """What settles the pair again as ``former`` had it; None: nothing is settled any more."""
    restored = read(former.relation, former.reversed) if former is not None and former.relation else None
    return Settlement(
        pair_id=decision.pair_id,
        relation=restored,
        settled_by=Decision.SettledBy.REVIEW,
        person=person,
        reason=reason,
        evidence={"reverts": decision.seq, "restores": former.seq if former is not None else None},
    )


@transaction.atomic
def decision_revert(*, decision_id: int, person: Person, reason: str = "") -> Decision:
    """Take one decision back, merged at once.

    Raises:
        NotFound: there is no such decision.
        Overtaken: a later decision stands for the pair.
        AlgebraRefusal: what stood before would now break the algebra.
    """
    decision = Decision.objects.select_related("supersedes").filter(seq=decision_id).first()
    if decision is None:
        raise NotFound(f"There is no decision {decision_id}.")
    pair = Pair.objects.select_for_update().get(pk=decision.pair_id)
    if pair.decision_id != decision.seq:
        raise Overtaken(
            f"The pair was settled anew by decision {pair.decision_id}; that one can be taken back."
        )
    return decision_record(compensation(decision, person=person, reason=reason, former=decision.supersedes))


Together = Callable[[ChangeSet, int, int], None]
"""What else happens in the transaction of a revert; is told the new change set, how many decisions were taken back, and
how many were left alone."""


def change_set_revert(
    *, change_set_id: int, person: Person, reason: str = "", together: Together | None = None
) -> Reverted:
    """Take all decisions of one action back by a new change set.

    Raises:
        NotFound, AlreadyReverted
    """
    with transaction.atomic():
        reverting, taken, left = change_set_take_back(
            change_set_id=change_set_id, person=person, reason=reason
        )
        if together is not None:
            together(reverting, taken, left)
    return Reverted(reverting, taken, left, merge_if_free())


@transaction.atomic
def change_set_take_back(
    *, change_set_id: int, person: Person, reason: str = ""
) -> tuple[ChangeSet, int, int]:
    """The same, not merged yet: the reverting change set, how many decisions it has, and how many were left alone.

    Raises:
        NotFound, AlreadyReverted
    """
    change_set = ChangeSet.objects.select_for_update().filter(pk=change_set_id).first()
    if change_set is None:
        raise NotFound(f"There is no change set {change_set_id}.")
    if ChangeSet.objects.filter(reverts=change_set).exists():
        raise AlreadyReverted(f"Change set {change_set.pk} was reverted before.")
    reverting = change_set_open(kind="revert", made_by=person, note=reason, reverts=change_set)
    wanted = Decision.objects.filter(change_set=change_set)
    return reverting, *decisions_take_back(wanted, change_set=reverting, person=person, reason=reason)


def decisions_revert(
    *,
    person: Person,
    reason: str = "",
    seqs: Iterable[int] = (),
    model_version: str = "",
    settled_by_person: int | None = None,
) -> Reverted:
    """Take back the decisions named, or all that stand on a model version, or on one person's word.

    Raises:
        BadInput: not exactly one of the three is given.
    """
    seqs = list(seqs)
    if sum(map(bool, (seqs, model_version, settled_by_person))) != 1:
        raise BadInput(
            "Say which: decisions, model_version or person, exactly one of them.", field="decisions"
        )
    if seqs:
        wanted = Decision.objects.filter(seq__in=seqs)
    elif model_version:
        wanted = Decision.objects.filter(model_version=model_version).exclude(relation="")
    else:
        wanted = Decision.objects.filter(person=settled_by_person).exclude(relation="")
    with transaction.atomic():
        change_set = change_set_open(kind="revert", made_by=person, note=reason)
        taken, left = decisions_take_back(wanted, change_set=change_set, person=person, reason=reason)
    return Reverted(change_set, taken, left, merge_if_free())


def decisions_take_back(
    wanted: QuerySet[Decision], *, change_set: ChangeSet, person: Person, reason: str
) -> tuple[int, int]:
    """Compensate those of the decisions that stand, in the caller's transaction; how many, and how many were left alone.

    What stands again is the last decision of the pair that is not itself among the wanted. Memory: their numbers, and
    `CHUNK` rows at a time.
    """
    total = wanted.count()
    numbers = wanted.filter(pair__decision_id=F("seq")).order_by("pair_id").values_list("seq", flat=True)
    standing = list(numbers)
    taken = 0
    for start in range(0, len(standing), CHUNK):
        rows = Decision.objects.filter(seq__in=standing[start : start + CHUNK]).select_related("supersedes")
        settlements = [
            compensation(decision, person=person, reason=reason, former=former)
            for decision, former in _with_formers(list(rows), wanted)
        ]
        taken += len(decisions_record_many(settlements, change_set=change_set))
    return taken, total - taken


def _with_formers(rows: list[Decision], wanted: QuerySet[Decision]) -> list[tuple[Decision, Decision | None]]:
    """Each decision with the one that stands once it and all others that are wanted are gone."""
    found = [(row, row.supersedes) for row in rows]
    while True:
        before = [former.seq for _, former in found if former is not None]
        wanted_too = set(wanted.filter(seq__in=before).values_list("seq", flat=True)) if before else set()
        if not wanted_too:
            return found
        older = {
            row.seq: row.supersedes
            for row in Decision.objects.filter(seq__in=wanted_too).select_related("supersedes")
        }
        found = [
            (row, older[former.seq] if former is not None and former.seq in older else former)
            for row, former in found
        ]


def merge_if_free() -> dict[str, Any] | None:
    """Bring the graph after; None when another batch is at it, which (or the next) does so."""
    try:
        return merge_pending()
    except GraphBusy:
        return None
