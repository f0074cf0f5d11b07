"""What a search engine tells of its queries, and the tasks and trails that come of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import OperationalError
from rest_framework.test import APIClient

from kgraph.models import Feedback
from taxonomy.models import Task
from tests.kgraph.ledger import Ledger
from tests.people import browser_of

V1 = "/api/v1/"


def told(client: APIClient, status: int = 201, **body: Any) -> Any:
    answer = client.post(f"{V1}feedback", body, format="json")
    assert answer.status_code == status, answer.content
    return answer.json()


def asked_about(tasks: list[int]) -> set[frozenset[str]]:
    rows = Task.objects.filter(pk__in=tasks, state="open").select_related("pair__title_a", "pair__title_b")
    return {frozenset({task.pair.title_a.text, task.pair.title_b.text}) for task in rows}


def test_an_edge_alone_is_asked_again_and_shows_what_it_stands_on(vic: APIClient, kitchen: Ledger) -> None:
    edge = kitchen.edge("Cook", "Line Cook")
    assert edge is not None
    receipt = told(vic, kind="wrong_edge", edge=edge.pk, comment="no")
    assert asked_about(receipt["tasks"]) == {frozenset({"Cook", "Line Cook"})}
    assert receipt["task"] == receipt["tasks"][0]
    (row,) = browser_of("ada").get(f"{V1}feedback").json()["results"]
    (trail,) = row["trail"]
    assert (trail["subject"], trail["relation"], trail["object"]) == ("Cook", "broader", "Line Cook")
    assert (trail["id"], trail["active"], trail["settled_by"], trail["person"]) == (
        edge.pk,
        True,
        "review",
        "ada",
    )
    assert trail["first_release"] == 1


def test_terms_that_hurt_lead_to_the_edges_behind_them(vic: APIClient, kitchen: Ledger) -> None:
    body: dict[str, Any] = {
        "kind": "expansion_hurt",
        "query_id": "q-17",
        "text": "cook",
        "terms": ["pastry  COOK", "chef de partie"],
    }
    receipt = told(vic, **body)
    assert asked_about(receipt["tasks"]) == {
        frozenset({"Cook", "Pastry Cook"}),
        frozenset({"Cook", "Line Cook"}),
        frozenset({"Line Cook", "Chef de Partie"}),
    }
    (row,) = browser_of("ada").get(f"{V1}feedback").json()["results"]
    assert (row["kind"], row["query_id"], row["terms"]) == ("expansion_hurt", "q-17", body["terms"])
    assert len(row["trail"]) == 3
    assert Task.objects.get(pk=receipt["task"]).reason == "The search team asks."  # annotators judge blind


def test_a_concept_can_stand_for_the_query(vic: APIClient, kitchen: Ledger) -> None:
    cook = kitchen.concept("Cook").pk
    receipt = told(vic, kind="expansion_hurt", concept=cook, terms=["Line Cook"], release=1)
    assert asked_about(receipt["tasks"]) == {frozenset({"Cook", "Line Cook"})}


def test_terms_that_no_way_leads_to_are_kept_without_a_task(vic: APIClient, kitchen: Ledger) -> None:
    receipt = told(vic, kind="expansion_hurt", text="cook", terms=["Astronaut", "!!"])
    assert receipt["tasks"] == []
    assert Feedback.objects.get(pk=receipt["id"]).terms == ["Astronaut", "!!"]
    assert told(vic, kind="expansion_hurt", text="gibberish zzz", terms=["Cook"])["tasks"] == []


def test_an_edge_that_was_ended_meanwhile_is_not_asked_about(vic: APIClient, kitchen: Ledger) -> None:
    kitchen.decide("Cook", None, "Pastry Cook")
    assert told(vic, kind="expansion_hurt", text="cook", terms=["Pastry Cook"])["tasks"] == []


def test_edges_and_releases_that_are_not_there_are_refused(vic: APIClient, kitchen: Ledger) -> None:
    assert told(vic, 404, kind="wrong_edge", edge=10**6)["field"] == "edge"
    hurt = {"kind": "expansion_hurt", "text": "cook", "terms": ["Line Cook"]}
    assert told(vic, 404, **hurt, release=99)["code"] == "release.not_found"
    assert told(vic, 422, **{**hurt, "terms": ["x"] * 51})["code"] == "validation"
    assert not Feedback.objects.exists()


def test_terms_name_the_edges_that_they_stand_on(vic: APIClient, kitchen: Ledger) -> None:
    terms = vic.get(f"{V1}expand?q=Cook&depth=2&relations=synonym,narrower,junior").json()["terms"]
    edges = {term["text"]: term["edges"] for term in terms}
    near, inner = kitchen.edge("Cook", "Line Cook"), kitchen.edge("Line Cook", "Chef de Partie")
    assert near is not None
    assert inner is not None
    assert edges["Line Cook"] == [near.pk]
    assert edges["Chef de Partie"] == [near.pk, inner.pk]


def test_a_title_is_told_as_its_release_has_it(
    vic: APIClient, kitchen: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    chef = kitchen.title("Chef de Partie")
    kitchen.decide("Line Cook", None, "Chef de Partie")
    answer = vic.get(f"{V1}titles/{chef.pk}")
    assert (answer.json()["release"], answer["X-Titleloom-Release"]) == (1, "1")
    assert answer.json()["concept"]["preferred"]["text"] == "Line Cook"
    assert vic.get(f"{V1}titles/{chef.pk}", headers={"If-None-Match": answer["ETag"]}).status_code == 304
    now = vic.get(f"{V1}titles/{chef.pk}?release=working").json()
    assert (now["release"], now["concept"]["preferred"]["text"]) == (None, "Chef de Partie")
    new = kitchen.title("Baker")
    assert vic.get(f"{V1}titles/{new.pk}").json()["concept"] is None
    assert vic.get(f"{V1}titles/{chef.pk}?release=9").status_code == 404

    def gone(*_: object, **__: object) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr("django.db.models.query.QuerySet._fetch_all", gone)
    away = vic.get(f"{V1}titles/{chef.pk}").json()
    assert (away["concept"]["preferred"]["text"], away["forms"]) == ("Line Cook", None)
