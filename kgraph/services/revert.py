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
from taxonomy.services.decisions import Settlement, change_set_open, decision_record, decisions_record_many

MOST = 100_000


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


def compensation(decision: Decision, *, person: Person, reason: str) -> Settlement:
    """What settles the pair again as it was before ``decision``."""
    former = decision.supersedes
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
    return decision_record(compensation(decision, person=person, reason=reason))


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
    change_set = ChangeSet.objects.filter(pk=change_set_id).first()
    if change_set is None:
        raise NotFound(f"There is no change set {change_set_id}.")
    return _revert(
        Decision.objects.filter(change_set=change_set),
        person=person,
        reason=reason,
        kind="revert",
        reverts=change_set,
        together=together,
    )


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
        BadInput: not exactly one of the three is given, or more than `MOST` decisions are meant.
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
    return _revert(wanted, person=person, reason=reason, kind="revert", reverts=None)


def _revert(
    decisions: QuerySet[Decision],
    *,
    person: Person,
    reason: str,
    kind: str,
    reverts: ChangeSet | None,
    together: Together | None = None,
) -> Reverted:
    with transaction.atomic():
        if reverts is not None:
            ChangeSet.objects.select_for_update().get(pk=reverts.pk)
            if ChangeSet.objects.filter(reverts=reverts).exists():
                raise AlreadyReverted(f"Change set {reverts.pk} was reverted before.")
        total = decisions.count()
        if total > MOST:
            raise BadInput(f"{total} decisions at once are too many; the limit is {MOST}.", field="decisions")
        standing = decisions.filter(pair__decision_id=F("seq")).select_related("supersedes")
        settlements = [compensation(decision, person=person, reason=reason) for decision in standing]
        change_set = change_set_open(kind=kind, made_by=person, note=reason, reverts=reverts)
        recorded = decisions_record_many(settlements, change_set=change_set)
        if together is not None:
            together(change_set, len(recorded), total - len(recorded))
    return Reverted(change_set, len(recorded), total - len(recorded), _merge_if_free())


def _merge_if_free() -> dict[str, Any] | None:
    try:
        return merge_pending()
    except GraphBusy:
        return None
