from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone

from kgraph.models import Conflict, Edge
from kgraph.services.merge import merge_pending
from kgraph.services.revert import change_set_revert
from taxonomy.core.errors import BadInput
from taxonomy.models import AuditEntry, Decision, Pair, Person, Proposal, Title
from taxonomy.services.decisions import Settlement, decision_record
from taxonomy.services.pairs import pairs_ensure
from taxonomy.services.proposals import ProposalRow, proposals_replace
from taxonomy.services.reviews import AT_ONCE, Verdict, proposals_review

MakePair = Callable[[str, str], Pair]


def propose(version: str, *rows: tuple[Pair, str, float]) -> list[Proposal]:
    proposals_replace(
        model_version=version, rows=[ProposalRow(p.pk, r, s, {"why": "ü\t\\n"}) for p, r, s in rows]
    )
    return list(Proposal.objects.filter(state="open").order_by("pk"))


def test_a_new_version_takes_the_place_of_the_old_one(make_pair: MakePair) -> None:
    cook, nurse = make_pair("cook", "chef"), make_pair("nurse", "rn")
    (old,) = propose("v1", (cook, "narrower", 0.7))

    (new,) = propose("v2", (nurse, "synonym", 0.9))

    old.refresh_from_db()
    assert (old.state, old.relation, old.reversed) == ("superseded", "broader", True)
    assert (new.model_version, new.pair, new.evidence) == ("v2", nurse, {"why": "ü\t\\n"})
    assert AuditEntry.objects.filter(action="proposals.replace").count() == 2


def test_the_same_version_again_keeps_the_same_proposal(make_pair: MakePair) -> None:
    cook = make_pair("cook", "chef")
    (first,) = propose("v1", (cook, "related", 0.7))

    (again,) = propose("v1", (cook, "related", 0.8))

    assert (again.pk, again.score) == (first.pk, 0.8)


def test_what_people_have_settled_or_refused_is_not_proposed_again(ada: Person, make_pair: MakePair) -> None:
    settled, refused = make_pair("cook", "chef"), make_pair("nurse", "rn")
    decision_record(Settlement(settled.pk, "unrelated", "import"))
    (open_one,) = propose("v1", (settled, "synonym", 0.9), (refused, "synonym", 0.9))
    proposals_review(verdicts=[Verdict(open_one.pk, "reject")], by=ada)

    assert propose("v2", (settled, "synonym", 0.99), (refused, "synonym", 0.99)) == []
    (other,) = propose("v2", (refused, "related", 0.6))
    assert (other.pair, other.relation) == (refused, "related")


def test_a_wrong_row_changes_nothing(make_pair: MakePair) -> None:
    cook = make_pair("cook", "chef")
    propose("v1", (cook, "related", 0.7))

    with pytest.raises(BadInput):
        propose("v2", (cook, "related", 1.7))

    assert Proposal.objects.get().model_version == "v1"


def test_an_accepted_proposal_is_an_edge_at_once_and_says_where_it_comes_from(
    ada: Person, make_pair: MakePair
) -> None:
    (proposal,) = propose("v1", (make_pair("senior cook", "cook"), "senior", 0.9))

    change_set, (result,) = proposals_review(verdicts=[Verdict(proposal.pk, "accept")], by=ada)

    decision = Decision.objects.get(seq=result.decision or 0)
    assert (decision.settled_by, decision.model_version, decision.proposal) == ("review", "v1", proposal)
    assert decision.evidence["score"] == 0.9 and decision.change_set == change_set
    assert Edge.objects.filter(active=True, decision=decision).exists()
    proposal.refresh_from_db()
    assert (proposal.state, proposal.reviewed_by, proposal.reviewed_in) == ("accepted", ada, change_set)


def test_what_the_algebra_refuses_stays_open_and_comes_back_with_the_chain(
    ada: Person, make_pair: MakePair
) -> None:
    first, second = make_pair("cook", "chef"), make_pair("chef", "head chef")
    third = make_pair("cook", "head chef")
    for pair in (first, second):
        decision_record(Settlement(pair.pk, "junior", "review", person=ada))
    good = make_pair("nurse", "rn")
    proposals = propose("v1", (third, "senior", 0.9), (good, "synonym", 0.8))
    wrong = next(p for p in proposals if p.pair_id == third.pk)
    right = next(p for p in proposals if p.pair_id == good.pk)

    _, results = proposals_review(verdicts=[Verdict(wrong.pk, "accept"), Verdict(right.pk, "accept")], by=ada)

    assert results[0].problem is not None and len(results[0].problem.extra["chain"]) == 2
    assert (results[0].state, results[1].state, results[1].problem) == ("open", "accepted", None)
    assert Proposal.objects.get(pk=wrong.pk).state == "open"


def test_many_at_once_go_through_the_ledger_and_contradictions_become_conflicts(
    ada: Person, make_pair: MakePair, django_assert_max_num_queries: Callable[..., object]
) -> None:
    ring = [("a", "b", "senior"), ("b", "c", "senior"), ("a", "c", "junior")]
    pairs = [(make_pair(a, b), word) for a, b, word in ring]
    pairs += [(make_pair(f"x{n}", f"y{n}"), "related") for n in range(AT_ONCE)]
    proposals = propose("v1", *[(p, word, 0.9) for p, word in pairs])

    with django_assert_max_num_queries(45):  # type: ignore[attr-defined]
        _, results = proposals_review(verdicts=[Verdict(p.pk, "accept") for p in proposals], by=ada)
    merge_pending()

    assert all(r.decision and r.problem is None for r in results)
    assert Conflict.objects.filter(state="open").count() == 1
    assert Edge.objects.filter(active=True).count() == len(pairs) - 1


def test_a_review_is_taken_back_as_one_and_asked_again(ada: Person, make_pair: MakePair) -> None:
    accepted, rejected = propose(
        "v1", (make_pair("cook", "chef"), "related", 0.9), (make_pair("a", "b"), "synonym", 0.6)
    )
    change_set, _ = proposals_review(
        verdicts=[Verdict(accepted.pk, "accept"), Verdict(rejected.pk, "reject")], by=ada
    )

    change_set_revert(change_set_id=change_set.pk, person=ada)

    assert set(Proposal.objects.filter(state="open")) == {accepted, rejected}
    assert not Edge.objects.filter(active=True).exists()


def test_a_change_settles_the_pair_otherwise(ada: Person, make_pair: MakePair) -> None:
    (proposal,) = propose("v1", (make_pair("cook", "chef"), "synonym", 0.9))

    _, (result,) = proposals_review(verdicts=[Verdict(proposal.pk, "change", "related", "no")], by=ada)

    decision = Decision.objects.get()
    assert (decision.relation, decision.model_version, decision.reason) == ("related", "", "no")
    assert result.state == "rejected"


@pytest.mark.slow
def test_fifty_thousand_proposals_are_swapped_in_one_go(db: None) -> None:
    now = timezone.now()
    Title.objects.bulk_create(Title(text=f"t{n}", key=f"t{n}", created_at=now) for n in range(320))
    ids = sorted(Title.objects.values_list("pk", flat=True))
    pairs = pairs_ensure([(a, b) for at, a in enumerate(ids) for b in ids[at + 1 :]][:50_000])

    for version in ("v1", "v2"):
        rows = (ProposalRow(pk, "synonym", 0.5, {"n": pk}) for pk in pairs.values())
        assert proposals_replace(model_version=version, rows=rows) == 50_000

    assert Proposal.objects.filter(state="open", model_version="v2").count() == 50_000
