from __future__ import annotations

import json
import logging
import signal
import subprocess
import time
from typing import Any

import psycopg2.errors
import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from pythonjsonlogger.orjson import OrjsonFormatter

from config.observability.broker import broker_connection
from config.observability.health import health_read
from config.observability.heartbeat import KEY, STALE, WorkerBeat, beat_write, beats_read, serving
from config.observability.logs import RequestIdFilter
from config.observability.probes import probe_all
from config.observability.requests import RequestMiddleware
from config.tasks import round_trip
from taxonomy.models import Person
from taxonomy.services.request_context import request_id
from taxonomy.services.tokens import token_create

NOWHERE = {
    "default": {"NAME": "x", "USER": "x", "PASSWORD": "", "HOST": "127.0.0.1", "PORT": "1"},
}


def test_every_answer_names_its_request(client: Client) -> None:
    answer = client.get("/api/v1/health/live")

    assert len(answer.headers["X-Request-ID"]) == 16
    assert request_id.get() == ""


def test_an_id_from_outside_is_kept_when_it_is_harmless(client: Client) -> None:
    assert client.get("/api/v1/health/live", headers={"X-Request-ID": "proxy-7"})["X-Request-ID"] == "proxy-7"
    bad = client.get("/api/v1/health/live", headers={"X-Request-ID": 'x"}{\\'})["X-Request-ID"]
    assert "{" not in bad


def test_health_needs_no_login_and_tells_of_services(client: Client, services: object) -> None:
    answer = client.get("/api/v1/health")

    body = answer.json()
    assert answer.status_code == 200
    assert body["ready"] and body["checks"]["database"]["ok"] and body["checks"]["broker"]["ok"]
    assert set(body["queues"]) == {"default", "training"}


def test_health_is_503_and_quick_when_the_database_is_away(client: Client, services: object) -> None:
    with override_settings(DATABASES=NOWHERE):
        began = time.monotonic()
        answer = client.get("/api/v1/health")
        seconds = time.monotonic() - began

    assert answer.status_code == 503 and seconds < 2.0
    assert answer.json()["status"] == "down" and "database" in answer.json()["notes"][0]


def test_health_is_503_and_quick_when_the_broker_is_away(client: Client, services: object) -> None:
    with override_settings(REDIS_URL="unix:///nowhere/valkey.sock"):
        answer = client.get("/api/v1/health")

    assert answer.status_code == 503
    assert not answer.json()["checks"]["broker"]["ok"]


def test_a_probe_that_hangs_is_given_up() -> None:
    # 192.0.2.0/24 is set aside for documentation: nobody answers there.
    with override_settings(DATABASES={"default": {**NOWHERE["default"], "HOST": "192.0.2.1"}}):
        began = time.monotonic()
        finding = probe_all()["database"]

    assert not finding.ok and time.monotonic() - began < 2.0


def test_a_silent_worker_is_not_counted(services: object) -> None:
    now = 1_000_000.0
    fresh = WorkerBeat("default@ana", ("default",), 1, now - 50, now - 1)
    silent = WorkerBeat("default@ben", ("default",), 2, now - 50, now - STALE - 1)
    stopped = WorkerBeat("training@ana", ("training",), 3, now - 50, now - 1, stopped=True)
    with broker_connection() as broker:
        broker.delete(KEY)
        for beat in (fresh, silent, stopped):
            beat_write(broker, beat)
        beats = beats_read(broker, now)
        broker.delete(KEY)

    assert serving(beats, "default", now) == [fresh]
    assert serving(beats, "training", now) == []


def test_health_says_since_when_no_worker_is_there(services: object) -> None:
    with broker_connection() as broker:
        broker.delete(KEY)
        beat_write(broker, WorkerBeat("training@ana", ("training",), 3, 0.0, time.time() - 3600))
        notes = health_read().notes
        broker.delete(KEY)

    assert any(note.startswith("no worker for the queue training since 20") for note in notes)
    assert "no worker for the queue default yet" in notes


def test_a_log_line_is_one_json_object_with_the_request() -> None:
    record = logging.LogRecord("titleloom", logging.INFO, "x.py", 1, "saved %s", ("it",), None)
    token = request_id.set("abc")
    RequestIdFilter().filter(record)
    request_id.reset(token)

    line = json.loads(OrjsonFormatter("%(levelname)s %(message)s").format(record))

    assert line["message"] == "saved it" and line["request_id"] == "abc"


@pytest.mark.django_db
@pytest.mark.parametrize("way", ["session", "token", "nobody"])
def test_a_log_line_names_the_person(client: Client, caplog: pytest.LogCaptureFixture, way: str) -> None:
    ana = Person.objects.create_user("ana")
    headers = {}
    if way == "session":
        client.force_login(ana)
    elif way == "token":
        secret = token_create(person=ana, name="test", scopes=["graph:read"], made_by=ana)[1]
        headers = {"Authorization": f"Bearer {secret}"}
    caplog.set_level(logging.INFO, "titleloom.request")

    client.get("/api/v1/releases", headers=headers)

    [line] = [record for record in caplog.records if record.name == "titleloom.request"]
    assert vars(line)["person"] == (None if way == "nobody" else ana.pk)


@pytest.mark.parametrize(
    ("cause", "words"),
    [
        (type("DiskFull", (psycopg2.errors.lookup("53100"),), {"pgcode": "53100"})(), "the database is full"),
        (None, "does not answer"),
    ],
)
def test_an_outage_is_told_for_what_it_is(cause: Exception | None, words: str) -> None:
    error = OperationalError("could not extend file")
    error.__cause__ = cause

    answer = RequestMiddleware(lambda request: HttpResponse()).process_exception(
        RequestFactory().get("/"), error
    )

    assert answer is not None and answer.status_code == 503
    assert words in json.loads(answer.content)["detail"]
    assert answer.headers["Retry-After"]


@pytest.mark.django_db
def test_metrics_are_for_administrators(client: Client) -> None:
    vic = Person.objects.create_user("vic", password="long enough 1", role="search_client")
    root = Person.objects.create_user("root", password="long enough 1", role="administrator")
    assert client.get("/api/v1/metrics").status_code == 401
    client.force_login(vic)
    assert client.get("/api/v1/metrics").status_code == 403

    client.force_login(root)
    answer = client.get("/api/v1/metrics", headers={"Accept": "application/openmetrics-text"})

    text = answer.content.decode()
    assert answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/plain")
    for name in ("titleloom_requests_total", "titleloom_request_seconds_bucket", "titleloom_database_up 1.0"):
        assert name in text
    assert 'titleloom_queue_messages{queue="training"}' in text


def test_a_worker_takes_up_the_request_that_asked(worker: subprocess.Popen[bytes]) -> None:
    """The whole way: web process, broker, worker, and back."""
    token = request_id.set("request-42")
    round_trip.delay("round-trip-of-ana")
    request_id.reset(token)

    assert _wait_for("round-trip-of-ana") == b"request-42"


@pytest.mark.stack
def test_a_worker_that_is_stopped_says_good_bye(worker: subprocess.Popen[bytes]) -> None:
    with broker_connection() as broker:
        assert serving(beats_read(broker, time.time()), "default", time.time())
        worker.send_signal(signal.SIGQUIT)
        worker.wait(timeout=20)

        assert serving(beats_read(broker, time.time()), "default", time.time()) == []


def _wait_for(key: str) -> Any:
    deadline = time.monotonic() + 30
    with broker_connection() as broker:
        while (value := broker.get(key)) is None and time.monotonic() < deadline:
            time.sleep(0.05)
        broker.delete(key)
    return value
