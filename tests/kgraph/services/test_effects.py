"""How much decisions would change, before anybody makes them."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from kgraph.models import Edge
from taxonomy.core.relations import store
from taxonomy.gate import Wish, graph_gate
from taxonomy.models import AuditEntry, Proposal
from taxonomy.services.pairs import pair_get_or_create
from taxonomy.services.proposal_effects import proposals_measure
from taxonomy.services.proposals import ProposalRow, proposals_replace
from taxonomy.tasks import measure_proposals
from tests.kgraph.ledger import Ledger
from tests.people import browser_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ladder() -> Ledger:
    """Three cooks above each other, two words for one porter, and a waiter."""
    ledger = Ledger()
    ledger.decide("head chef", "senior", "sous chef")
    ledger.decide("sous chef", "senior", "line cook")
    ledger.decide("porter", "synonym", "kitchen porter")
    ledger.decide("waiter", "synonym", "server")
    ledger.decide("waiter", "synonym", "wait staff")
    return ledger


def effect(ledger: Ledger, a: str, relation: str, b: str) -> int:
    stored = store(relation)
    wish = Wish(ledger.title(a).pk, ledger.title(b).pk, stored.relation, stored.reversed)
    return graph_gate().effects([wish])[0]


def test_a_lone_edge_changes_one_thing(ladder: Ledger) -> None:
    assert effect(ladder, "captain", "related", "sailor") == 1


def test_what_follows_from_an_edge_counts(ladder: Ledger) -> None:
    # line cook over porter; and through it the sous chef and the head chef
    assert effect(ladder, "line cook", "senior", "porter") == 3
    assert effect(ladder, "porter", "junior", "line cook") == 3


def test_synonyms_count_the_titles_that_come_together(ladder: Ledger) -> None:
    assert effect(ladder, "porter", "synonym", "waiter") == 2 * 3


def test_what_stands_or_is_refused_changes_nothing(ladder: Ledger) -> None:
    assert effect(ladder, "head chef", "senior", "sous chef") == 0
    assert effect(ladder, "line cook", "senior", "head chef") == 0


def test_asking_changes_nothing(ladder: Ledger) -> None:
    before = list(Edge.objects.order_by("pk").values_list("pk", "active"))

    effect(ladder, "line cook", "senior", "porter")

    assert list(Edge.objects.order_by("pk").values_list("pk", "active")) == before
    assert graph_gate().effects([]) == []


def propose(ledger: Ledger, *rows: tuple[str, str, str, float]) -> None:
    proposals_replace(
        model_version="v1",
        rows=[
            ProposalRow(pair_get_or_create(ledger.title(a).pk, ledger.title(b).pk)[0].pk, relation, score)
            for a, relation, b, score in rows
        ],
    )


def listed(order: str, **query: str) -> list[tuple[str, int | None]]:
    """Page by page, two at a time."""
    ada, found = browser_of("ada"), []
    body = ada.get("/api/v1/proposals", {"order": order, "page_size": "2", **query}).json()
    while True:
        found += [(row["pair"]["title_b"]["text"], row["effect"]) for row in body["results"]]
        if body["next"] is None:
            return found
        body = ada.get(body["next"]).json()


def test_proposals_are_listed_by_what_accepting_them_would_change(ladder: Ledger) -> None:
    for text in ("captain", "sailor", "mate"):
        ladder.title(text)
    propose(
        ladder,
        ("captain", "related", "sailor", 0.9),
        ("line cook", "senior", "porter", 0.6),
        ("captain", "related", "mate", 0.8),
        ("porter", "synonym", "waiter", 0.5),
    )
    assert listed("effect") == [("sailor", None), ("mate", None), ("porter", None), ("waiter", None)]

    assert proposals_measure() == 4

    assert listed("effect") == [("waiter", 6), ("porter", 3), ("sailor", 1), ("mate", 1)]
    assert [text for text, _ in listed("score")] == ["sailor", "mate", "porter", "waiter"]
    assert AuditEntry.objects.filter(action="proposals.measure").count() == 1
    assert browser_of("ada").get("/api/v1/proposals", {"order": "luck"}).status_code == 422


def test_a_list_of_equals_comes_to_its_end(ladder: Ledger) -> None:
    rows = [("captain", "related", f"sailor {n}", 0.5) for n in range(9)]
    propose(ladder, *rows)
    proposals_measure()

    assert sorted(text for text, _ in listed("effect")) == sorted(row[2] for row in rows)


def test_effects_follow_the_graph(ladder: Ledger) -> None:
    cache.clear()
    propose(ladder, ("line cook", "senior", "porter", 0.6))
    measure_proposals()
    ladder.decide("porter", "senior", "trainee")

    measure_proposals()

    assert Proposal.objects.get().effect == 6
    assert proposals_measure() == 0


def test_a_proposal_is_of_the_family_of_the_broadest_concept_above_it(ladder: Ledger) -> None:
    ladder.decide("engineer", "broader", "civil engineer")
    ladder.decide("professional", "broader", "engineer")
    ladder.decide("professional", "broader", "doctor")
    propose(
        ladder,
        ("civil engineer", "related", "surveyor", 0.9),
        ("harpist", "related", "doctor", 0.8),
        ("harpist", "related", "surveyor", 0.7),
    )

    proposals_measure()

    families = dict(Proposal.objects.order_by("-score").values_list("score", "family"))
    assert families == {0.9: "professional", 0.8: "professional", 0.7: ""}
    assert len(listed("family", family="professional")) == 2
    assert listed("family") == listed("family", family="") + listed("family", family="professional")
