from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone

from kgraph.models import Conflict, Edge
from kgraph.services.merge import merge_pending
from kgraph.services.revert import change_set_revert
from taxonomy.core.errors import BadInput
from taxonomy.models import AuditEntry, Decision, Pair, Person, Proposal, Title
from taxonomy.selectors.proposals import proposals_matching, proposals_tally
from taxonomy.services.decisions import Settlement, decision_record
from taxonomy.services.pairs import pairs_ensure
from taxonomy.services.proposals import ProposalRow, proposals_replace
from taxonomy.services.reviews import AT_ONCE, Verdict, proposals_rehearse, proposals_review

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


def test_what_is_wrong_with_a_rejected_proposal_is_kept_and_taken_back_with_it(
    ada: Person, make_pair: MakePair
) -> None:
    (proposal,) = propose("v1", (make_pair("cook", "book keeper"), "synonym", 0.9))

    change_set, _ = proposals_review(
        verdicts=[Verdict(proposal.pk, "reject", reason="only the letters", why_not="words_only")], by=ada
    )

    proposal.refresh_from_db()
    assert (proposal.why_not, proposal.review_note) == ("words_only", "only the letters")
    assert list(proposals_matching(state="rejected", why_not="words_only")) == [proposal]
    assert not proposals_matching(state="rejected", why_not="wrong_way").exists()

    change_set_revert(change_set_id=change_set.pk, person=ada)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.why_not, proposal.review_note) == ("open", "", "")


def test_a_bulk_of_rejections_keeps_the_word_on_each(ada: Person, make_pair: MakePair) -> None:
    rows = propose("v1", *[(make_pair(f"cook {n}", f"chef {n}"), "synonym", 0.9) for n in range(AT_ONCE + 3)])
    words = ["wrong_way" if n % 2 else "words_only" for n in range(len(rows))]

    proposals_review(
        verdicts=[Verdict(row.pk, "reject", why_not=word) for row, word in zip(rows, words, strict=True)],
        by=ada,
    )

    assert [row.why_not for row in Proposal.objects.order_by("pk")] == words


def test_nothing_is_wrong_with_what_is_accepted_and_words_are_known_ones(
    ada: Person, make_pair: MakePair
) -> None:
    (proposal,) = propose("v1", (make_pair("cook", "chef"), "synonym", 0.9))
    for verdict in (
        Verdict(proposal.pk, "accept", why_not="words_only"),
        Verdict(proposal.pk, "reject", why_not="x"),
    ):
        with pytest.raises(BadInput):
            proposals_review(verdicts=[verdict], by=ada)


def test_a_preview_of_many_finds_what_contradicts_each_other_and_changes_nothing(make_pair: MakePair) -> None:
    up = make_pair("head cook", "cook")
    between = make_pair("cook", "kitchen help")
    round_again = make_pair("kitchen help", "head cook")
    rows = propose("v1", (up, "senior", 0.9), (between, "senior", 0.8), (round_again, "synonym", 0.7))
    by_pair = {row.pair_id: row.pk for row in rows}
    verdicts = [Verdict(by_pair[pair.pk], "accept") for pair in (up, between, round_again)]

    told = {one.proposal_id: one.told for one in proposals_rehearse(verdicts)}

    assert told[by_pair[up.pk]].effect == 1
    assert told[by_pair[between.pk]].effect == 2  # the head cook comes to stand above the help as well
    assert told[by_pair[round_again.pk]].refusal
    assert len(told[by_pair[round_again.pk]].chain) == 2
    assert not Edge.objects.exists() and Proposal.objects.filter(state="open").count() == 3
    alone = proposals_rehearse(verdicts[2:])[0].told
    assert alone.refusal == "" and alone.effect == 1


def test_a_preview_of_rejections_needs_no_graph_and_names_what_is_closed(
    ada: Person, make_pair: MakePair
) -> None:
    closed, fresh = propose(
        "v1", (make_pair("a", "b"), "synonym", 0.9), (make_pair("c", "d"), "synonym", 0.8)
    )
    proposals_review(verdicts=[Verdict(closed.pk, "reject")], by=ada)

    told = proposals_rehearse([Verdict(fresh.pk, "reject"), Verdict(closed.pk, "accept")])

    assert [one.told.effect for one in told] == [0, 0]
    assert told[0].told.refusal == "" and "rejected already" in told[1].told.refusal


def test_proposals_are_counted_by_relation(make_pair: MakePair) -> None:
    propose(
        "v1",
        (make_pair("cook", "chef"), "junior", 0.9),
        (make_pair("nurse", "rn"), "synonym", 0.8),
        (make_pair("baker", "head baker"), "junior", 0.7),
    )
    tally = proposals_tally()
    assert tally["relations"] == [{"name": "senior", "count": 2}, {"name": "synonym", "count": 1}]
    assert tally["families"] == [{"name": "", "count": 3}]
