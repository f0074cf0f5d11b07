"""A second person's yes to decisions that change much, and the policy that asks for it.

Such a decision is in the ledger and waits as a `Conflict` of the rule ``second_yes``: whoever made it, a person, a
consensus, an import or the automatic acceptance. Another person agrees here, or lets it give way (`conflict_dismiss`).
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from kgraph.core.algebra import Refused, refusal_fault
from kgraph.models import Conflict, SecondYes, SecondYesPolicy
from kgraph.selectors.loading import ledger_rows
from kgraph.selectors.stored_graph import StoredGraph
from kgraph.services.conflicts import conflict_open
from kgraph.services.merge_session import MergeSession
from taxonomy.core.errors import BadInput
from taxonomy.core.errors import Refused as RefusedFault
from taxonomy.models import Decision, Person
from taxonomy.services.audit import audit_record

MOST = 1_000_000


class SamePerson(RefusedFault):
    """Who made the decision cannot be the second person."""

    code = "decision.same_person"


class NothingToAgree(RefusedFault):
    """The conflict is of another kind: an edge or the decision has to give way."""

    code = "conflict.not_a_second_yes"


@transaction.atomic
def second_yes_policy_change(
    *, by: Person | None, merge_titles: int | None, inferred_edges: int | None
) -> SecondYesPolicy:
    """Set from which size on another person must agree; None for never. For decisions merged from now on.

    Raises:
        BadInput
    """
    for field, value, least in (("merge_titles", merge_titles, 1), ("inferred_edges", inferred_edges, 0)):
        if value is not None and not least <= value <= MOST:
            raise BadInput(f"A whole number from {least} to {MOST:,}, or nothing.", field=field)
    row = SecondYesPolicy.objects.create(
        merge_titles=merge_titles, inferred_edges=inferred_edges, made_by=by, created_at=timezone.now()
    )
    audit_record(
        actor=by,
        action="second_yes_policy.change",
        obj_type="second_yes_policy",
        obj_id=row.pk,
        data={"merge_titles": merge_titles, "inferred_edges": inferred_edges},
    )
    return row


@transaction.atomic
def second_yes_give(*, conflict_id: int, person: Person, note: str = "") -> Conflict:
    """Agree to a decision that waits for a second person, and merge it.

    Raises:
        NotFound, ConflictClosed, NothingToAgree, SamePerson
        AlgebraRefusal: the graph has changed, and the decision would break a rule now; it still waits.
    """
    conflict = conflict_open(conflict_id)
    decision = conflict.decision
    if conflict.rule != "second_yes":
        raise NothingToAgree("This decision contradicts the graph; a yes does not help.")
    if decision.person_id == person.pk:
        raise SamePerson("You made this decision; somebody else must agree.")
    SecondYes.objects.create(decision=decision, person=person, note=note, at=timezone.now())
    session = MergeSession(StoredGraph())
    rows = ledger_rows(Decision.objects.filter(seq=decision.seq))
    session.need(rows)
    outcome = session.take(rows[0])
    if isinstance(outcome, Refused):
        raise refusal_fault(outcome.refusal)
    session.finish()
    Conflict.objects.filter(pk=conflict.pk).update(
        closed_by=person, resolution=note or f"{person.username} agreed."
    )
    audit_record(
        actor=person,
        action="decision.second_yes",
        obj_type="decision",
        obj_id=decision.seq,
        data={"conflict": conflict.pk, "note": note},
    )
    conflict.refresh_from_db()
    return conflict
