"""Acceptance without a person, on the real ledger and graph."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from django.core.management import call_command

from kgraph.models import Edge, Membership
from kgraph.services.merge import merge_pending
from taxonomy.core.errors import BadInput
from taxonomy.models import AcceptancePolicy, AuditEntry, ChangeSet, Decision, Proposal
from taxonomy.selectors.acceptance import acceptance_policy, acceptance_standing, reviews_of
from taxonomy.services.acceptance import acceptance_change, acceptance_run
from taxonomy.services.pairs import pair_get_or_create
from taxonomy.services.proposals import ProposalRow, proposals_replace
from taxonomy.services.reviews import Verdict, proposals_review
from taxonomy.tasks import accept_proposals
from tests.kgraph.ledger import Ledger
from tests.people import browser_of, the

pytestmark = pytest.mark.django_db
ALPHA = 0.05  # takes 59 reviews without an error


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


def propose(ledger: Ledger, count: int, *, version: str = "v1", start: int = 0, low: float = 0.6) -> None:
    """Proposals "captain i is senior to sailor i" with falling scores; every second one is the sample."""
    rows = []
    for i in range(start, start + count):
        a, b = ledger.title(f"captain {i}"), ledger.title(f"sailor {i}")
        pair, turned = pair_get_or_create(a.pk, b.pk)
        relation = "junior" if turned else "senior"
        rows.append(ProposalRow(pair.pk, relation, 0.99 - (0.99 - low) * (i - start) / count))
    proposals_replace(model_version=version, rows=rows)
    draw_lots()


def draw_lots() -> None:
    """Every second proposal is in the sample (lot below 0.1), in the order of the scores."""
    for place, proposal in enumerate(Proposal.objects.filter(state="open").order_by("-score", "pk")):
        proposal.lot = place / 10_000 if place % 2 == 0 else 0.5
        proposal.save(update_fields=["lot"])


def sample() -> list[Proposal]:
    return list(Proposal.objects.filter(state="open", lot__lt=0.1).order_by("lot"))


def review(proposals: list[Proposal], *, wrong: int = 0) -> None:
    """A lead's word: the last ``wrong`` of them are rejected."""
    right = len(proposals) - wrong
    for begin in range(0, len(proposals), 500):
        part = proposals[begin : begin + 500]
        words = ["accept" if begin + i < right else "reject" for i in range(len(part))]
        proposals_review(
            verdicts=[Verdict(p.pk, word) for p, word in zip(part, words, strict=True)], by=the("ada")
        )
    merge_pending()


def switch_on(**options: float) -> None:
    acceptance_change(by=the("ada"), relation="senior", enabled=True, **{"alpha": ALPHA, **options})


def test_nothing_is_accepted_while_nobody_has_switched_it_on(ledger: Ledger) -> None:
    propose(ledger, 200)
    review(sample()[:80])

    assert acceptance_run() == []
    assert not Decision.objects.filter(settled_by="automatic").exists()


def test_too_few_reviews_earn_nothing(ledger: Ledger) -> None:
    propose(ledger, 200)
    switch_on()
    review(sample()[:58])

    [done] = acceptance_run()

    assert (done.accepted, done.threshold, done.off) == (0, None, "")
    standing = acceptance_standing("senior")
    assert (standing.reviewed, standing.earned.needed, standing.waiting) == (58, 59, 42)


def test_what_is_earned_is_merged_as_one_change_set_and_the_sample_stays_with_people(ledger: Ledger) -> None:
    propose(ledger, 200)
    switch_on()
    review(sample()[:70])
    line = acceptance_standing("senior").earned.threshold
    assert line is not None

    [done] = acceptance_run()
    merge_pending()

    decisions = Decision.objects.filter(settled_by="automatic")
    assert decisions.count() == done.accepted > 50
    assert {d.change_set_id for d in decisions} == {done.change_set}
    assert all(d.evidence["score"] >= line and d.proposal_id and d.person_id is None for d in decisions)
    assert {d.merge_state for d in decisions} == {"merged"}
    assert Edge.objects.filter(decision__in=decisions, active=True).count() == done.accepted
    assert len(sample()) == 30
    assert AuditEntry.objects.filter(action="decision.record_many", object_id=str(done.change_set)).exists()
    assert acceptance_run()[0].accepted == 0


def test_a_gap_in_the_reviews_ends_the_evidence(ledger: Ledger) -> None:
    propose(ledger, 200)
    chosen = sample()
    review(chosen[:10] + chosen[11:80])

    assert len(reviews_of("senior", "v1", 0.1)) == 10


def test_what_people_said_of_an_overtaken_pair_counts_as_its_review(ledger: Ledger) -> None:
    propose(ledger, 20)
    first, second = sample()[:2]
    ledger.decide(first.pair.title_a.text, "related", first.pair.title_b.text)
    agreed = "junior" if second.reversed else "senior"
    ledger.decide(second.pair.title_a.text, agreed, second.pair.title_b.text)

    assert [r.right for r in reviews_of("senior", "v1", 0.1)] == [False, True]


def test_a_new_version_begins_without_evidence(ledger: Ledger) -> None:
    propose(ledger, 200)
    switch_on()
    review(sample()[:70])
    propose(ledger, 200, version="v2", start=1_000)

    [done] = acceptance_run()

    assert (done.accepted, done.threshold) == (0, None)
    assert acceptance_standing("senior").version == "v2"


def test_errors_among_proposals_that_would_not_be_accepted_do_no_harm(ledger: Ledger) -> None:
    propose(ledger, 300)
    switch_on()
    review(sample()[:60])
    acceptance_run()
    review(sample()[:40], wrong=40)  # all of them below the threshold

    assert acceptance_run()[0].off == ""
    assert acceptance_policy("senior").enabled


def test_an_audit_that_fails_switches_the_relation_off_and_says_why(ledger: Ledger) -> None:
    propose(ledger, 400)
    chosen = sample()
    for place, proposal in enumerate(chosen[40:100] + chosen[:40] + chosen[100:]):
        proposal.lot = place / 10_000  # the surest ones come second
        proposal.save(update_fields=["lot"])
    switch_on()
    review(sample()[:60])
    assert acceptance_run()[0].accepted > 0
    review(sample()[:40], wrong=30)

    [done] = acceptance_run()

    policy = acceptance_policy("senior")
    assert done.off == policy.reason != ""
    assert not policy.enabled
    assert policy.made_by is None
    assert "audit failed" in policy.reason
    row = AuditEntry.objects.filter(action="acceptance.change").latest("id")
    assert (row.actor_id, row.data["enabled"]) == (None, False)
    assert acceptance_run() == []


def test_scores_that_have_moved_switch_the_relation_off(ledger: Ledger) -> None:
    propose(ledger, 600)
    switch_on()
    review(sample()[:150])  # the surest; the others wait, and are another population

    [done] = acceptance_run()

    assert "scores are no longer spread" in done.off
    assert not acceptance_policy("senior").enabled


def test_what_a_person_has_taken_back_is_not_accepted_again(ledger: Ledger) -> None:
    propose(ledger, 200)
    switch_on()
    review(sample()[:70])
    [done] = acceptance_run()
    merge_pending()
    answer = browser_of("ada").post(f"/api/v1/change-sets/{done.change_set}/revert", {}, format="json")
    assert answer.status_code in (200, 201), answer.content

    [again] = acceptance_run()

    assert again.accepted == 0


def test_a_concept_is_joined_to_another_once_in_a_run(ledger: Ledger) -> None:
    names = [f"cook {i}" for i in range(130)]
    rows = []
    for i, (a, b) in enumerate(pairwise(names)):
        pair, _ = pair_get_or_create(ledger.title(a).pk, ledger.title(b).pk)
        rows.append(ProposalRow(pair.pk, "synonym", 0.99 - i / 1_000))
    proposals_replace(model_version="v1", rows=rows)
    Proposal.objects.update(lot=0.5)
    for i in range(60):
        porter = ledger.title(f"porter {i}")
        pair, _ = pair_get_or_create(porter.pk, ledger.title(f"carrier {i}").pk)
        Proposal.objects.create(
            pair=pair,
            relation="synonym",
            score=0.8,
            model_version="v1",
            lot=i / 1_000,
            created_at=porter.created_at,
        )
    review(sample())
    acceptance_change(by=the("ada"), relation="synonym", enabled=True, alpha=ALPHA)

    done = acceptance_run()
    merge_pending()

    assert sum(one.accepted for one in done) == 65
    sizes = Membership.objects.filter(title__text__startswith="cook").values_list("concept_id", flat=True)
    assert len(sizes) == 130
    assert len(set(sizes)) == 65


def test_a_dry_run_changes_nothing(ledger: Ledger, capsys: pytest.CaptureFixture[str]) -> None:
    propose(ledger, 200)
    switch_on()
    review(sample()[:70])
    before = (Decision.objects.count(), ChangeSet.objects.count(), AcceptancePolicy.objects.count())

    call_command("accept_proposals", dry_run=True)

    assert "would be accepted, score" in capsys.readouterr().out
    assert before == (Decision.objects.count(), ChangeSet.objects.count(), AcceptancePolicy.objects.count())


def test_the_clock_accepts_too(ledger: Ledger) -> None:
    propose(ledger, 200)
    switch_on()
    review(sample()[:70])

    accept_proposals()

    assert Decision.objects.filter(settled_by="automatic").exists()


def test_leads_read_switch_and_run_it_by_the_api(ledger: Ledger) -> None:
    propose(ledger, 200)
    ada = browser_of("ada")
    review(sample()[:70])

    changed = ada.put("/api/v1/acceptance/senior", {"enabled": True, "alpha": ALPHA}, format="json")
    assert changed.status_code == 200, changed.content
    assert (changed.json()["enabled"], changed.json()["made_by"]) == (True, "ada")
    tried = ada.post("/api/v1/acceptance", {"dry_run": True}, format="json").json()
    done = ada.post("/api/v1/acceptance", {}, format="json").json()
    assert tried[0]["accepted"] == done[0]["accepted"] > 0
    senior = next(row for row in ada.get("/api/v1/acceptance").json() if row["relation"] == "senior")
    assert senior["accepted"] == done[0]["accepted"]
    listed = ada.get("/api/v1/proposals?sample=true&order=lot").json()["results"]
    assert [row["id"] for row in listed] == [p.pk for p in sample()]


@pytest.mark.parametrize(
    ("relation", "wish"),
    [("unrelated", {"enabled": True}), ("senior", {"alpha": 0.9}), ("senior", {"sample_share": 1.5})],
)
def test_what_cannot_be_promised_is_refused(relation: str, wish: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        acceptance_change(by=the("ada"), relation=relation, **wish)
    answer = browser_of("ada").put(f"/api/v1/acceptance/{relation}", wish, format="json")
    assert answer.status_code == 422
    assert AcceptancePolicy.objects.count() == 0
