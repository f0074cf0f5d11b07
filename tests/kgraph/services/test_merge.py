"""Decisions on their way into the stored graph."""

from __future__ import annotations

import pytest
from django.utils import timezone

from kgraph.core.algebra import AlgebraRefusal
from kgraph.models import Concept, Conflict, Edge, GraphEvent
from kgraph.services.merge import merge_pending
from taxonomy.models import AuditEntry, Decision, Source, TitleForm
from taxonomy.services.decisions import Outranked
from tests.kgraph.ledger import Ledger, stored_matches_replay

pytestmark = pytest.mark.django_db


def test_adas_decision_is_an_edge_at_once() -> None:
    ledger = Ledger()
    decision = ledger.decide("Engineer", "broader", "Software Engineer")
    edge = ledger.edge("Engineer", "Software Engineer")
    assert edge is not None
    assert (edge.relation, edge.subject_title.text, edge.decision_id) == ("broader", "Engineer", decision.seq)
    assert decision.merge_state == Decision.objects.get().merge_state == "merged"
    assert AuditEntry.objects.filter(action="graph.merge", object_id=str(decision.seq)).exists()
    assert stored_matches_replay()


def test_a_decision_against_the_algebra_is_refused_with_its_proof_and_leaves_no_trace() -> None:
    ledger = Ledger()
    ledger.decide("Engineer", "broader", "Software Engineer")
    ledger.decide("Software Engineer", "synonym", "SWE")
    before = Decision.objects.count()
    with pytest.raises(AlgebraRefusal) as refused:
        ledger.decide("SWE", "broader", "Engineer")
    assert refused.value.code == "algebra.cycle"
    assert [link["relation"] for link in refused.value.extra["chain"]] == ["synonym", "broader"]
    assert "“Engineer” is broader than “Software Engineer”" in refused.value.detail
    assert Decision.objects.count() == before
    assert Edge.objects.count() == 2


def test_synonyms_join_concepts_under_the_older_number_and_part_again_with_the_old_one() -> None:
    ledger = Ledger()
    ledger.decide("Nurse", "broader", "Ward Nurse")
    ledger.decide("Ward Sister", "related", "Matron")
    old, new = ledger.concept("Ward Nurse").pk, ledger.concept("Ward Sister").pk
    ledger.decide("Ward Sister", "synonym", "Ward Nurse")
    assert ledger.concept("Ward Sister").pk == old
    replaced = Concept.objects.get(pk=new)
    assert (replaced.replaced_by_id, replaced.size) == (old, 0)
    edge = ledger.edge("Ward Sister", "Matron")
    assert edge is not None
    assert {edge.subject_concept_id, edge.object_concept_id} == {old, ledger.concept("Matron").pk}
    assert stored_matches_replay()
    ledger.decide("Ward Sister", None, "Ward Nurse")
    assert ledger.concept("Ward Sister").pk == new
    assert ledger.concept("Ward Sister").replaced_by_id is None
    assert stored_matches_replay()


def test_a_batch_gives_the_same_graph_as_one_by_one() -> None:
    one = Ledger()
    facts = [
        ("Worker", "broader", "Cook"),
        ("Cook", "broader", "Line Cook"),
        ("Sous Chef", "senior", "Line Cook"),
        ("Head Chef", "senior", "Sous Chef"),
        ("Chef", "synonym", "Head Chef"),
        ("Commis", "synonym", "Line Cook"),
        ("Cook", "unrelated", "Captain"),
    ]
    for fact in facts:
        one.decide(*fact, merge="soon")
    result = merge_pending(chunk=3)
    assert result["states"] == {"merged": 7}
    assert merge_pending()["decisions"] == 0
    assert stored_matches_replay()
    assert ledger_relations() == {relation_of(*fact) for fact in facts}


def relation_of(a: str, relation: str, b: str) -> tuple[str, str, str]:
    directed = relation in ("broader", "senior")
    return (a, relation, b) if directed else (min(a, b), relation, max(a, b))


def ledger_relations() -> set[tuple[str, str, str]]:
    edges = Edge.objects.filter(active=True)
    rows = edges.values_list("subject_title__text", "relation", "object_title__text")
    return {relation_of(*row) for row in rows}


def test_a_batch_keeps_what_breaks_the_algebra_as_a_conflict() -> None:
    ledger = Ledger()
    ledger.decide("Cook", "broader", "Line Cook")
    bad = ledger.decide("Line Cook", "broader", "Cook Helper", merge="soon")
    worse = ledger.decide("Cook Helper", "broader", "Cook", merge="soon")
    result = merge_pending()
    assert result["states"] == {"merged": 1, "conflict": 1}
    conflict = Conflict.objects.get()
    assert (conflict.decision_id, conflict.rule, conflict.state) == (worse.seq, "cycle", "open")
    assert len(conflict.chain_edges) == 2
    bad.refresh_from_db()
    worse.refresh_from_db()
    assert (bad.merge_state, worse.merge_state) == ("merged", "conflict")
    assert stored_matches_replay()


def test_a_conflict_is_cleared_when_an_edge_of_its_chain_goes() -> None:
    ledger = Ledger()
    ledger.decide("Cook", "broader", "Line Cook")
    late = ledger.decide("Cook", "related", "Grill Cook", merge="soon")
    ledger.decide("Line Cook", "synonym", "Grill Cook")
    merge_pending()
    late.refresh_from_db()
    assert late.merge_state == "conflict"
    taken_back = ledger.decide("Line Cook", None, "Grill Cook")
    late.refresh_from_db()
    assert (late.merge_state, taken_back.merge_state) == ("merged", "merged")
    assert Conflict.objects.get().state == "cleared"
    assert ledger.edge("Cook", "Grill Cook") is not None
    assert stored_matches_replay()


def test_a_conflict_is_closed_when_its_pair_is_settled_anew() -> None:
    ledger = Ledger()
    ledger.decide("Cook", "broader", "Line Cook")
    ledger.decide("Line Cook", "broader", "Grill Cook")
    bad = ledger.decide("Grill Cook", "broader", "Cook", merge="soon")
    merge_pending()
    ledger.decide("Cook", "broader", "Grill Cook")
    bad.refresh_from_db()
    assert bad.merge_state == "void"
    assert Conflict.objects.get().state == "superseded"


def test_a_later_decision_replaces_the_edge_in_one_step() -> None:
    ledger = Ledger()
    first = ledger.decide("Cook", "broader", "Chef")
    second = ledger.decide("Chef", "senior", "Cook")
    edges = {e.decision_id: e for e in Edge.objects.all()}
    assert (edges[first.seq].active, edges[first.seq].ended_by_id) == (False, second.seq)
    assert edges[second.seq].active
    assert list(GraphEvent.objects.order_by("tick").values_list("action", flat=True)) == ["add", "end", "add"]
    assert stored_matches_replay()


def test_the_same_relation_again_confirms_the_edge() -> None:
    ledger = Ledger()
    ledger.decide("Cook", "broader", "Line Cook", by="consensus")
    again = ledger.decide("Cook", "broader", "Line Cook")
    edge = Edge.objects.get()
    assert (edge.decision_id, edge.rank, edge.active) == (again.seq, 40, True)
    assert stored_matches_replay()


def test_a_lower_rank_does_not_replace_a_higher_one() -> None:
    ledger = Ledger()
    ledger.decide("Cook", "broader", "Line Cook", by="adjudication")
    with pytest.raises(Outranked):
        ledger.decide("Cook", "related", "Line Cook", by="automatic")


def test_the_preferred_title_is_the_chosen_one_else_the_most_seen() -> None:
    ledger = Ledger()
    ledger.title("Software Engineer", 900)
    ledger.title("SWE", 40)
    ledger.decide("SWE", "synonym", "Software Developer")
    assert ledger.concept("SWE").preferred.text == "SWE"
    ledger.decide("SWE", "synonym", "Software Engineer")
    assert ledger.concept("SWE").preferred.text == "Software Engineer"


def test_earlier_decisions_of_the_pair_that_wait_go_first() -> None:
    ledger = Ledger()
    first = ledger.decide("Cook", "related", "Chef", merge="soon")
    second = ledger.decide("Chef", "senior", "Cook")
    first.refresh_from_db()
    assert (first.merge_state, second.merge_state) == ("merged", "merged")
    assert Edge.objects.filter(active=True).count() == 1
    assert merge_pending()["decisions"] == 0
    assert stored_matches_replay()


def test_a_batch_that_breaks_off_leaves_the_rest_waiting_and_goes_on_from_there() -> None:
    ledger = Ledger()
    for number in range(6):
        ledger.decide("Cook", "broader", f"Cook {number}", merge="soon")

    def power_cut(done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        merge_pending(chunk=2, read_whole=True, progress=power_cut)
    assert Decision.objects.filter(merge_state="pending").count() == 4
    assert stored_matches_replay()
    assert merge_pending(chunk=2)["decisions"] == 4
    assert merge_pending(limit=1)["decisions"] == 0
    assert stored_matches_replay()


def test_a_title_that_a_source_prefers_is_preferred_before_one_seen_more_often() -> None:
    ledger = Ledger()
    for source, text in (("first", "Head Chef"), ("second", "Kitchen Head")):
        TitleForm.objects.create(
            title=ledger.title(text),
            source=Source.objects.create(name=source, kind="csv", created_at=timezone.now()),
            raw=text,
            external_id="x",
            preferred=True,
        )
    ledger.title("Kitchen Manager", count=500)
    ledger.decide("Kitchen Manager", "synonym", "Kitchen Head")
    assert ledger.concept("Kitchen Manager").preferred.text == "Kitchen Head"
    ledger.decide("Kitchen Manager", "synonym", "Head Chef")
    assert ledger.concept("Kitchen Manager").preferred.text == "Head Chef"
