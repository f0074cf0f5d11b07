"""Decisions and conflicts at the door."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from kgraph.models import Conflict
from kgraph.services.merge import merge_pending
from taxonomy.models import Decision, Title
from tests.kgraph.ledger import Ledger, person

pytestmark = pytest.mark.django_db

ROLES = ("annotator", "reviewer", "ml_engineer", "search_client", "administrator")
READERS = {"annotator", "reviewer", "administrator"}
WRITERS = {"reviewer", "administrator"}


def client(role: str, name: str = "") -> APIClient:
    found = APIClient()
    found.force_login(person(name or role, role))
    return found


@pytest.fixture
def ada() -> APIClient:
    return client("reviewer", "ada")


def post(api: APIClient, path: str, body: dict[str, Any]) -> Any:
    return api.post(f"/api/v1/{path}", body, format="json")


def decide(api: APIClient, a: Title, relation: str | None, b: Title) -> Any:
    return post(api, "decisions", {"title_a": a.pk, "title_b": b.pk, "relation": relation, "reason": "known"})


def test_ada_decides_and_reads_what_she_decided(ada: APIClient) -> None:
    ledger = Ledger()
    chef, cook = ledger.title("Chef"), ledger.title("Cook")
    answer = decide(ada, cook, "junior", chef)
    assert answer.status_code == 201
    said = answer.json()
    assert (said["title_a"]["text"], said["relation"], said["title_b"]["text"]) == ("Chef", "senior", "Cook")
    assert (said["merge_state"], said["standing"], said["person"]["username"]) == ("merged", True, "ada")
    history = ada.get(f"/api/v1/decisions/{said['seq']}").json()
    assert [event["action"] for event in history["events"]] == ["add"]
    assert history["edge"] == said["edge"]


def test_a_refused_decision_answers_with_its_proof(ada: APIClient) -> None:
    ledger = Ledger()
    ledger.decide("Cook", "broader", "Line Cook")
    answer = decide(ada, ledger.title("Line Cook"), "broader", ledger.title("Cook"))
    assert answer.status_code == 201  # the pair's own edge gives way in one step
    ledger.decide("Cook", "broader", "Grill Cook")
    answer = decide(ada, ledger.title("Grill Cook"), "broader", ledger.title("Line Cook"))
    assert answer.status_code == 409
    assert answer["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["code"], problem["rule"], problem["field"]) == ("algebra.cycle", "cycle", "relation")
    assert [link["subject_title"] for link in problem["chain"]] == ["Cook", "Line Cook"]
    assert Decision.objects.count() == 3


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"title_a": 1}, 422),
        ({"title_a": 10**30, "title_b": 1, "relation": "broader"}, 422),
        ({"title_a": 987_654_321, "title_b": 987_654_322, "relation": "broader"}, 404),
        ({"title_a": 5, "title_b": 5, "relation": "unsure"}, 422),
    ],
)
def test_bad_input_is_named(ada: APIClient, body: dict[str, Any], status: int) -> None:
    for path in ("decisions", "preview"):
        answer = post(ada, path, body)
        assert answer.status_code == status
        assert answer.json()["code"]


def test_the_preview_shows_what_would_join_and_changes_nothing(ada: APIClient) -> None:
    ledger = Ledger()
    ledger.decide("Cook", "broader", "Line Cook")
    ledger.decide("Kitchen Worker", "broader", "Chef")
    body = {"title_a": ledger.title("Cook").pk, "title_b": ledger.title("Chef").pk, "relation": "synonym"}
    seen = post(ada, "preview", body).json()
    assert seen["outcome"] == "added"
    assert [(j["name"], j["into_name"]) for j in seen["joined"]] == [("Chef", "Cook")]
    gained = {(i["subject_name"], i["object_name"]) for i in seen["gained"]["sample"]}
    assert gained == {("Chef", "Line Cook"), ("Kitchen Worker", "Cook"), ("Kitchen Worker", "Line Cook")}
    assert seen["complete"]
    ledger.decide("Chef", "senior", "Line Cook")
    refused = post(ada, "preview", body).json()
    assert refused["outcome"] == "refused"
    assert refused["refusal"]["rule"] == "exclusive"
    assert ledger.concept("Cook") != ledger.concept("Chef")


def test_the_preview_of_new_titles_and_of_taking_back(ada: APIClient) -> None:
    ledger = Ledger()
    ledger.decide("Cook", "synonym", "Chef")
    ledger.decide("Chef", "broader", "Line Cook")
    body: dict[str, Any] = {
        "title_a": ledger.title("Cook").pk,
        "title_b": ledger.title("Chef").pk,
        "relation": None,
    }
    parts = post(ada, "preview", body).json()
    assert (parts["outcome"], len(parts["parted"])) == ("ended", 1)
    assert parts["replaces"]["relation"] == "synonym"
    assert parts["lost"]["count"] == 1
    new = ledger.title("Plongeur")
    body = {"title_a": new.pk, "title_b": ledger.title("Cook").pk, "relation": "broader"}
    seen = post(ada, "preview", body).json()
    assert seen["new_titles"] == [new.pk]
    assert [(i["subject_name"], i["object_name"]) for i in seen["gained"]["sample"]] == [
        ("Plongeur", "Line Cook")
    ]


def test_decisions_are_listed_by_pages_and_filters(ada: APIClient) -> None:
    ledger = Ledger()
    for number in range(5):
        ledger.decide("Cook", "broader", f"Cook {number}")
    ledger.decide("Chef", "senior", "Cook", by="consensus")
    first = ada.get("/api/v1/decisions?page_size=4").json()
    assert (len(first["results"]), first["results"][0]["relation"]) == (4, "junior")
    rest = ada.get(f"/api/v1/decisions?page_size=4&cursor={first['next']}").json()
    assert (len(rest["results"]), rest["next"]) == (2, None)
    assert len(ada.get("/api/v1/decisions?relation=senior").json()["results"]) == 1
    assert len(ada.get("/api/v1/decisions?settled_by=review&person=me&standing=true").json()["results"]) == 5
    assert len(ada.get(f"/api/v1/decisions?title={ledger.title('Chef').pk}").json()["results"]) == 1
    assert ada.get("/api/v1/decisions?person=nobody").status_code == 422


def test_reading_the_ledger_takes_the_same_queries_however_long_the_page(
    ada: APIClient, django_assert_max_num_queries: Any
) -> None:
    ledger = Ledger()
    for number in range(12):
        ledger.decide("Cook", "broader", f"Cook {number}")
    ada.get("/api/v1/decisions")
    with django_assert_max_num_queries(5):
        assert len(ada.get("/api/v1/decisions").json()["results"]) == 12


def test_taking_back_one_some_and_whole_change_sets(ada: APIClient) -> None:
    ledger = Ledger()
    one = ledger.decide("Cook", "broader", "Line Cook")
    assert post(ada, f"decisions/{one.seq}/revert", {"reason": "a slip"}).status_code == 201
    again = post(ada, f"decisions/{one.seq}/revert", {})
    assert (again.status_code, again.json()["code"]) == (409, "decision.overtaken")
    two = ledger.decide("Cook", "broader", "Grill Cook")
    some = post(ada, "decisions/revert", {"decisions": [two.seq, one.seq]}).json()
    assert (some["decisions"], some["left_alone"]) == (1, 1)
    assert post(ada, f"change-sets/{some['change_set']}/revert", {}).json()["decisions"] == 1
    twice = post(ada, f"change-sets/{some['change_set']}/revert", {})
    assert (twice.status_code, twice.json()["code"]) == (409, "change_set.reverted")
    assert ledger.edge("Cook", "Grill Cook") is not None
    assert post(ada, "decisions/revert", {}).status_code == 422


def test_conflicts_are_listed_and_settled(ada: APIClient) -> None:
    ledger = Ledger()
    ledger.decide("Cook", "broader", "Line Cook")
    ledger.decide("Line Cook", "broader", "Grill Cook")
    ledger.decide("Grill Cook", "broader", "Cook", merge="soon")
    ledger.decide("Grill Cook", "synonym", "Cook Helper")
    ledger.decide("Cook Helper", "senior", "Cook", merge="soon")
    merge_pending()
    listed = ada.get("/api/v1/conflicts").json()["results"]
    assert {row["rule"] for row in listed} == {"cycle", "exclusive"}
    cycle = next(row for row in listed if row["rule"] == "cycle")
    assert cycle["decision"]["merge_state"] == "conflict"
    number, edge = cycle["id"], cycle["chain"][0]["edge"]
    assert ada.get(f"/api/v1/conflicts/{number}").json()["sentence"] == cycle["sentence"]
    settled = post(ada, f"conflicts/{number}/resolve", {"edge": edge, "reason": "wrong"}).json()
    assert (settled["state"], settled["closed_by"]) == ("cleared", "ada")
    assert post(ada, f"conflicts/{number}/resolve", {"edge": edge}).status_code == 409
    left = ada.get("/api/v1/conflicts").json()["results"]
    assert len(left) == 1
    assert post(ada, f"conflicts/{left[0]['id']}/dismiss", {}).json()["state"] == "dismissed"
    assert len(ada.get("/api/v1/conflicts?state=all").json()["results"]) == 2
    assert Conflict.objects.filter(state="open").count() == 0


def test_a_lead_names_a_concept(ada: APIClient) -> None:
    ledger = Ledger()
    ledger.decide("Cook", "synonym", "Chef")
    concept = ledger.concept("Cook").pk
    answer = ada.put(
        f"/api/v1/concepts/{concept}/preferred", {"title": ledger.title("Chef").pk}, format="json"
    )
    assert answer.json()["preferred"]["text"] == "Chef"
    other = ledger.title("Captain")
    assert (
        ada.put(f"/api/v1/concepts/{concept}/preferred", {"title": other.pk}, format="json").status_code
        == 422
    )


@pytest.mark.parametrize("role", [*ROLES, None])
def test_each_door_opens_for_its_roles_only(role: str | None) -> None:
    ledger = Ledger()
    made = ledger.decide("Cook", "broader", "Line Cook")
    api = client(role) if role else APIClient()
    body = {"title_a": ledger.title("Cook").pk, "title_b": ledger.title("Chef").pk, "relation": "senior"}
    reading = [
        api.get("/api/v1/decisions"),
        api.get(f"/api/v1/decisions/{made.seq}"),
        api.get("/api/v1/conflicts"),
        post(api, "preview", body),
    ]
    writing = [
        post(api, "decisions", body),
        post(api, f"decisions/{made.seq}/revert", {}),
        post(api, "decisions/revert", {"decisions": [made.seq]}),
        post(api, "change-sets/1/revert", {}),
        post(api, "conflicts/1/resolve", {"edge": 1}),
        post(api, "conflicts/1/dismiss", {}),
        api.put("/api/v1/concepts/1/preferred", {"title": 1}, format="json"),
    ]
    for answer in reading:
        assert (answer.status_code in (401, 403)) == (role not in READERS), answer
    for answer in writing:
        assert (answer.status_code in (401, 403)) == (role not in WRITERS), answer
