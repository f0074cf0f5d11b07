"""Nothing that was acknowledged is lost: kill -9 of database, broker, web server and worker, during a training
and while twenty people annotate."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from config.embedded.home import PROJECT
from tests.config.annotators import Annotator
from tests.config.stack import Stack

pytestmark = [pytest.mark.stack, pytest.mark.slow, pytest.mark.timeout(600)]

RECIPE = 'base = "quick"\npair_epochs = 12\npatience = 12\n'
SHORTER = 'base = "quick"\npair_epochs = 6\npatience = 6\n'
TASKS = 4000


@pytest.fixture(scope="module")
def stack(shared_home_folder: Path, demo_home: Path) -> Iterator[Stack]:
    running = Stack(shared_home_folder, demo_home, DEMO="1")
    running.start()
    yield running
    running.destroy()


def ask(stack: Stack, module: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", module],
        cwd=PROJECT,
        env=stack.environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    body = json.loads(done.stdout)
    assert isinstance(body, dict)
    return body


def kill(stack: Stack, words: str) -> None:
    os.kill(stack.pid_of(words), signal.SIGKILL)


@pytest.fixture(scope="module")
def tokens(stack: Stack) -> dict[str, str]:
    return ask(stack, "tests.config.crash_people")


def test_nothing_acknowledged_is_lost_when_parts_are_killed(stack: Stack, tokens: dict[str, str]) -> None:
    stop = threading.Event()
    ada, mia = (Annotator(stack.url, name, tokens[name], stop) for name in ("ada", "mia"))
    assert ada.send("POST", "/api/v1/queue/fill", {"limit": TASKS})["made"] > 500
    people = [
        Annotator(stack.url, name, token, stop)
        for name, token in tokens.items()
        if name not in {"ada", "mia"}
    ]
    threads = [threading.Thread(target=person.run, name=person.name) for person in people]
    for thread in threads:
        thread.start()
    try:
        run = mia.send("POST", "/api/v1/training-runs", {"recipe": RECIPE, "freeze": True})["id"]
        stack.wait(lambda: _step(mia, run) >= 60, "the training goes on", seconds=120)
        for words in (
            "/bin/postgres",
            "worker --queues training",
            "-m granian",
            "valkey-server",
            "/bin/postgres",
        ):
            before = _acknowledged(people)
            kill(stack, words)
            stack.wait(lambda: _acknowledged(people) > before + 20, f"people go on after the kill of {words}")  # noqa: B023
    finally:
        stop.set()
        for thread in threads:
            thread.join(timeout=60)
    stack.wait(lambda: _state(mia, run) == "succeeded", "the training ends well", seconds=180)
    stack.wait(stack.is_whole, "the installation is whole")
    stack.wait(lambda: ask(stack, "tests.config.crash_ledger")["pending"] == 0, "all is merged")

    assert _in_two_hands(people) == []
    ledger = ask(stack, "tests.config.crash_ledger")
    for person in people:
        for key, receipt in person.receipts.items():
            assert ledger["annotations"].get(key) == [receipt["id"], person.name, receipt["pair_id"]]
    assert ledger["judged_twice_by_one_person"] == 0
    assert ledger["tasks_with_too_many_answers"] == 0
    assert ledger["tasks_whose_counter_is_wrong"] == 0
    assert sum(person.faults for person in people) > 0, "the kills were felt"
    assert mia.send("GET", f"/api/v1/training-runs/{run}")["resumes"] >= 1
    doctor = stack.manage("doctor", "--json")
    assert doctor.returncode == 0, doctor.stdout


def test_a_killed_supervisor_leaves_nothing_behind_in_the_middle_of_a_training(
    stack: Stack, tokens: dict[str, str]
) -> None:
    mia = Annotator(stack.url, "mia", tokens["mia"], threading.Event())
    run = mia.send("POST", "/api/v1/training-runs", {"recipe": SHORTER, "freeze": True})["id"]
    stack.wait(lambda: _step(mia, run) >= 60, "the training goes on", seconds=120)
    assert stack.process is not None
    stack.process.kill()
    stack.process.wait(timeout=10)

    stack.wait(lambda: stack.remains() == [], "everything has ended", seconds=45)
    stack.start()

    stack.wait(lambda: _state(mia, run) == "succeeded", "the training ends well", seconds=180)
    assert mia.send("GET", f"/api/v1/training-runs/{run}")["resumes"] >= 1, "it was over before the kill"


def _in_two_hands(people: list[Annotator]) -> list[int]:
    """Tasks that wanted one answer and were handed to two people (no lease ran out: the test is shorter)."""
    hands: dict[int, set[str]] = {}
    for person in people:
        for task in person.handed:
            hands.setdefault(task, set()).add(person.name)
    return [task for task, names in hands.items() if len(names) > 1]


def _acknowledged(people: list[Annotator]) -> int:
    return sum(len(person.receipts) for person in people)


def _run(mia: Annotator, run: int) -> dict[str, Any]:
    try:
        return mia.send("GET", f"/api/v1/training-runs/{run}")
    except OSError:
        time.sleep(0.2)
        return {}


def _step(mia: Annotator, run: int) -> int:
    state = _run(mia, run)
    assert state.get("state") not in {"failed", "cancelled"}, state.get("error")
    return int(state.get("progress", {}).get("step", 0))


def _state(mia: Annotator, run: int) -> str:
    return str(_run(mia, run).get("state", ""))
