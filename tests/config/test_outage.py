"""The graph is served on when PostgreSQL and Valkey are down, also by a web process that was started only then."""

from __future__ import annotations

import json
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.config.stack import Stack
from tests.config.test_crash import ask

pytestmark = [pytest.mark.stack, pytest.mark.slow, pytest.mark.timeout(600)]

NEW_TITLE = "normalize?q=backend+python+programmer&inspect=1&threshold=0"
QUESTIONS = (
    "meta",
    "concepts/1",
    "concepts/1/edges?inferred=1",
    "concepts/1/ladder",
    "neighbourhood?concept=1",
    "suggest?q=co",
    "normalize?q=cooks",
    NEW_TITLE,
    "expand?q=cook",
    "path?from=1&to=2",
    "exports/latest.jsonl",
    "reconcile",
)


@pytest.fixture
def stack(shared_home_folder: Path, demo_home: Path) -> Iterator[Stack]:
    running = Stack(shared_home_folder, demo_home, DEMO="1")
    running.start()
    yield running
    running.destroy()


def get(stack: Stack, path: str, token: str) -> tuple[int, bytes]:
    request = urllib.request.Request(
        f"{stack.url}/api/v1/{path}", headers={"Authorization": f"Bearer {token}"}
    )
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()
    except OSError:
        return 0, b""


def test_a_web_process_that_starts_in_an_outage_serves_the_graph(stack: Stack) -> None:
    token = ask(stack, "tests.config.search_token")["token"]
    stack.wait(lambda: get(stack, "meta", token)[0] == 200, "the release is served")
    before = {path: get(stack, path, token) for path in QUESTIONS}
    assert b'"method":"learned"' in before[NEW_TITLE][1]  # the learner answers without a database too
    stack.wait(lambda: token_is_kept(stack), "the token is kept for an outage", seconds=90)
    web = psutil.Process(stack.pid_of("-m granian"))
    command, environment = web.cmdline(), web.environ()
    stack.stop()
    stack.wait(lambda: stack.remains() == [], "everything has ended", seconds=60)

    alone = subprocess.Popen(command, env=environment, cwd=web_folder(), start_new_session=True)
    try:
        stack.wait(lambda: get(stack, "meta", token)[0] == 200, "the lone web process answers", seconds=60)
        assert [p.name() for p in stack.remains() if p.name() in ("postgres", "valkey-server")] == []
        for path in QUESTIONS:
            assert get(stack, path, token) == before[path], path
        assert get(stack, "meta", "tl_wrong")[0] in (401, 503)
        started = time.monotonic()
        assert get(stack, "decisions", token)[0] >= 500  # what needs the database says so, at once
        assert time.monotonic() - started < 20
    finally:
        alone.terminate()
        alone.wait(timeout=20)


def token_is_kept(stack: Stack) -> bool:
    file = stack.home.root / "standby" / "tokens.json"
    return file.exists() and any("person__username" in row for row in json.loads(file.read_text())["rows"])


def web_folder() -> Path:
    return Path(__file__).resolve().parents[2]
