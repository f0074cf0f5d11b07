"""Taking a concept out of the graph in two steps: first what depends on it, then the concept itself."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from kgraph.core.algebra import Merged
from kgraph.models import Concept, Conflict, Retirement
from kgraph.selectors.graph import concept_get
from kgraph.selectors.loading import ledger_rows
from kgraph.selectors.retirements import dependants, retirement_standing
from kgraph.selectors.stored_graph import StoredGraph
from kgraph.services.locks import graph_lock
from kgraph.services.merge_session import MergeSession
from kgraph.services.notices import notice_record
from taxonomy.core.errors import BadInput, Refused
from taxonomy.models import Decision, Person
from taxonomy.services.audit import audit_record
from taxonomy.services.proposals import proposals_drop
from taxonomy.services.tasks import tasks_bring_back, tasks_withdraw

MOST_REASON = 500


class ConceptInUse(Refused):
    """Edges, titles, waiting decisions or other retirements depend on the concept; ``extra`` lists them."""

    code = "concept.in_use"
    exit_code = 3


class RetirementRefused(Refused):
    """The concept was merged away or is retired already, or is not retired when that is to be lifted."""

    code = "concept.wrong_state"
    exit_code = 3


@transaction.atomic
def concept_retire(
    *, concept_id: int, reason: str, person: Person | None, instead: int | None = None
) -> Retirement:
    """Take a concept out of the graph. Its number answers with the reason from the next release on.

    Nothing is asked or proposed about its title until it is back.

    Args:
        instead: a current concept to use in its place. No redirect: it need not mean the same.

    Raises:
        NotFound, RetirementRefused, GraphBusy
        ConceptInUse: something depends on it, which must be moved or ended first.
        BadInput: no reason, or nothing that could be used instead.
    """
    reason = _said(reason)
    graph_lock()
    concept = retire_check(concept_id, instead)
    row = Retirement.objects.create(
        concept=concept.pk,
        title_id=concept.founder_id,
        reason=reason,
        instead=instead,
        retired_by=person,
        retired_at=timezone.now(),
    )
    asked, proposed = tasks_withdraw(concept.founder_id), proposals_drop(concept.founder_id)
    audit_record(
        actor=person,
        action="concept.retire",
        obj_type="concept",
        obj_id=concept.pk,
        data={
            "reason": reason,
            "instead": instead,
            "title": concept.founder_id,
            "tasks": asked,
            "proposals": proposed,
        },
    )
    notice_record("concept.retired", {"concept": concept.pk, "reason": reason, "useInstead": instead})
    return row


def retire_check(concept_id: int, instead: int | None = None) -> Concept:
    """The concept, when it could be retired now; the same errors as `concept_retire`."""
    concept = concept_get(concept_id)
    if concept.replaced_by_id is not None:
        raise RetirementRefused(f"Concept {concept_id} is part of concept {concept.replaced_by_id} now.")
    if retirement_standing(concept_id) is not None:
        raise RetirementRefused(f"Concept {concept_id} is retired already.")
    if instead is not None:
        other = Concept.objects.filter(pk=instead, replaced_by=None).exclude(pk=concept_id).first()
        if other is None or retirement_standing(instead) is not None:
            raise BadInput(f"Concept {instead} is no current one that could be used.", field="use_instead")
    found = dependants(concept)
    if found["blocked"]:
        raise ConceptInUse(
            f"Concept {concept_id} is in use: {_told(found)}. Move or end these first.",
            extra={"dependants": found},
        )
    return concept


@transaction.atomic
def concept_unretire(*, concept_id: int, person: Person | None, reason: str = "") -> dict[str, Any]:
    """Bring a retired concept back, under its old number, and merge the decisions that waited for that.

    Returns:
        ``merged``: the decisions that were in conflict with the retirement alone.

    Raises:
        NotFound, RetirementRefused, GraphBusy
    """
    if len(reason) > MOST_REASON:
        raise BadInput(f"At most {MOST_REASON} characters.", field="reason")
    graph_lock()
    concept = concept_get(concept_id)
    row = retirement_standing(concept_id)
    if row is None:
        raise RetirementRefused(f"Concept {concept_id} is not retired.")
    row.lifted_at, row.lifted_by, row.lifted_why = timezone.now(), person, reason.strip()
    row.save(update_fields=["lifted_at", "lifted_by", "lifted_why"])
    tasks_bring_back(row.title_id)
    merged = _try_again(row.title_id)
    audit_record(
        actor=person,
        action="concept.unretire",
        obj_type="concept",
        obj_id=concept.pk,
        data={"reason": row.lifted_why, "merged": merged},
    )
    notice_record("concept.unretired", {"concept": concept.pk, "reason": row.lifted_why})
    return {"merged": merged}


def _try_again(title: int) -> list[int]:
    on_title = Q(decision__pair__title_a=title) | Q(decision__pair__title_b=title)
    open_ = Conflict.objects.filter(on_title, state=Conflict.State.OPEN, rule="retired")
    rows = ledger_rows(
        Decision.objects.filter(seq__in=open_.values("decision_id"), pair__decision_id=F("seq"))
    )
    if not rows:
        return []
    session = MergeSession(StoredGraph())
    session.need(rows)
    merged = [row.settled.decision for row in rows if isinstance(session.take(row), Merged)]
    session.finish()
    return merged


def _said(reason: str) -> str:
    reason = " ".join(reason.split())
    if not 1 <= len(reason) <= MOST_REASON:
        raise BadInput(f"Say why, in 1 to {MOST_REASON} characters.", field="reason")
    return reason


def _told(found: dict[str, Any]) -> str:
    kinds = {
        "edges": "edges",
        "titles": "further titles",
        "waiting": "decisions that wait to be merged",
        "pointers": "retired concepts that name it as their stand-in",
    }
    return ", ".join(
        f"{found[kind]['count']:,} {words}" for kind, words in kinds.items() if found[kind]["count"]
    )
