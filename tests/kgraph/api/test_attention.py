"""The history of a concept, watching it, and what is said about it."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from rest_framework.test import APIClient

from kgraph.selectors.changes import Change
from kgraph.services.changes import change_apply
from kgraph.services.concepts import concept_prefer
from kgraph.services.retirements import concept_retire
from taxonomy.models import AuditEntry
from tests.kgraph.ledger import Ledger
from tests.people import browser_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def kitchen() -> Ledger:
    ledger = Ledger()
    ledger.decide("Cook", "related", "Line Cook")
    ledger.decide("Cook", "broader", "Line Cook")
    ledger.decide("Line Cook", "synonym", "Chef de Partie")
    ledger.decide("Head Chef", "senior", "Line Cook")
    return ledger


@pytest.fixture
def ada(kitchen: Ledger) -> APIClient:
    return browser_of("ada")


def history(client: APIClient, concept: int, **query: str | int) -> Any:
    answer = client.get(f"/api/v1/taxonomy/concepts/{concept}/history", query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def told(entry: Any) -> list[str]:
    return [
        f"{one['sign']} {one['title_a']['text']} {one['relation']} {one['title_b']['text']}"
        for one in entry["lines"]
    ]


def test_a_history_is_lines_that_came_and_went(kitchen: Ledger, ada: APIClient) -> None:
    concept = kitchen.concept("Line Cook").pk
    senior, synonym, broader, related = history(ada, concept)["results"]
    assert told(related) == ["+ Cook related Line Cook"]
    assert told(broader) == ["- Cook related Line Cook", "+ Cook broader Line Cook"]
    assert related["takes_back"] is None
    assert broader["takes_back"] == {"by": "decision", "id": broader["id"]}
    assert [entry["person"] for entry in (senior, synonym)] == ["ada", "ada"]


def test_an_entry_is_taken_back_and_that_is_an_entry_too(kitchen: Ledger, ada: APIClient) -> None:
    concept = kitchen.concept("Line Cook").pk
    broader = history(ada, concept)["results"][2]
    assert ada.post(f"/api/v1/decisions/{broader['id']}/revert", {}, format="json").status_code == 201
    newest = history(ada, concept)["results"][0]
    assert told(newest) == ["- Cook broader Line Cook", "+ Cook related Line Cook"]


def test_names_and_retirements_are_told_among_the_decisions(kitchen: Ledger, ada: APIClient) -> None:
    line = kitchen.concept("Line Cook")
    concept_prefer(concept_id=line.pk, title_id=kitchen.title("Chef de Partie").pk, person=kitchen.ada)
    named = history(ada, line.pk)["results"][0]
    assert (named["what"], named["names"]) == (
        "preferred",
        {"before": "Line Cook", "after": "Chef de Partie"},
    )
    assert named["takes_back"] == {"by": "preferred", "id": kitchen.title("Line Cook").pk}
    kitchen.decide("Head Chef", None, "Line Cook")
    chef = kitchen.concept("Head Chef").pk
    concept_retire(concept_id=chef, reason="nobody is called so", person=kitchen.ada)
    gone = history(ada, chef)["results"][0]
    assert (gone["what"], gone["reason"]) == ("retired", "nobody is called so")
    assert gone["takes_back"] == {"by": "retirement", "id": chef}


def test_a_move_is_told_as_part_of_its_change_set(kitchen: Ledger, ada: APIClient) -> None:
    line, cook, chef = (kitchen.concept(text).pk for text in ("Line Cook", "Cook", "Head Chef"))
    kitchen.decide("Head Chef", None, "Line Cook")
    made = change_apply(Change("move", line, out_of=cook, under=chef), person=kitchen.ada)
    added, ended = history(ada, line)["results"][:2]
    part = {"id": made.change_set.pk, "kind": "move", "whole": True, "reverted": False}
    assert added["change_set"] == ended["change_set"] == part
    ada.post(f"/api/v1/change-sets/{made.change_set.pk}/revert", {}, format="json")
    assert history(ada, line)["results"][2]["change_set"]["reverted"]


def test_pages_of_a_history_meet_without_gap(kitchen: Ledger, ada: APIClient) -> None:
    line = kitchen.concept("Line Cook")
    for title in ("Chef de Partie", "Line Cook") * 3:
        concept_prefer(concept_id=line.pk, title_id=kitchen.title(title).pk, person=kitchen.ada)
        kitchen.decide("Cook", "broader", f"Cook who is no {title}")
        kitchen.decide("Line Cook", "broader", f"{title} {title} {uuid.uuid4().hex[:4]}")
    whole = [(e["what"], e["id"]) for e in history(ada, line.pk, page_size=100)["results"]]
    seen: list[tuple[str, int]] = []
    cursor: str | None = ""
    while cursor is not None:
        page = history(ada, line.pk, page_size=4, cursor=cursor)
        seen += [(e["what"], e["id"]) for e in page["results"]]
        cursor = page["next"]
    assert seen == whole
    assert len(whole) == 4 + 6 + 6


def watched(client: APIClient) -> Any:
    return client.get("/api/v1/taxonomy/watched").json()["results"]


def test_who_watches_a_concept_sees_what_others_did_to_it(kitchen: Ledger) -> None:
    ana, ada = browser_of("ana"), browser_of("ada")
    line = kitchen.concept("Line Cook").pk
    assert ana.put(f"/api/v1/taxonomy/concepts/{line}/watch").status_code == 204
    assert [(one["name"], one["news"]) for one in watched(ana)] == [("Line Cook", 0)]
    kitchen.decide("Cook", "broader", "Head Chef")
    assert watched(ana)[0]["news"] == 0
    kitchen.decide("Line Cook", "broader", "Grill Cook")
    comment = {"text": "Is this one?", "client_key": str(uuid.uuid4())}
    assert ada.post(f"/api/v1/taxonomy/concepts/{line}/comments", comment, format="json").status_code == 201
    assert watched(ana)[0]["news"] == 2
    assert ada.get(f"/api/v1/taxonomy/concepts/{line}").json()["watchers"] == 1
    ana.put(f"/api/v1/taxonomy/concepts/{line}/watch")
    assert watched(ana)[0]["news"] == 0
    assert AuditEntry.objects.filter(action="concept.watch").count() == 1
    assert ana.delete(f"/api/v1/taxonomy/concepts/{line}/watch").status_code == 204
    assert watched(ana) == []


def test_what_one_did_oneself_is_no_news(kitchen: Ledger, ada: APIClient) -> None:
    line = kitchen.concept("Line Cook").pk
    ada.put(f"/api/v1/taxonomy/concepts/{line}/watch")
    kitchen.decide("Line Cook", "broader", "Grill Cook")
    assert watched(ada)[0]["news"] == 0


def test_a_watched_concept_is_followed_into_the_one_that_it_became(kitchen: Ledger) -> None:
    ana = browser_of("ana")
    line, cook = kitchen.concept("Line Cook").pk, kitchen.concept("Cook").pk
    ana.put(f"/api/v1/taxonomy/concepts/{line}/watch")
    change_apply(Change("merge", line, into=cook), person=kitchen.ada)
    (one,) = watched(ana)
    assert (one["concept"], one["now"], one["news"] > 0) == (line, cook, True)


def test_a_comment_is_said_once_and_withdrawn_by_who_said_it(kitchen: Ledger, ada: APIClient) -> None:
    line = kitchen.concept("Line Cook").pk
    address = f"/api/v1/taxonomy/concepts/{line}/comments"
    said = {"text": "  A kind of cook.  ", "client_key": str(uuid.uuid4())}
    first, second = (ada.post(address, said, format="json") for _ in range(2))
    assert first.json() == second.json()
    assert [one["text"] for one in ada.get(address).json()["results"]] == ["A kind of cook."]
    number = first.json()["id"]
    assert browser_of("ana").delete(f"/api/v1/taxonomy/comments/{number}").status_code == 409
    assert browser_of("ana").post(address, said, format="json").status_code == 409
    assert ada.delete(f"/api/v1/taxonomy/comments/{number}").status_code == 204
    assert ada.get(address).json()["results"] == []
    assert list(
        AuditEntry.objects.filter(object_id=str(line), action__contains="comment").values_list(
            "action", flat=True
        )
    ) == ["concept.comment", "concept.comment_withdraw"]


def test_an_empty_comment_and_an_unknown_concept_are_refused(kitchen: Ledger, ada: APIClient) -> None:
    line = kitchen.concept("Line Cook").pk
    said = {"text": "   ", "client_key": str(uuid.uuid4())}
    assert ada.post(f"/api/v1/taxonomy/concepts/{line}/comments", said, format="json").status_code in (
        400,
        422,
    )
    assert ada.put("/api/v1/taxonomy/concepts/999999/watch").status_code == 404
    assert ada.get("/api/v1/taxonomy/concepts/999999/history").status_code == 404
    wrong = ada.get(f"/api/v1/taxonomy/concepts/{line}/history", {"cursor": "d9999999999999999999-a1"})
    assert wrong.status_code == 422
