"""The stored graph is a function of the ledger."""

from __future__ import annotations

import random

import pytest

from kgraph.core.algebra import AlgebraRefusal
from kgraph.models import Concept, Edge, Membership
from kgraph.services.concepts import concept_prefer
from kgraph.services.merge import merge_pending
from kgraph.services.rebuild import graph_rebuild, graph_verify
from tests.kgraph.ledger import Ledger, stored_matches_replay

pytestmark = pytest.mark.django_db


def kitchen() -> Ledger:
    ledger = Ledger()
    ledger.decide("Cook", "broader", "Line Cook")
    ledger.decide("Commis", "synonym", "Line Cook")
    ledger.decide("Chef", "senior", "Cook")
    ledger.decide("Sous Chef", "synonym", "Chef")
    ledger.decide("Sous Chef", "junior", "Chef")
    return ledger


def test_a_sound_graph_passes() -> None:
    kitchen()
    verdict = graph_verify()
    assert verdict.ok, verdict.problems
    assert verdict.stored_hash == verdict.replay_hash


def test_rebuilding_mends_damage_and_keeps_numbers_and_choices() -> None:
    ledger = kitchen()
    concept = ledger.concept("Commis")
    concept_prefer(concept_id=concept.pk, title_id=ledger.title("Line Cook").pk, person=ledger.ada)
    Edge.objects.filter(relation="senior").update(first_release=3)
    before = list(Edge.objects.order_by("id").values())
    concepts = list(Concept.objects.order_by("id").values())
    edge = Edge.objects.filter(active=True, relation="broader").get()
    Edge.objects.filter(pk=edge.pk).delete()
    Membership.objects.filter(title=ledger.title("Commis")).update(concept=ledger.concept("Chef"))
    broken = graph_verify()
    assert not broken.ok
    assert any("rebuild_graph" in problem for problem in broken.problems)
    assert graph_rebuild().ok
    assert list(Edge.objects.order_by("id").values()) == before
    assert list(Concept.objects.order_by("id").values()) == concepts
    assert graph_verify().ok


def test_a_title_that_was_chosen_stays_preferred_when_others_join_or_part() -> None:
    ledger = Ledger()
    ledger.title("Software Engineer", 900)
    ledger.decide("SWE", "synonym", "Software Developer")
    concept = ledger.concept("SWE")
    concept_prefer(concept_id=concept.pk, title_id=ledger.title("Software Developer").pk, person=ledger.ada)
    ledger.decide("SWE", "synonym", "Software Engineer")
    assert ledger.concept("SWE").preferred.text == "Software Developer"
    ledger.decide("SWE", None, "Software Engineer")
    assert ledger.concept("SWE").preferred.text == "Software Developer"
    assert ledger.concept("Software Engineer").preferred.text == "Software Engineer"


@pytest.mark.parametrize("seed", range(6))
def test_random_ledgers_give_the_replays_graph_however_they_were_merged(seed: int) -> None:
    rng = random.Random(seed)
    ledger = Ledger()
    words = [f"title {number}" for number in range(9)]
    relations = ["synonym", "broader", "senior", "narrower", "related", "unrelated", None]
    for step in range(60):
        a, b = rng.sample(words, 2)
        try:
            ledger.decide(a, rng.choice(relations), b, merge="now" if rng.random() < 0.4 else "soon")
        except AlgebraRefusal as refused:
            assert refused.extra["chain"]
        if step % 15 == 14:
            merge_pending(chunk=7, read_whole=rng.random() < 0.5)
            assert stored_matches_replay()
    merge_pending()
    verdict = graph_verify()
    assert verdict.ok, verdict.problems
