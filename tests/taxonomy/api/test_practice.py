"""Practice teaches and leaves no trace among the annotations."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from taxonomy.models import Annotation, AuditEntry, Decision, GoldItem, Pair, PracticeRound, Task
from taxonomy.services.decisions import Settlement, decision_record
from tests.people import browser_of, the
from tests.taxonomy.judging import pair

PRACTICE = "/api/v1/practice"
SETTLED = (
    ("attorney", "lawyer", "synonym"),
    ("head chef", "sous chef", "senior"),
    ("cook", "head cook", "junior"),
    ("baker", "pastry cook", "related"),
    ("nurse", "welder", "unrelated"),
)


def settle(a: str, b: str, relation: str, *, by: str = "adjudication") -> Pair:
    made = pair(a, b)
    decision = decision_record(
        Settlement(pair_id=made.pk, relation=relation, settled_by=by, person=the("ada")), merge="soon"
    )
    Decision.objects.filter(pk=decision.pk).update(merge_state="merged")
    return made


@pytest.fixture
def ana(db: None) -> APIClient:
    return browser_of("ana")


@pytest.fixture
def gold(db: None) -> None:
    for a, b, relation in SETTLED:
        settle(a, b, relation)


def answer(client: APIClient, round_: dict[str, Any], place: int, relation: str) -> Any:
    return client.post(
        f"{PRACTICE}/{round_['id']}/answers", {"place": place, "relation": relation}, format="json"
    )


def test_tells_the_settled_relation_after_the_answer_and_not_before(ana: APIClient, gold: None) -> None:
    round_ = ana.post(PRACTICE).json()
    assert round_["asked"] == len(SETTLED)
    assert all(item["relation"] is None for item in round_["items"])
    known = {(a, b): relation for a, b, relation in SETTLED}
    for item in round_["items"]:
        titles = (item["pair"]["title_a"]["text"], item["pair"]["title_b"]["text"])
        told = answer(ana, round_, item["place"], known[titles]).json()
        assert told == {
            "place": item["place"],
            "answer": known[titles],
            "relation": known[titles],
            "right": True,
        }
    stands = ana.get(PRACTICE).json()
    assert stands["under_way"] is None
    assert (stands["last"]["right"], stands["last"]["asked"]) == (len(SETTLED), len(SETTLED))


def test_the_first_answer_counts_also_when_it_is_sent_again(ana: APIClient, gold: None) -> None:
    round_ = ana.post(PRACTICE).json()
    first = answer(ana, round_, 0, "unsure").json()
    again = answer(ana, round_, 0, first["relation"]).json()
    assert not first["right"] and again == first
    assert AuditEntry.objects.filter(action="practice.answer").count() == 1


def test_leaves_no_annotation_no_task_and_no_decision(ana: APIClient, gold: None) -> None:
    before = (Annotation.objects.count(), Task.objects.count(), Decision.objects.count())
    round_ = ana.post(PRACTICE).json()
    for item in round_["items"]:
        answer(ana, round_, item["place"], "related")
    assert (Annotation.objects.count(), Task.objects.count(), Decision.objects.count()) == before
    assert ana.get("/api/v1/annotations").json()["results"] == []
    assert ana.get("/api/v1/queue/next").json()["progress"]["done_total"] == 0


def test_an_open_round_goes_on(ana: APIClient, gold: None) -> None:
    round_ = ana.post(PRACTICE).json()
    answer(ana, round_, 0, "related")
    assert ana.post(PRACTICE).json()["id"] == round_["id"]
    assert ana.get(PRACTICE).json()["under_way"]["answered"] == 1
    assert PracticeRound.objects.count() == 1


def test_nobody_answers_for_another(ana: APIClient, gold: None) -> None:
    round_ = ana.post(PRACTICE).json()
    assert answer(browser_of("ben"), round_, 0, "related").status_code == 404
    assert answer(ana, round_, 99, "related").status_code == 404


def test_says_so_when_nothing_is_settled_by_a_lead_or_an_import(ana: APIClient) -> None:
    for a, b, relation in SETTLED:
        settle(a, b, relation, by="automatic")
    refused = ana.post(PRACTICE)
    assert (refused.status_code, refused.json()["code"]) == (409, "practice.too_few")
    assert not PracticeRound.objects.exists()


def test_pairs_that_others_are_asked_about_are_not_given_away(ana: APIClient, gold: None) -> None:
    asked = settle("teacher", "professor", "junior")
    Task.objects.create(pair=asked, created_at=timezone.now(), updated_at=timezone.now())
    pairs = {item["pair"]["id"] for item in ana.post(PRACTICE).json()["items"]}
    assert asked.pk not in pairs


def test_pairs_by_which_people_are_measured_are_not_given_away(ana: APIClient, gold: None) -> None:
    measuring = settle("teacher", "professor", "junior")
    GoldItem.objects.create(
        pair=measuring, relation="senior", reversed=True, made_by=the("ada"), created_at=timezone.now()
    )
    pairs = {item["pair"]["id"] for item in ana.post(PRACTICE).json()["items"]}
    assert measuring.pk not in pairs
