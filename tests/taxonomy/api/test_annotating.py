"""The way of a pair from the queue to a decision, as the UI goes it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from taxonomy.models import Annotation, Decision, Task
from tests.people import browser_of, the

MakeTask = Callable[..., Task]
API = "/api/v1/"


def body(task: int, relation: str, **more: Any) -> dict[str, Any]:
    return {
        "task_id": task,
        "relation": relation,
        "client_key": str(uuid.uuid4()),
        "duration_ms": 800,
        **more,
    }


@pytest.fixture
def ana(db: None) -> APIClient:
    return browser_of("ana")


@pytest.fixture
def ben(db: None) -> APIClient:
    return browser_of("ben")


@pytest.fixture
def ada(db: None) -> APIClient:
    return browser_of("ada")


def test_take_judge_take_back(ana: APIClient, make_task: MakeTask) -> None:
    task = make_task("Senior Cook", "Cook", priority=1.0)

    item = ana.get(API + "queue/next?count=5").json()["items"][0]
    assert item["id"] == task.pk and item["blind"]
    assert item["pair"]["title_a"]["text"] == "Senior Cook"
    assert item["highlights"]["level_a"] == ["senior"]
    receipt = ana.post(API + "annotations", body(task.pk, "senior"))
    assert receipt.status_code == 201
    saved = receipt.json()
    assert (saved["receipt"], saved["state"], saved["replay"]) == ("saved", "settled", False)
    mine = ana.get(API + "annotations?mine=1").json()["results"]
    assert [(a["id"], a["relation"], a["undone"]) for a in mine] == [(saved["id"], "senior", False)]

    undone = ana.post(f"{API}annotations/{saved['id']}/undo").json()

    assert undone["undone"] and undone["task"]["id"] == task.pk
    assert [d.relation for d in Decision.objects.order_by("seq")] == ["senior", ""]


def test_the_same_key_again_is_answered_with_the_first_receipt(ana: APIClient, make_task: MakeTask) -> None:
    sent = body(make_task("cook", "chef").pk, "narrower")
    first = ana.post(API + "annotations", sent)

    again = ana.post(API + "annotations", sent)

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == {**first.json(), "replay": True}
    assert Annotation.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"relation": "friend"}, "relation"),
        ({"client_key": "mine"}, "client_key"),
        ({"task_id": "x"}, "task_id"),
        ({"duration_ms": -1}, "duration_ms"),
        ({"comment": "x" * 2_001}, "comment"),
    ],
)
def test_what_is_wrong_is_named(
    ana: APIClient, make_task: MakeTask, wrong: dict[str, Any], field: str
) -> None:
    refused = ana.post(API + "annotations", body(make_task("cook", "chef").pk, "related") | wrong)

    assert refused.status_code == 422
    assert [e["field"] for e in refused.json()["errors"]] == [field]
    assert not Annotation.objects.exists()


def test_of_a_list_each_stands_for_itself(ana: APIClient, make_task: MakeTask) -> None:
    good, bad = body(make_task("cook", "chef").pk, "related"), body(10**9, "related")

    answers = ana.post(API + "annotations", [bad, good]).json()

    assert answers[0]["client_key"] == bad["client_key"] and answers[0]["problem"]["code"] == "not_found"
    assert answers[1]["receipt"] == "saved"


def test_nobody_sees_what_others_said_until_it_is_settled(
    ana: APIClient, ben: APIClient, ada: APIClient, make_task: MakeTask
) -> None:
    task = make_task("cook", "chef", wanted=2)
    ana.post(API + "annotations", body(task.pk, "related"))

    assert ben.get(f"{API}pairs/{task.pair_id}").json()["annotations"] == []
    assert [a["person"] for a in ada.get(f"{API}pairs/{task.pair_id}").json()["annotations"]] == ["ana"]
    ben.post(API + "annotations", body(task.pk, "synonym"))
    assert [a["person"] for a in ben.get(f"{API}pairs/{task.pair_id}").json()["annotations"]] == ["ben"]

    dispute = ada.get(API + "adjudications").json()["results"][0]
    assert [(a["person"], a["relation"]) for a in dispute["answers"]] == [
        ("ana", "related"),
        ("ben", "synonym"),
    ]
    sent = {"task_id": task.pk, "relation": "related", "client_key": str(uuid.uuid4())}
    ruled = ada.post(API + "adjudications", sent)
    assert ruled.json()["decision"]["settled_by"] == "adjudication"
    assert ruled.json()["decision"]["merge_state"] == "merged"
    assert ada.post(API + "adjudications", sent).json() == ruled.json()
    assert len(ben.get(f"{API}pairs/{task.pair_id}").json()["annotations"]) == 2


def test_the_empty_queue_says_why(
    ana: APIClient, ben: APIClient, ada: APIClient, make_task: MakeTask
) -> None:
    assert ana.get(API + "queue/next").json()["empty"]["reason"] == "nothing_open"
    task = make_task("cook", "chef")
    ana.get(API + "queue/next")
    empty = ben.get(API + "queue/next").json()["empty"]
    assert (empty["reason"], empty["leased"], empty["mine"]) == ("all_leased", 1, 0)

    assert ada.get(API + "queue/leases").json()["leases"][0]["username"] == "ana"
    assert ada.post(API + "queue/leases", {"person": the("ana").pk}).json() == {"released": 1}
    assert ben.get(API + "queue/next").json()["items"][0]["id"] == task.pk
    ben.post(f"{API}tasks/{task.pk}/skip")
    assert ben.get(API + "queue/next").json()["empty"]["reason"] == "all_seen"


def test_what_was_fetched_ahead_is_given_back(ana: APIClient, ben: APIClient, make_task: MakeTask) -> None:
    task = make_task("cook", "chef")
    ana.get(API + "queue/next")

    assert ana.post(API + "queue/release", {"task_ids": [task.pk]}).status_code == 204

    assert ben.get(API + "queue/next").json()["items"][0]["id"] == task.pk


def test_giving_back_names_the_tasks(ana: APIClient) -> None:
    answer = ana.post(API + "queue/release", {"all": True})

    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["all"]
    assert [e["field"] for e in ana.post(API + "queue/release", {}).json()["errors"]] == ["task_ids"]


def test_a_lead_who_leaves_her_desk_takes_nothing_from_others(
    ana: APIClient, ada: APIClient, make_task: MakeTask
) -> None:
    task = make_task("cook", "chef")
    ana.get(API + "queue/next")

    ada.post(API + "queue/release", {"task_ids": [task.pk]})

    assert ada.get(API + "queue/leases").json()["leases"][0]["username"] == "ana"


def test_a_lead_sees_who_holds_what(
    ana: APIClient, ben: APIClient, ada: APIClient, make_task: MakeTask
) -> None:
    for n in range(7):
        make_task("cook", f"chef {n}", wanted=2 if n == 0 else 1)
    disputed = make_task("nurse", "rn")
    Task.objects.filter(pk=disputed.pk).update(state="disputed")
    mine = ana.get(API + "queue/next?count=6").json()["items"]
    ben.get(API + "queue/next")

    seen = ada.get(API + "queue/leases").json()

    assert [(row["username"], row["tasks"], len(row["pairs"])) for row in seen["leases"]] == [
        ("ana", 6, 5),
        ("ben", 1, 1),
    ]
    assert seen["leases"][0]["pairs"][0]["task_id"] in {item["id"] for item in mine}
    assert seen["leases"][0]["first_until"] <= seen["leases"][0]["last_until"]
    state = seen["queue"]
    assert (state["open"], state["leased"], state["wanted_twice"], state["disputed"]) == (7, 7, 1, 1)
    assert disputed.pk not in {item["id"] for item in mine}


def test_a_lead_chooses_how_tasks_are_made_and_leased(ana: APIClient, ada: APIClient) -> None:
    as_installed = ana.get(API + "queue/policy").json()
    assert as_installed == {
        "overlap_share": 0.1,
        "random_share": 0.3,
        "strategy": "value",
        "lease_seconds": 300,
        "made_by": None,
        "created_at": None,
    }

    ada.put(API + "queue/policy", {"overlap_share": 0.5})
    ada.put(API + "queue/policy", {"strategy": "frequent", "lease_seconds": 600})

    said = ana.get(API + "queue/policy").json()
    assert said.pop("created_at")
    assert said == {
        "overlap_share": 0.5,
        "random_share": 0.3,
        "strategy": "frequent",
        "lease_seconds": 600,
        "made_by": "ada",
    }


@pytest.mark.parametrize(
    "change",
    [{"overlap_share": 1.5}, {"strategy": "by luck"}, {"lease_seconds": 5}, {"lease_seconds": 10**6}],
)
def test_refuses_a_policy_that_cannot_be(ada: APIClient, change: dict[str, Any]) -> None:
    answer = ada.put(API + "queue/policy", change)

    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == list(change)


def test_no_page_of_the_annotators_asks_the_database_often(
    ana: APIClient, ada: APIClient, make_task: MakeTask, django_assert_max_num_queries: Any
) -> None:
    tasks = [make_task("cook", f"chef {n}", wanted=2) for n in range(30)]
    for task in tasks[:10]:
        for name, word in (("ana", "related"), ("ben", "synonym")):
            browser_of(name).post(API + "annotations", body(task.pk, word))
    pages = [
        "queue/next?count=10",
        "annotations",
        f"pairs/{tasks[0].pair_id}",
        "annotations?q=cook&relation=related",
    ]
    for client, addresses in (
        (ana, pages),
        (ada, [*pages, "adjudications", "proposals", "proposals/by-title"]),
    ):
        for address in addresses:
            client.get(API + address)  # what is prepared or cached once
            with django_assert_max_num_queries(10):
                assert client.get(API + address).status_code == 200
    with django_assert_max_num_queries(6):
        assert ana.post(API + "annotations", body(tasks[20].pk, "related")).status_code == 201
