"""The feed, the stream and the webhooks at the door."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from django.http.response import HttpResponseBase
from rest_framework.test import APIClient

from kgraph.api import notices as door
from kgraph.services.notices import notice_record, notices_number
from tests.kgraph.ledger import Ledger
from tests.people import browser_of

pytestmark = pytest.mark.django_db

V1 = "/api/v1/"


@pytest.fixture(autouse=True)
def an_empty_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "_room", door._Room())


def close(answer: HttpResponseBase) -> None:
    """What a server does at the end, but for the database connection, which is the test's."""
    for closer in answer._resource_closers:  # type: ignore[attr-defined]
        closer()


@pytest.fixture
def told(kitchen: Ledger) -> Iterator[int]:
    """What the kitchen did is in the feed; how much it was."""
    yield notices_number()


def test_a_reader_gets_everything_once(vic: APIClient, told: int) -> None:
    seen, cursor = [], ""
    while True:
        page = vic.get(f"{V1}events?limit=3&cursor={cursor}").json()
        seen += [n["place"] for n in page["notices"]]
        cursor = page["cursor"]
        if not page["more"]:
            break
    assert seen == list(range(1, told + 1))
    assert vic.get(f"{V1}events?cursor={cursor}").json() == {"notices": [], "cursor": cursor, "more": False}
    notice_record("feedback.closed", {"feedback": 1, "note": "done"})
    notices_number()
    (new,) = vic.get(f"{V1}events?cursor={cursor}").json()["notices"]
    assert (new["place"], new["type"], new["data"]) == (
        told + 1, "feedback.closed", {"feedback": 1, "note": "done"},
    )  # fmt: skip


def test_latest_and_kinds(vic: APIClient, told: int) -> None:
    assert vic.get(f"{V1}events?cursor=latest").json()["cursor"] == str(told)
    (only,) = vic.get(f"{V1}events?kinds=release.published").json()["notices"]
    assert only["data"]["release"] == 1
    for wrong in ("cursor=-1", "cursor=x", "cursor=99999999999999999999", "kinds=release.gone", "limit=0"):
        assert vic.get(f"{V1}events?{wrong}").status_code == 422, wrong


def test_the_stream_tells_what_comes_and_goes_on_where_one_was(
    vic: APIClient, told: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(door, "STREAM_SECONDS", 0.2)
    answer = vic.get(
        f"{V1}events/stream", headers={"Last-Event-ID": str(told - 1), "Accept": "text/event-stream"}
    )
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("text/event-stream", "no-store")
    text = b"".join(answer).decode()
    close(answer)
    assert text.startswith("retry: ")
    assert f"id: {told}\nevent: release.published\ndata: {{" in text
    assert f"id: {told - 1}\n" not in text
    assert door._room._open == 0


def test_streams_have_a_limit(vic: APIClient, told: int, settings: LazySettings) -> None:
    settings.WATCHERS = 1
    first = vic.get(f"{V1}events/stream")
    full = vic.get(f"{V1}events/stream")
    assert (full.status_code, full.json()["code"], full["Retry-After"]) == (429, "events.full", "30")
    close(first)  # unread: its place is free again
    assert vic.get(f"{V1}events/stream").status_code == 200


def test_an_administrator_keeps_webhooks(vic: APIClient, settings: LazySettings) -> None:
    settings.WEBHOOK_NETWORKS = ("127.0.0.0/8",)
    root = browser_of("root")
    made = root.post(f"{V1}webhooks", {"url": "http://127.0.0.1:9/x", "note": "ours"}, format="json")
    assert made.status_code == 201, made.content
    assert made.json()["secret"].startswith("whsec_")
    one = f"{V1}webhooks/{made.json()['id']}"
    assert "secret" not in root.get(one).json()
    assert [row["id"] for row in root.get(f"{V1}webhooks").json()["results"]] == [made.json()["id"]]
    changed = root.patch(one, {"kinds": ["release.published"], "paused": True}, format="json").json()
    assert (changed["kinds"], changed["paused_why"]) == (["release.published"], "Paused by root.")
    assert root.post(f"{one}/secret").json()["secret"] != made.json()["secret"]
    assert root.post(f"{one}/ping").status_code == 202
    (delivery,) = root.get(f"{one}/deliveries").json()["results"]
    assert (delivery["type"], delivery["state"], delivery["place"]) == ("ping", "waiting", None)
    assert root.post(f"{one}/deliveries/{delivery['id']}/again").status_code == 202
    assert root.post(f"{one}/deliveries/{delivery['id'] + 1}/again").status_code == 404
    refused = root.post(f"{V1}webhooks", {"url": "https://169.254.169.254/latest"}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (422, "webhook.address")
    assert root.delete(one).status_code == 204
    assert root.get(one).json()["code"] == "webhook.not_found"
    assert vic.get(f"{V1}webhooks").status_code == 403
