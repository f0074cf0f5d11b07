"""What changes much waits for another person; and a preview tells what a decision would make impossible."""

from __future__ import annotations

import pytest
from django.utils import timezone

from kgraph.core.algebra.proof import AlgebraRefusal
from kgraph.models import Conflict, SecondYes, SecondYesPolicy
from kgraph.services.conflicts import conflict_dismiss
from kgraph.services.merge import merge_pending
from kgraph.services.preview import preview_decision
from kgraph.services.rebuild import graph_verify
from kgraph.services.second_yes import (
    NothingToAgree,
    SamePerson,
    second_yes_give,
    second_yes_policy_change,
)
from taxonomy.core.errors import BadInput
from taxonomy.models import AuditEntry, Decision, Proposal
from taxonomy.services.pairs import pair_get_or_create
from taxonomy.services.reviews import Verdict, proposals_review
from tests.kgraph.ledger import Ledger, person, stored_matches_replay

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Ledger:
    """Two concepts of two titles each, and a family of five below a head."""
    ledger = Ledger()
    ledger.decide("Cook", "synonym", "Chef")
    ledger.decide("Baker", "synonym", "Bread Maker")
    for kind in ("Nurse", "Medic", "Midwife", "Surgeon", "Dentist"):
        ledger.decide("Health Worker", "broader", kind)
    return ledger


def _limits(town: Ledger, *, merge_titles: int | None = None, inferred_edges: int | None = None) -> None:
    second_yes_policy_change(by=town.ada, merge_titles=merge_titles, inferred_edges=inferred_edges)


def _waiting(decision: Decision) -> Conflict:
    return Conflict.objects.get(decision=decision, state=Conflict.State.OPEN)


def test_nothing_waits_until_a_lead_says_so(town: Ledger) -> None:
    assert town.decide("Cook", "synonym", "Baker").merge_state == "merged"
    assert not Conflict.objects.exists()


def test_a_large_merge_waits_for_another_persons_yes(town: Ledger) -> None:
    _limits(town, merge_titles=2)
    ben = person("ben", "reviewer")
    decision = town.decide("Cook", "synonym", "Baker")
    assert decision.merge_state == "conflict"
    assert town.concept("Cook") != town.concept("Baker")
    conflict = _waiting(decision)
    assert (conflict.rule, conflict.chain) == ("second_yes", [])
    assert "two concepts of 2 titles or more" in conflict.sentence
    with pytest.raises(SamePerson):
        second_yes_give(conflict_id=conflict.pk, person=town.ada)
    closed = second_yes_give(conflict_id=conflict.pk, person=ben, note="looked it up")
    assert (closed.state, closed.resolution, closed.closed_by) == ("cleared", "looked it up", ben)
    assert town.concept("Cook") == town.concept("Baker")
    assert SecondYes.objects.get(decision=decision).person == ben
    assert AuditEntry.objects.get(action="decision.second_yes").data["note"] == "looked it up"
    assert stored_matches_replay()
    assert graph_verify().ok


def test_a_small_one_and_a_joining_of_one_title_do_not_wait(town: Ledger) -> None:
    _limits(town, merge_titles=2)
    assert town.decide("Cook", "synonym", "Kitchen Hand").merge_state == "merged"
    assert town.decide("Cook", "related", "Baker").merge_state == "merged"


def test_many_inferred_edges_wait_and_taking_back_never_does(town: Ledger) -> None:
    _limits(town, inferred_edges=4)
    waits = town.decide("Worker", "broader", "Health Worker")
    assert waits.merge_state == "conflict"
    assert "5 inferred edges" in _waiting(waits).sentence
    second_yes_give(conflict_id=_waiting(waits).pk, person=person("ben", "reviewer"))
    assert town.edge("Worker", "Health Worker")
    assert town.decide("Worker", None, "Health Worker").merge_state == "merged"


def test_batches_and_automatic_paths_honour_it_too(town: Ledger) -> None:
    _limits(town, merge_titles=2)
    waits = town.decide("Cook", "synonym", "Baker", by="automatic", merge="soon")
    merge_pending()
    waits.refresh_from_db()
    assert (waits.merge_state, _waiting(waits).rule) == ("conflict", "second_yes")


def _proposal(town: Ledger, a: str, b: str, relation: str) -> Proposal:
    pair, swapped = pair_get_or_create(town.title(a).pk, town.title(b).pk)
    return Proposal.objects.create(
        pair=pair,
        relation=relation,
        reversed=swapped and relation in ("broader", "senior"),
        score=0.9,
        proposer="model",
        model_version="v1",
        created_at=timezone.now(),
    )


def test_a_reviewed_proposal_waits_and_is_asked_again_when_it_is_dropped(town: Ledger) -> None:
    _limits(town, merge_titles=2)
    proposal = _proposal(town, "Cook", "Baker", "synonym")
    _, (reviewed,) = proposals_review(verdicts=[Verdict(proposal.pk, "accept")], by=town.ada)
    assert reviewed.problem is None
    assert reviewed.decision is not None
    decision = Decision.objects.get(seq=reviewed.decision)
    assert decision.merge_state == "conflict"
    conflict_dismiss(conflict_id=_waiting(decision).pk, person=person("ben", "reviewer"))
    proposal.refresh_from_db()
    assert proposal.state == Proposal.State.OPEN


def test_a_yes_to_what_became_impossible_is_refused_and_changes_nothing(town: Ledger) -> None:
    _limits(town, merge_titles=2)
    decision = town.decide("Cook", "synonym", "Baker")
    town.decide("Chef", "broader", "Bread Maker")
    with pytest.raises(AlgebraRefusal):
        second_yes_give(conflict_id=_waiting(decision).pk, person=person("ben", "reviewer"))
    assert _waiting(decision).state == Conflict.State.OPEN


def test_a_contradiction_is_no_matter_of_agreeing(town: Ledger) -> None:
    town.decide("Health Worker", "synonym", "Nurse Manager")
    wrong = town.decide("Nurse", "broader", "Nurse Manager", merge="soon")
    merge_pending()
    assert _waiting(wrong).rule == "cycle"
    with pytest.raises(NothingToAgree):
        second_yes_give(conflict_id=_waiting(wrong).pk, person=person("ben", "reviewer"))


@pytest.mark.parametrize(("titles", "edges"), [(0, None), (None, -1), (10**7, None)])
def test_limits_that_make_no_sense_are_refused(titles: int | None, edges: int | None, town: Ledger) -> None:
    with pytest.raises(BadInput):
        second_yes_policy_change(by=town.ada, merge_titles=titles, inferred_edges=edges)
    assert not SecondYesPolicy.objects.exists()


def test_a_preview_says_that_a_decision_would_wait(town: Ledger) -> None:
    _limits(town, merge_titles=2)
    ends = town.title("Cook").pk, town.title("Baker").pk
    assert "two concepts" in preview_decision(*ends, "synonym")["second_yes"]
    assert preview_decision(*ends, "related")["second_yes"] is None


def test_a_preview_lists_proposals_and_decisions_that_it_would_make_impossible(town: Ledger) -> None:
    wider = _proposal(town, "Chef", "Bread Maker", "broader")
    _proposal(town, "Chef", "Nurse", "related")
    waits = town.decide("Chef", "senior", "Baker", merge="soon")
    ends = town.title("Cook").pk, town.title("Baker").pk
    made = preview_decision(*ends, "synonym")["conflicts"]
    assert made["count"] == 2
    assert made["complete"]
    assert {(row["what"], row["id"]) for row in made["sample"]} == {
        ("proposal", wider.pk),
        ("decision", waits.seq),
    }
    assert all("cannot be" in row["sentence"] for row in made["sample"])
    assert preview_decision(*ends, "related")["conflicts"]["count"] == 2
    assert preview_decision(*ends, "broader")["conflicts"]["count"] == 1
