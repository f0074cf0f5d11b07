"""The short way to the desk: the same answers as by the long one, and nothing that the long one would refuse."""

from __future__ import annotations

import gzip
import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.http import HttpRequest
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from taxonomy.api.desk_door import DeskDoor
from taxonomy.models import Annotation, AuditEntry, ChangeSet, Decision, Person, Proposal, Quarantine, Task
from tests.doors import watch_door
from tests.people import browser_of, the

MakeTask = Callable[..., Task]
API = "/api/v1/"
OF_EACH = frozenset({"X-Request-ID"})


@pytest.fixture
def handed_on(monkeypatch: pytest.MonkeyPatch) -> list[HttpRequest]:
    """What the door left to the long way."""
    return watch_door(monkeypatch, DeskDoor)


def body(task: Task, relation: str, **more: Any) -> dict[str, Any]:
    key = str(uuid.uuid4())
    return {"task_id": task.pk, "relation": relation, "client_key": key, "duration_ms": 800, **more}


def known(client: APIClient) -> APIClient:
    """After a first request, which goes the long way."""
    assert client.get(f"{API}queue/next").status_code == 200
    return client


def headers(answer: Any) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name not in OF_EACH}


def test_the_next_pairs_are_told_alike_by_both_ways(
    db: None, make_task: MakeTask, handed_on: list[HttpRequest]
) -> None:
    first, second = make_task("Senior Cook", "Cook", wanted=2), make_task("Cook", "Baker")
    packings: tuple[dict[str, Any], ...] = ({}, {"headers": {"Accept-Encoding": "gzip"}})
    for packed in packings:
        ana = browser_of("ana")
        handed_on.clear()
        answers = [ana.get(f"{API}queue/next?count=2", **packed) for _ in "12"]
        assert len(handed_on) == 1
        long, short = answers
        assert headers(short).keys() == headers(long).keys()
        same = {name: value for name, value in headers(short).items() if name != "Content-Length"}
        assert same.items() <= headers(long).items()
        told = [json.loads(gzip.decompress(a.content) if packed else a.content)["items"] for a in answers]
        assert {item["id"] for item in told[0]} == {first.pk, second.pk}
        for item in (*told[0], *told[1]):
            item.pop("leased_until")  # renewed by asking
        assert told[0] == told[1]


@pytest.mark.parametrize("wanted", [1, 2])
@pytest.mark.parametrize(
    "said",
    [
        {"relation": "synonym"},
        {"relation": "junior"},
        {"relation": "narrower", "swapped": True},
        {"relation": "unsure"},
        {"relation": "related", "blind": False},
    ],
)
def test_a_first_answer_leaves_the_same_behind_by_both_ways(
    db: None, make_task: MakeTask, handed_on: list[HttpRequest], said: dict[str, Any], wanted: int
) -> None:
    left = []
    for number, way in enumerate(("long", "short")):
        task = make_task(f"Senior Cook {number}", f"Cook {number}", wanted=wanted)
        Proposal.objects.create(pair=task.pair, relation="related", score=0.5, created_at=task.created_at)
        client = browser_of("ana")
        if way == "short":
            known(client)
        handed_on.clear()
        answer = client.post(f"{API}annotations", body(task, **said))
        assert (answer.status_code, len(handed_on)) == (201, number == 0)
        left.append((headers(answer).keys(), answer["Allow"], answer["Vary"], *behind(task, answer.json())))
    assert left[0] == left[1]


def behind(task: Task, receipt: dict[str, Any]) -> tuple[Any, ...]:
    """Everything that an answer leaves, without what is each one's own."""
    numbers = {
        "pair_id": task.pair_id,
        "task_id": task.pk,
        "id": receipt["id"],
        "decision": receipt["decision"],
    }
    assert {name: receipt.pop(name) for name in numbers} == numbers
    receipt.pop("client_key")
    task = Task.objects.select_related("pair").get(pk=task.pk)
    own = ("id", "pair_id", "task_id", "client_key", "created_at")
    answer = Annotation.objects.filter(pk=numbers["id"]).values().get()
    said = {name: value for name, value in answer.items() if name not in own}
    decisions = Decision.objects.filter(pair_id=task.pair_id)
    assert task.pair.decision_id == numbers["decision"]
    ledger = [
        {n: v for n, v in row.items() if n not in ("seq", "pair_id", "created_at", "evidence")}
        for row in decisions.values()
    ]
    assert all(row.evidence == {"annotations": [numbers["id"]]} for row in decisions)
    trail = AuditEntry.objects.filter(object_id__in=[str(numbers["id"]), str(numbers["decision"])]).filter(
        data__pair=task.pair_id
    )
    audit = []
    for row in trail.order_by("pk"):
        assert row.data.pop("pair") == task.pair_id and row.data.pop("task", task.pk) == task.pk
        audit.append((row.actor_id, row.action, row.object_type, row.data))
    proposal = Proposal.objects.get(pair_id=task.pair_id).state
    lease = (task.leased_by_id, task.leased_until)
    return receipt, said, ledger, audit, proposal, task.state, task.answers, task.seen_by, lease


def test_a_cycle_is_two_statements(db: None, make_task: MakeTask) -> None:
    make_task("Senior Cook", "Cook")
    second = make_task("Cook", "Baker", priority=-1.0)
    ana = known(browser_of("ana"))
    ana.post(f"{API}annotations", body(Task.objects.exclude(pk=second.pk).get(), "senior"))
    ana.get(f"{API}queue/next")
    with CaptureQueriesContext(connection) as asked:
        assert ana.get(f"{API}queue/next").json()["items"][0]["id"] == second.pk
        assert ana.post(f"{API}annotations", body(second, "related")).status_code == 201
    own = [query for query in asked if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(own) == 2, own


def test_the_same_key_twice_is_one_answer(
    db: None, make_task: MakeTask, handed_on: list[HttpRequest]
) -> None:
    sent = body(make_task("Senior Cook", "Cook"), "senior")
    ana = known(browser_of("ana"))
    handed_on.clear()
    first, again = (ana.post(f"{API}annotations", sent) for _ in "12")
    assert (first.status_code, again.status_code, len(handed_on)) == (201, 200, 1)
    assert again.json() == {**first.json(), "replay": True}
    assert Annotation.objects.count() == 1


def test_what_is_not_the_first_answer_goes_the_long_way(
    db: None, make_task: MakeTask, handed_on: list[HttpRequest]
) -> None:
    shared, other = make_task("Senior Cook", "Cook", wanted=2), make_task("Cook", "Baker")
    ana, ben = known(browser_of("ana")), known(browser_of("ben"))
    ana.post(f"{API}annotations", body(shared, "senior"))
    handed_on.clear()
    assert ben.post(f"{API}annotations", body(shared, "senior")).json()["state"] == "settled"
    assert ben.post(f"{API}annotations", body(other, "related", flagged=True)).json()["state"] == "disputed"
    assert ben.post(f"{API}annotations", body(other, "related")).status_code == 409
    assert ben.post(f"{API}annotations", {"task_id": other.pk}).status_code == 422
    assert ben.post(f"{API}annotations", [body(shared, "senior")]).status_code == 200
    assert len(handed_on) == 5


def log_out(person: Person, client: APIClient) -> None:
    client.delete(f"{API}session")


def session_gone(person: Person, client: APIClient) -> None:
    client.logout()
    Session.objects.all().delete()


def made_inactive(person: Person, client: APIClient) -> None:
    Person.objects.filter(pk=person.pk).update(is_active=False)


def other_password(person: Person, client: APIClient) -> None:
    person.set_password("another one, longer")
    person.save(update_fields=["password"])


def other_role(person: Person, client: APIClient) -> None:
    Person.objects.filter(pk=person.pk).update(role="search_client")


@pytest.mark.parametrize(
    ("what", "status"),
    [(log_out, 401), (session_gone, 401), (made_inactive, 401), (other_password, 401), (other_role, 403)],
)
def test_whoever_is_not_let_in_any_more_is_not_from_the_next_request_on(
    db: None, make_task: MakeTask, what: Callable[[Person, APIClient], None], status: int
) -> None:
    task = make_task("Senior Cook", "Cook")
    ana = known(browser_of("ana"))
    cookies = dict(ana.cookies)
    what(the("ana"), ana)
    thief = APIClient()
    for name, cookie in cookies.items():
        thief.cookies[name] = cookie.value
    assert thief.get(f"{API}queue/next").status_code == status
    assert thief.post(f"{API}annotations", body(task, "senior")).status_code == status
    assert not Annotation.objects.exists()


def test_a_forged_form_is_refused(db: None, make_task: MakeTask, handed_on: list[HttpRequest]) -> None:
    task = make_task("Senior Cook", "Cook")
    ana = APIClient(enforce_csrf_checks=True)
    ana.force_login(the("ana"))
    token = known(ana).get(f"{API}session").json()["csrf_token"]
    handed_on.clear()
    assert ana.post(f"{API}annotations", body(task, "senior")).status_code == 403
    elsewhere = {"Origin": "https://evil.example", "X-CSRFToken": token}
    assert ana.post(f"{API}annotations", body(task, "senior"), headers=elsewhere).status_code == 403
    assert len(handed_on) == 2 and not Annotation.objects.exists()
    assert (
        ana.post(f"{API}annotations", body(task, "senior"), headers={"X-CSRFToken": token}).status_code == 201
    )
    assert len(handed_on) == 2


def test_a_person_in_quarantine_gets_nothing(db: None, make_task: MakeTask) -> None:
    make_task("Senior Cook", "Cook")
    ana = known(browser_of("ana"))
    now = timezone.now()
    Quarantine.objects.create(
        kind="person",
        person=the("ana"),
        reason="Guesses.",
        change_set=ChangeSet.objects.create(kind="quarantine", created_at=now),
        begun_by=the("ada"),
        begun_at=now,
    )
    Task.objects.update(leased_by=None, leased_until=None)
    assert ana.get(f"{API}queue/next").json()["code"] == "person.quarantined"
