"""Releases at the door: build, publish, withdraw, changes, files, and why an edge is there."""

from __future__ import annotations

import csv
import gzip
import io
import uuid
import zipfile
from pathlib import Path
from typing import Any

import pytest
import rdflib
from django.core.management import call_command
from kombu.exceptions import OperationalError
from rest_framework.test import APIClient

from kgraph import tasks
from kgraph.core.exports.formats import FORMATS
from kgraph.models import Feedback, Release
from kgraph.selectors.releases import release_served
from taxonomy.models import AuditEntry, Task
from tests.kgraph.ledger import Ledger
from tests.people import browser_of

pytestmark = pytest.mark.django_db

V1 = "/api/v1/"


def bytes_of(answer: Any) -> bytes:
    data: bytes = b"".join(answer.streaming_content)
    return data


def text_of(answer: Any) -> str:
    return bytes_of(answer).decode()


def test_limits_of_a_synonyms_file_have_a_tag_of_their_own(vic: APIClient) -> None:
    whole = vic.get(f"{V1}exports/latest.synonyms")
    part = vic.get(f"{V1}exports/latest.synonyms?max_terms=2&max_rules=1")
    assert whole["ETag"] != part["ETag"]
    assert "chef de partie" in text_of(part)


def test_the_licence_is_stated_and_changes_the_tag(vic: APIClient, settings: Any) -> None:
    before = vic.get(f"{V1}exports/latest.sssom")
    settings.EXPORT_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
    after = vic.get(f"{V1}exports/latest.sssom")
    assert '#license: "https://creativecommons.org/licenses/by/4.0/"' in text_of(after)
    assert before["ETag"] != after["ETag"]


def test_ada_builds_publishes_and_withdraws(kitchen: Ledger) -> None:
    ada = browser_of("ada")
    kitchen.decide("Cook", "broader", "Baker")
    built = ada.post(f"{V1}releases", {"note": "with a baker"})
    assert (built.status_code, built.json()["number"], built.json()["state"]) == (201, 2, "draft")
    assert built.json()["built_by"] == "ada"
    published = ada.post(f"{V1}releases/2/publish")
    assert (published.status_code, published.json()["state"], published.json()["latest"]) == (
        200,
        "published",
        True,
    )
    again = ada.post(f"{V1}releases/2/publish")
    assert (again.status_code, again.json()["code"]) == (409, "release.wrong_state")
    assert ada.post(f"{V1}releases/2/withdraw", {"reason": ""}).status_code == 422
    gone = ada.post(f"{V1}releases/2/withdraw", {"reason": "no bakers"})
    assert (gone.json()["state"], gone.json()["withdrawn_reason"], gone.json()["withdrawn_by"]) == (
        "withdrawn",
        "no bakers",
        "ada",
    )
    rows = ada.get(f"{V1}releases").json()["results"]
    assert [(row["number"], row["state"], row["latest"]) for row in rows] == [
        (2, "withdrawn", False),
        (1, "published", True),
    ]
    assert ada.get(f"{V1}releases/2").json()["withdrawn_reason"] == "no bakers"
    actions = AuditEntry.objects.filter(object_type="release", object_id="2").values_list("action", flat=True)
    assert sorted(actions) == ["release.build", "release.publish", "release.withdraw"]


def test_a_worker_builds_a_large_one(kitchen: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[dict[str, Any]] = []
    monkeypatch.setattr(tasks.build_release, "delay", lambda **message: sent.append(message))
    kitchen.decide("Cook", "broader", "Baker")
    answer = browser_of("ada").post(f"{V1}releases", {"note": "large", "background": True})
    assert (answer.status_code, answer.json()) == (202, {"queued": True})
    assert sent == [{"by": kitchen.ada.pk, "note": "large"}]
    for _ in range(2):  # the same message may come twice
        tasks.build_release(**sent[0])
    assert list(Release.objects.order_by("number").values_list("number", "note")) == [(1, ""), (2, "large")]


def test_without_a_broker_no_build_is_promised(kitchen: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(**_: Any) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(tasks.build_release, "delay", gone)
    answer = browser_of("ada").post(f"{V1}releases", {"background": True})
    assert (answer.status_code, answer.json()["code"]) == (503, "broker.unavailable")


def test_nothing_new_is_refused(kitchen: Ledger) -> None:
    answer = browser_of("ada").post(f"{V1}releases", {})
    assert (answer.status_code, answer.json()["code"], answer.json()["release"]) == (
        409,
        "release.nothing_changed",
        1,
    )


@pytest.mark.parametrize(
    ("path", "body"),
    [("releases", {}), ("releases/1/publish", {}), ("releases/1/withdraw", {"reason": "because"})],
)
def test_only_leads_change_releases(path: str, body: dict[str, str], kitchen: Ledger) -> None:
    assert APIClient().post(V1 + path, body).status_code == 401
    for name in ("ana", "mia", "vic"):
        assert browser_of(name).post(V1 + path, body).status_code == 403
    for name in ("ada", "root"):
        assert browser_of(name).post(V1 + path, body).status_code in (200, 409)


def test_changes_tell_what_a_copy_needs(vic: APIClient, kitchen: Ledger) -> None:
    ada = browser_of("ada")
    pastry = kitchen.concept("Pastry Cook").pk
    kitchen.decide("Pastry Cook", "synonym", "Line Cook")
    kitchen.decide("Head Chef", "broader", "Restaurant Manager")
    kitchen.decide("Sous Chef", None, "Line Cook")
    kitchen.decide("Baker", "related", "Cook")
    ada.post(f"{V1}releases", {})
    answer = vic.get(f"{V1}releases/2/changes?since=1")
    body = answer.json()
    assert (answer["X-Titleloom-Release"], body["release"], body["since"], body["next"]) == ("2", 2, 1, None)

    def read(edge: dict[str, Any]) -> tuple[str, str, str]:
        return edge["subject"]["text"], edge["relation"], edge["object"]["text"]

    added = {read(edge) for edge in body["edges"]["added"]}
    assert ("Cook", "related", "Baker") in added
    assert len(added) == 2
    assert [read(edge) for edge in body["edges"]["removed"]] == [("Sous Chef", "senior", "Line Cook")]
    (altered,) = body["edges"]["altered"]
    assert (altered["before"]["relation"], read(altered["after"])) == (
        "related",
        ("Head Chef", "broader", "Restaurant Manager"),
    )
    into = kitchen.concept("Line Cook").pk
    assert body["concepts"]["merged"] == [{"id": pastry, "replacedBy": into}]
    assert [c["preferred"] for c in body["concepts"]["new"]] == ["Baker"]
    assert {
        title["text"] for row in body["synonym_sets"] if row["id"] == into for title in row["titles"]
    } == {
        "Line Cook",
        "Chef de Partie",
        "Pastry Cook",
    }
    assert (
        vic.get(f"{V1}releases/2/changes?since=1", headers={"If-None-Match": answer["ETag"]}).status_code
        == 304
    )
    page = vic.get(f"{V1}releases/2/changes?since=1&limit=1").json()
    assert (len(page["edges"]["added"]), page["next"], page["counts"]["added"]) == (1, 1, 2)
    assert vic.get(f"{V1}releases/2/changes").status_code == 422
    assert vic.get(f"{V1}releases/2/changes?since=9").status_code == 404
    back = vic.get(f"{V1}releases/1/changes?since=2").json()
    assert [c["preferred"] for c in back["concepts"]["split"]] == ["Pastry Cook"]


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_streamed(name: str, vic: APIClient, kitchen: Ledger) -> None:
    answer = vic.get(f"{V1}exports/1.{name}", headers={"Accept": "text/anything"})
    assert answer.status_code == 200
    assert answer.streaming
    assert answer["Content-Type"].startswith(FORMATS[name].media_type.partition(";")[0])
    assert answer["Content-Disposition"] == f'attachment; filename="titleloom-1.{FORMATS[name].suffix}"'
    text = text_of(answer)
    assert "Chef de Partie" in text or "chef de partie" in text
    packed = vic.get(f"{V1}exports/latest.{name}", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(bytes_of(packed)).decode() == text
    assert packed["ETag"] == answer["ETag"][:-1] + '-gz"'


def test_files_are_what_they_say(vic: APIClient, kitchen: Ledger) -> None:
    rdf = rdflib.Graph().parse(data=text_of(vic.get(f"{V1}exports/1.skos")), format="turtle")
    assert len(rdf) > 20
    nodes = text_of(vic.get(f"{V1}exports/1.csv?part=nodes"))
    assert {row["name"] for row in csv.DictReader(io.StringIO(nodes)) if row[":LABEL"] == "Title"} == set(
        kitchen.titles
    )
    both = vic.get(f"{V1}exports/1.csv?part=zip", headers={"Accept-Encoding": "gzip"})
    with zipfile.ZipFile(io.BytesIO(bytes_of(both))) as archive:
        assert archive.namelist() == ["edges.csv", "nodes.csv"]


def test_why_tells_the_people_and_the_release(vic: APIClient, kitchen: Ledger) -> None:
    edge = kitchen.edge("Sous Chef", "Line Cook")
    assert edge is not None
    answer = vic.get(f"{V1}edges/{edge.pk}/why")
    body = answer.json()
    assert (body["release"], body["first_release"], body["edge"]["relation"]) == (1, 1, "senior")
    assert (body["edge"]["subject"]["text"], body["edge"]["object"]["text"]) == ("Sous Chef", "Line Cook")
    assert (body["decision"]["person"], body["decision"]["relation"], body["decision"]["settled_by"]) == (
        "ada",
        "senior",
        "review",
    )
    assert [row["seq"] for row in body["chain"]] == [body["decision"]["seq"]]
    assert (body["proposal"], body["model_version"], body["annotations"]) == (None, None, [])
    assert vic.get(f"{V1}edges/{edge.pk}/why", headers={"If-None-Match": answer["ETag"]}).status_code == 304
    kitchen.decide("Sous Chef", None, "Line Cook")
    later = vic.get(f"{V1}edges/{edge.pk}/why").json()
    assert later["edge"]["active"] is False
    assert [row["relation"] for row in later["chain"]] == ["senior", None]
    assert vic.get(f"{V1}edges/123456/why").json()["code"] == "edge.not_found"


def test_a_title_comes_with_its_concept_as_it_is_now(vic: APIClient, kitchen: Ledger) -> None:
    title = kitchen.title("Chef de Partie")
    body = vic.get(f"{V1}titles/{title.pk}").json()
    assert (body["text"], body["concept"]["id"]) == ("Chef de Partie", kitchen.concept("Line Cook").pk)
    assert body["concept"]["preferred"]["text"] == "Line Cook"
    assert len(body["concept"]["titles"]) == 2
    alone = kitchen.title("Astronaut")
    assert vic.get(f"{V1}titles/{alone.pk}").json()["concept"] is None
    assert vic.get(f"{V1}titles/{alone.pk + 99}").status_code == 404


def test_feedback_on_two_titles_is_asked_before_all_others(vic: APIClient, kitchen: Ledger) -> None:
    a, b = kitchen.title("Cook"), kitchen.title("Head Chef")
    body = {
        "kind": "relation",
        "title_a": a.pk,
        "title_b": b.pk,
        "relation": "junior",
        "comment": "seen in ads",
    }
    answer = vic.post(f"{V1}feedback", body)
    assert answer.status_code == 201
    task = Task.objects.get(pk=answer.json()["task"])
    assert (task.state, task.reason, {task.pair.title_a_id, task.pair.title_b_id}) == (
        "open",
        "The search team asks.",
        {a.pk, b.pk},
    )
    row = Feedback.objects.get(pk=answer.json()["id"])
    assert (row.person.username, row.relation, row.comment) == ("vic", "junior", "seen in ads")
    assert vic.post(f"{V1}feedback", body).json()["task"] == task.pk
    assert AuditEntry.objects.filter(action="feedback.record", object_id=str(row.pk)).exists()


def test_feedback_must_say_something(vic: APIClient, kitchen: Ledger) -> None:
    assert vic.post(f"{V1}feedback", {"kind": "missing", "text": "Astronaut"}).json()["task"] is None
    assert vic.post(f"{V1}feedback", {"kind": "missing"}).status_code == 422
    assert vic.post(f"{V1}feedback", {"kind": "praise", "comment": "good"}).status_code == 422
    assert vic.post(f"{V1}feedback", {"kind": "relation", "title_a": 1}).status_code == 422
    assert (
        vic.post(f"{V1}feedback", {"kind": "relation", "title_a": 10**9, "title_b": 10**9 + 1}).status_code
        == 404
    )


def test_a_lead_sees_what_has_come_of_feedback_and_closes_it(vic: APIClient, kitchen: Ledger) -> None:
    ada = browser_of("ada")
    head, cook = kitchen.title("Head Chef"), kitchen.title("Cook")
    told = vic.post(
        f"{V1}feedback", {"kind": "relation", "title_a": head.pk, "title_b": cook.pk, "relation": "senior"}
    ).json()["id"]
    lost = vic.post(f"{V1}feedback", {"kind": "missing", "text": "Astronaut"}).json()["id"]
    kitchen.decide("Cook", "junior", "Head Chef")

    rows = ada.get(f"{V1}feedback").json()["results"]

    assert [row["id"] for row in rows] == [lost, told]
    assert (rows[0]["text"], rows[0]["pair"], rows[0]["person"]) == ("Astronaut", None, "vic")
    assert (rows[1]["title_a"]["text"], rows[1]["relation"], rows[1]["pair"]["settled_as"]) == (
        "Head Chef",
        "senior",
        "senior",
    )
    closed = ada.post(f"{V1}feedback/{told}/close", {"note": "so it is now"}).json()
    assert (closed["closed_by"], closed["note"]) == ("ada", "so it is now")
    assert ada.post(f"{V1}feedback/{told}/close", {"note": "again"}).json()["note"] == "so it is now"
    assert AuditEntry.objects.filter(action="feedback.close", object_id=str(told)).count() == 1
    assert [row["id"] for row in ada.get(f"{V1}feedback").json()["results"]] == [lost]
    assert [row["id"] for row in ada.get(f"{V1}feedback?state=closed").json()["results"]] == [told]
    assert ada.get(f"{V1}feedback?state=all&kind=missing").json()["results"][0]["id"] == lost
    assert ada.post(f"{V1}feedback/999/close").status_code == 404


def test_a_pair_that_was_settled_is_asked_again_when_somebody_doubts_it(
    vic: APIClient, kitchen: Ledger
) -> None:
    a, b = kitchen.title("Cook"), kitchen.title("Head Chef")
    body = {"kind": "relation", "title_a": a.pk, "title_b": b.pk, "relation": "junior"}
    task = vic.post(f"{V1}feedback", body).json()["task"]
    ana = browser_of("ana")
    ana.post(f"{V1}annotations", {"task_id": task, "relation": "junior", "client_key": str(uuid.uuid4())})
    assert Task.objects.get(pk=task).state == "settled"

    vic.post(f"{V1}feedback", {**body, "relation": "synonym"})

    assert Task.objects.get(pk=task).state == "open"
    assert ana.get(f"{V1}queue/next").json()["items"] == []
    assert [item["id"] for item in browser_of("ben").get(f"{V1}queue/next").json()["items"]] == [task]


def second_release(kitchen: Ledger, ada: APIClient) -> None:
    """Release 2 knows bakers, and is published."""
    kitchen.decide("Cook", "broader", "Baker")
    assert ada.post(f"{V1}releases", {}).status_code == 201
    assert ada.post(f"{V1}releases/2/publish").status_code == 200


def test_latest_goes_back_to_an_older_release_without_withdrawing_the_newer_one(
    vic: APIClient, kitchen: Ledger
) -> None:
    ada = browser_of("ada")
    second_release(kitchen, ada)
    assert vic.get(f"{V1}normalize?q=baker").json()["match"]["preferred"] == "Baker"
    assert ada.post(f"{V1}releases/1/serve", {"reason": ""}).status_code == 422
    back = ada.post(f"{V1}releases/1/serve", {"reason": "bakers hurt"})
    assert (back.status_code, back.json()["latest"]) == (200, True)
    assert vic.get(f"{V1}meta").json()["release"] == 1
    assert vic.get(f"{V1}meta?release=2").json()["release"] == 2
    assert vic.get(f"{V1}normalize?q=baker").json()["unknown"]
    again = ada.post(f"{V1}releases/1/serve", {"reason": "twice"})
    assert (again.status_code, again.json()["code"]) == (409, "release.wrong_state")
    ada.post(f"{V1}releases/2/serve", {"reason": "they did not"})
    assert vic.get(f"{V1}meta").json()["release"] == 2
    ada.post(f"{V1}releases/2/withdraw", {"reason": "they did"})
    assert vic.get(f"{V1}meta").json()["release"] == 1
    moves = AuditEntry.objects.filter(action="release.serve").order_by("pk")
    assert [(m.object_id, m.data["before"], m.data["reason"]) for m in moves] == [
        ("1", 2, "bakers hurt"),
        ("2", 1, "they did not"),
    ]


def test_a_release_says_whether_it_can_take_the_place_of_the_one_before(
    vic: APIClient, kitchen: Ledger
) -> None:
    ada = browser_of("ada")
    second_release(kitchen, ada)
    row = vic.get(f"{V1}releases/2").json()
    assert (row["version"], row["compatibility"]) == ("1.1", {"level": "minor", "reasons": [], "against": 1})
    kitchen.decide("Line Cook", None, "Chef de Partie")
    kitchen.decide("Cook", None, "Pastry Cook")
    built = ada.post(f"{V1}releases", {}).json()
    assert (built["version"], built["compatibility"]["level"]) == ("2.0", "major")
    refused = ada.post(f"{V1}releases/3/publish", {"only_minor": True}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (409, "release.major")
    assert refused.json()["reasons"] == built["compatibility"]["reasons"] != []
    assert ada.post(f"{V1}releases/3/publish").status_code == 200


def test_notes_are_written_from_the_difference_until_a_person_writes_them(
    vic: APIClient, kitchen: Ledger
) -> None:
    ada = browser_of("ada")
    second_release(kitchen, ada)
    notes = vic.get(f"{V1}releases/2/notes").json()
    assert (notes["since"], notes["edited"]) == (1, False)
    assert "“Cook” is broader than “Baker”" in notes["notes"]
    assert ada.put(f"{V1}releases/2/notes", {"notes": "Bakers!"}).json()["notes"] == "Bakers!"
    assert vic.get(f"{V1}releases/2/notes").json()["edited"]
    assert vic.put(f"{V1}releases/2/notes", {"notes": "no"}).status_code == 403
    assert "Baker" in ada.put(f"{V1}releases/2/notes", {"notes": ""}).json()["notes"]
    assert vic.get(f"{V1}releases/1/notes").json()["notes"].startswith("The first release: ")


def test_queries_are_replayed_on_two_releases(vic: APIClient, kitchen: Ledger) -> None:
    second_release(kitchen, browser_of("ada"))
    asked = {"since": 1, "queries": ["baker", "cook", "sous chef", ""]}
    body = vic.post(f"{V1}releases/2/replay", asked, format="json").json()
    assert body["outcomes"] == {"same": 2, "gained": 1, "lost": 0, "other_concept": 0, "other_terms": 1}
    told = {row["query"]: row for row in body["changed"]}
    assert (told["baker"]["outcome"], told["baker"]["after"]) == ("gained", "Baker")
    assert told["cook"]["more"] == ["Baker"]
    many = vic.post(f"{V1}releases/2/replay", {"since": 1, "queries": ["cook"] * 2_001}, format="json")
    assert many.status_code == 422
    assert (
        vic.post(f"{V1}releases/2/replay", {"since": 9, "queries": ["cook"]}, format="json").status_code
        == 404
    )


def test_a_replay_can_stand_before_publishing(kitchen: Ledger, tmp_path: Path) -> None:
    queries = tmp_path / "q.csv"
    queries.write_text("query\nbaker\nchef de partie\n")
    kitchen.decide("Cook", "broader", "Baker")
    kitchen.decide("Line Cook", None, "Chef de Partie")
    call_command("build_release")
    with pytest.raises(SystemExit) as refused:
        call_command("publish_release", "2", "--queries", str(queries))
    assert refused.value.code == 3
    assert Release.objects.get(pk=2).state == "draft"
    out = tmp_path / "out.csv"
    call_command(
        "replay_queries", "--queries", str(queries), "--from", "1", "--to", "2", "--output", str(out)
    )
    rows = csv.DictReader(out.read_text().splitlines())
    assert [row["outcome"] for row in rows] == ["gained", "other_concept"]
    call_command("publish_release", "2", "--queries", str(queries), "--max-lost", "1")
    assert Release.objects.get(pk=2).state == "published"
    call_command("serve_release", "1", "--reason", "try the old one", "--dry-run")
    assert release_served() == Release.objects.get(pk=2)
    call_command("serve_release", "1", "--reason", "try the old one")
    assert release_served() == Release.objects.get(pk=1)
