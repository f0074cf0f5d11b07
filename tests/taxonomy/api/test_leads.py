"""Ada gives work, vouches for answers, writes the guideline, and sees how Ana and Ben work."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from taxonomy.core.queue_order import AT_RANDOM
from taxonomy.models import Annotation, Assignment, AuditEntry, Decision, GoldItem, Guideline, Pair, Task
from taxonomy.selectors.team import _report
from taxonomy.services.decisions import Settlement, decision_record
from tests.people import browser_of, the
from tests.taxonomy.judging import answer, pair

pytestmark = pytest.mark.django_db
API = "/api/v1/"


def tasks(count: int, *, wanted: int = 1, word: str = "weaver") -> list[Task]:
    now = timezone.now()
    return [
        Task.objects.create(
            pair=pair(f"{word} {n}", f"{word} hand {n}"),
            priority=n,
            wanted=wanted,
            created_at=now,
            updated_at=now,
        )
        for n in range(count)
    ]


def handed(name: str, count: int = 10) -> list[int]:
    body = browser_of(name).get(f"{API}queue/next", {"count": count}).json()
    return [task["id"] for task in body["items"]]


def judge(name: str, task: Task, relation: str) -> None:
    body = {"task_id": task.pk, "relation": relation, "client_key": str(uuid.uuid4())}
    assert browser_of(name).post(f"{API}annotations", body).status_code == 201


def settled(name: str, a: str, b: str, relation: str) -> Task:
    now = timezone.now()
    task = Task.objects.create(pair=pair(a, b), created_at=now, updated_at=now)
    judge(name, task, relation)
    task.refresh_from_db()
    assert task.state == "settled"
    return task


def test_assigned_pairs_go_to_that_person_first_and_to_nobody_else() -> None:
    made = tasks(6)
    answer_ = browser_of("ada").post(
        f"{API}assignments", {"person": the("ana").pk, "count": 2, "q": "weaver 0", "note": "old mill"}
    )
    assert answer_.status_code == 201, answer_.content
    assert (answer_.json()["tasks"], answer_.json()["left"]) == (1, 1)
    given = made[0].pk

    assert given not in handed("ben")
    Task.objects.update(leased_by=None, leased_until=None)
    assert handed("ana", 1) == [given]
    judge("ana", made[0], "related")
    assert browser_of("ada").get(f"{API}assignments").json()["results"][0]["left"] == 0


def test_a_pair_that_wants_two_answers_is_free_once_its_person_has_seen_it() -> None:
    made = tasks(1, wanted=2)
    browser_of("ada").post(f"{API}assignments", {"person": the("ana").pk, "count": 5})
    body = browser_of("ben").get(f"{API}queue/next").json()
    assert body["items"] == [] and body["empty"]["reason"] == "assigned"

    judge("ana", made[0], "related")

    assert handed("ben") == [made[0].pk]


def test_an_assignment_is_taken_back_and_everybody_is_asked_again() -> None:
    made = tasks(3)
    ada = browser_of("ada")
    number = ada.post(f"{API}assignments", {"person": the("ana").pk, "count": 3}).json()["id"]
    assert handed("ben") == []

    assert ada.delete(f"{API}assignments/{number}").status_code == 200
    assert sorted(handed("ben")) == sorted(task.pk for task in made)
    ada.delete(f"{API}assignments/{number}")
    assert AuditEntry.objects.filter(action="assignment.end").count() == 1


def test_work_is_given_only_to_those_who_judge_and_only_what_is_there() -> None:
    ada = browser_of("ada")
    none = ada.post(f"{API}assignments", {"person": the("ana").pk, "count": 3})
    assert (none.status_code, none.json()["code"]) == (409, "assignment.nothing")
    tasks(1)
    assert ada.post(f"{API}assignments", {"person": the("vic").pk, "count": 1}).status_code == 422
    assert not Assignment.objects.exists()


def test_annotators_see_their_own_assignments_only() -> None:
    tasks(2)
    browser_of("ada").post(f"{API}assignments", {"person": the("ana").pk, "count": 1})

    assert len(browser_of("ana").get(f"{API}assignments").json()["results"]) == 1
    assert browser_of("ben").get(f"{API}assignments").json()["results"] == []


def test_gold_is_asked_of_everybody_without_a_mark() -> None:
    ada, of = browser_of("ada"), pair("warper", "master warper")
    body = ada.post(f"{API}gold", {"pair_id": of.pk, "relation": "junior"})
    assert body.status_code == 201 and body.json()["relation"] == "junior"
    again = ada.post(f"{API}gold", {"pair_id": of.pk, "relation": "junior"})
    assert (again.status_code, again.json()["code"]) == (409, "gold.exists")

    for name in ("ana", "ben"):
        item = browser_of(name).get(f"{API}queue/next").json()["items"][0]
        assert item["pair"]["id"] == of.pk and item["wanted"] == 2
        assert "gold" not in str(item).lower() and item["reason"] == AT_RANDOM
        judge(name, Task.objects.get(pair=of), "junior")
    assert Task.objects.get(pair=of).state == "open"

    number = GoldItem.objects.get().pk
    assert ada.delete(f"{API}gold/{number}").status_code == 204
    assert ada.get(f"{API}gold").json()["results"] == []
    assert ada.delete(f"{API}gold/{number}").status_code == 404


def test_accuracy_on_gold_and_agreement_are_told_per_week_with_intervals() -> None:
    now = timezone.now()
    pairs = [pair(f"dyer {n}", f"dyer hand {n}") for n in range(4)]
    for number, of in enumerate(pairs):
        GoldItem.objects.create(pair=of, relation="related", made_by=the("ada"), created_at=now)
        answer("ana", of, "related")
        answer("ben", of, "related" if number else "unrelated")
    Annotation.objects.filter(person=the("ana"), pair=pairs[0]).update(created_at=now - timedelta(weeks=3))

    told = {one["username"]: one for one in _report(now)["people"]}

    assert (told["ana"]["gold"]["value"], told["ben"]["gold"]["value"]) == (1.0, 0.75)
    assert told["ben"]["gold"]["low"] < 0.75 < told["ben"]["gold"]["high"]
    assert told["ana"]["agreement"]["value"] == 0.75
    weeks = told["ana"]["weeks"]
    assert [week["answers"] for week in weeks if week["answers"]] == [1, 3]
    assert weeks[-1]["gold"]["n"] == 3
    empty = next(week for week in weeks if not week["answers"])
    assert empty["gold"]["undefined"] == "because no gold pair was answered"
    assert told["ana"]["gold_drift"]["verdict"] == "unknown"


def test_drift_of_one_person_is_told() -> None:
    now = timezone.now()
    for n in range(60):
        of = pair(f"fuller {n}", f"fuller hand {n}")
        GoldItem.objects.create(pair=of, relation="related", made_by=the("ada"), created_at=now)
        lately = n >= 30
        given = answer("ana", of, "unrelated" if lately and n % 2 else "related")
        when = now - timedelta(weeks=0 if lately else 8)
        Annotation.objects.filter(pk=given.pk).update(created_at=when)

    told = _report(now)["people"][0]["gold_drift"]

    assert told["verdict"] == "worse" and told["high"] < 0


def test_the_team_page_asks_few_queries_whatever_the_number_of_people() -> None:
    for name in ("ana", "ben", "cleo"):
        answer(name, pair("weaver", "dyer"), "related")
    ada = browser_of("ada")
    with CaptureQueriesContext(connection) as asked:
        assert ada.get(f"{API}team").status_code == 200
    assert len(asked) <= 10


def test_a_change_of_the_guideline_asks_again_what_it_affects_and_nothing_else() -> None:
    of_it = settled("ana", "reeler", "winder", "related")
    settled("ana", "carder", "comber", "unrelated")
    by_lead = pair("spinner", "throwster")
    decision_record(Settlement(by_lead.pk, "related", "adjudication", person=the("ada")))
    ada = browser_of("ada")
    assert ada.get(f"{API}guideline").json()["version"] == 0
    assert ada.get(f"{API}guideline/affected", {"relations": "related"}).json() == {"pairs": 1}

    made = ada.post(
        f"{API}guideline", {"text": "# Related\n\nAnother job, close.", "base": 0, "relations": ["related"]}
    )

    assert made.status_code == 201 and (made.json()["version"], made.json()["asked_again"]) == (1, 1)
    assert list(Task.objects.filter(state="open")) == [of_it]
    assert handed("ana") == []  # who has judged it is not asked again
    assert handed("ben") == [of_it.pk]
    assert Decision.objects.get(pair=of_it.pair).relation == "related"  # what stood stands meanwhile


def test_where_the_new_voice_differs_a_lead_decides() -> None:
    task = settled("ana", "reeler", "winder", "related")
    browser_of("ada").post(f"{API}guideline", {"text": "New.", "base": 0, "relations": ["related"]})

    judge("ben", task, "unrelated")

    task.refresh_from_db()
    assert task.state == "disputed"
    assert Pair.objects.get(pk=task.pair_id).decision.relation == "related"  # type: ignore[union-attr]


def test_two_who_write_the_guideline_do_not_overwrite_each_other() -> None:
    ada = browser_of("ada")
    ada.post(f"{API}guideline", {"text": "First.", "base": 0})
    late = ada.post(f"{API}guideline", {"text": "Mine.", "base": 0})

    assert (late.status_code, late.json()["code"]) == (409, "guideline.moved")
    assert Guideline.objects.get().text == "First."
    assert ada.post(f"{API}guideline", {"text": " \n", "base": 1}).status_code == 422
    assert ada.post(f"{API}guideline", {"text": "x", "base": 1, "relations": ["narrower"]}).status_code == 422
    assert browser_of("ana").get(f"{API}guideline").json()["text"] == "First."
    assert browser_of("ana").post(f"{API}guideline", {"text": "Mine.", "base": 1}).status_code == 403
