from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from config.embedded.postgres import Postgres
from config.embedded.valkey import Valkey
from tests.config.stack import Stack, command_of

pytestmark = [pytest.mark.stack, pytest.mark.slow, pytest.mark.timeout(280)]


@pytest.fixture(scope="module")
def stack(shared_home_folder: Path, demo_home: Path) -> Iterator[Stack]:
    running = Stack(shared_home_folder, demo_home)
    running.start()
    yield running
    running.destroy()


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


def gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def recovered(stack: Stack, pid: int, words: str) -> bool:
    if not gone(pid) or not stack.is_whole():
        return False
    return any(words in command_of(process) and process.pid != pid for process in stack.remains())


@pytest.mark.parametrize(
    "words",
    [
        "/bin/postgres",
        "valkey-server",
        "-m granian",
        "worker --queues default",
        "worker --queues training",
        " beat ",
    ],
    ids=["database", "broker", "web", "worker", "training-worker", "beat"],
)
def test_brings_back_what_was_killed(stack: Stack, words: str) -> None:
    pid = stack.pid_of(words)

    kill(pid)

    stack.wait(lambda: recovered(stack, pid, words), f"{words} is back")


def test_a_web_process_that_was_killed_is_replaced_while_the_other_one_serves(stack: Stack) -> None:
    def web() -> list[psutil.Process]:
        found = [process for process in stack.remains() if "granian" in command_of(process)]
        return sorted(found, key=lambda process: (process.create_time(), process.pid))

    main, *workers = web()
    assert len(workers) == 2

    kill(workers[0].pid)

    # What the killed one had accepted already is reset; whoever asks again is answered by the other.
    stack.wait(lambda: stack.health() is not None, "the other one answers", seconds=5)
    stack.wait(lambda: len(web()) == 3 and gone(workers[0].pid), "there are two again")
    assert web()[0].pid == main.pid


def test_outside_services_replace_the_embedded_ones(stack: Stack, home_folder: Path) -> None:
    postgres, valkey = Postgres(stack.home).url(), Valkey(stack.home).url()
    other = Stack(home_folder, DATABASE_URL=postgres, REDIS_URL=valkey)

    result = other.manage("migrate", "--check")

    assert result.returncode == 0, result.stderr
    assert not other.home.postgres.exists() and not other.home.valkey.exists()


@pytest.mark.parametrize("service", ["postgres", "valkey"])
def test_brings_back_a_service_whose_keeper_was_killed(stack: Stack, service: str) -> None:
    keeper = stack.pid_of(f"config.embedded.keeper {service}")

    kill(keeper)

    stack.wait(lambda: recovered(stack, keeper, f"config.embedded.keeper {service}"), f"{service} is back")


def test_data_survive_the_kill_of_the_database(stack: Stack) -> None:
    script = "from taxonomy.models import Source; from django.utils import timezone; "
    made = stack.manage(
        "shell", "-c", script + "Source.objects.create(name='kept', kind='csv', created_at=timezone.now())"
    )
    assert made.returncode == 0, made.stderr
    pid = stack.pid_of("/bin/postgres")

    kill(pid)
    stack.wait(lambda: recovered(stack, pid, "/bin/postgres"), "the database is back")

    read = stack.manage("shell", "-c", script + "print(Source.objects.filter(name='kept').count())")
    assert read.stdout.strip().endswith("1"), read.stderr


def test_a_second_start_says_that_one_runs_already(stack: Stack) -> None:
    second = stack.manage("serve")

    assert second.returncode == 4
    assert f"already runs at {stack.url}" in second.stderr


def test_a_taken_port_is_named_with_what_to_do(stack: Stack, home_folder: Path) -> None:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        line.listen()
        other = Stack(home_folder, PORT=str(line.getsockname()[1]))
        refused = other.manage("serve")

    assert refused.returncode == 2
    assert "is taken" in refused.stderr and "make run PORT=" in refused.stderr
    assert other.remains() == []


@pytest.mark.parametrize(
    ("name", "url"),
    [("DATABASE_URL", "postgresql://ana@127.0.0.1:1/titles"), ("REDIS_URL", "redis://127.0.0.1:1/0")],
)
def test_an_outside_service_that_is_away_is_named_at_once(home_folder: Path, name: str, url: str) -> None:
    other = Stack(home_folder, **{name: url})

    refused = other.manage("serve")
    command = other.manage("migrate", "--check")

    for result in (refused, command):
        assert result.returncode == 2
        assert f"{name} cannot be used" in result.stderr and "Traceback" not in result.stderr


def test_a_command_shares_the_running_database_and_leaves_it_up(stack: Stack) -> None:
    before = stack.pid_of("/bin/postgres")

    result = stack.manage("migrate", "--check")

    assert result.returncode == 0, result.stderr
    assert stack.pid_of("/bin/postgres") == before


def test_the_doctor_finds_nothing_wrong(stack: Stack) -> None:
    stack.wait(stack.is_whole, "the installation is whole")

    result = stack.manage("doctor", "--json")

    assert result.returncode == 0, result.stdout


def test_a_killed_supervisor_takes_all_with_it_and_the_next_start_works(stack: Stack) -> None:
    assert stack.process is not None
    kill(stack.process.pid)
    stack.process.wait(timeout=10)

    stack.wait(lambda: stack.remains() == [], "everything has ended", seconds=45)
    stack.start()

    assert stack.health() is not None


def test_the_next_start_does_not_wait_for_what_a_killed_supervisor_left(stack: Stack) -> None:
    assert stack.process is not None
    kill(stack.process.pid)
    stack.process.wait(timeout=10)

    stack.start()

    assert "keeps crashing" not in stack.output.read_text()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["interrupted", "terminated"])
def test_stops_in_order_and_leaves_nothing_behind(
    home_folder: Path, demo_home: Path, number: signal.Signals
) -> None:
    stack = Stack(home_folder, demo_home)
    try:
        stack.start()

        status = stack.stop(number)

        assert status == 0, stack.output.read_text()
        assert stack.remains() == []
        assert not list(stack.home.sockets.rglob(".s.PGSQL*"))
    finally:
        stack.destroy()


def test_a_stop_in_the_middle_of_the_start_leaves_nothing_behind(home_folder: Path) -> None:
    stack = Stack(home_folder)
    try:
        process = stack.spawn()
        stack.wait(lambda: "postgres" in stack.output.read_text(), "the database is up")
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)
        deadline = time.monotonic() + 5
        while stack.remains() and time.monotonic() < deadline:
            time.sleep(0.1)

        assert stack.remains() == []
    finally:
        stack.destroy()


def test_the_health_page_tells_of_a_database_that_hangs(stack: Stack) -> None:
    stack.wait(stack.is_whole, "the installation is whole")
    pid = stack.pid_of("/bin/postgres")
    os.kill(pid, signal.SIGSTOP)
    try:
        began = time.monotonic()
        health = stack.health()
        seconds = time.monotonic() - began
    finally:
        os.kill(pid, signal.SIGCONT)

    assert health is not None
    assert health["status"] == "down" and not health["checks"]["database"]["ok"]
    assert seconds < 2.0
    stack.wait(stack.is_whole, "the installation is whole again")


def test_logs_are_json_lines(stack: Stack) -> None:
    lines = (stack.home.log / "worker-default.log").read_text().splitlines()

    assert lines and all(line.startswith("{") for line in lines)


def test_nothing_but_the_loopback_is_listened_on(stack: Stack) -> None:
    own = {process.pid for process in stack.remains()}
    listening = [c for c in psutil.net_connections("tcp") if c.pid in own and c.status == psutil.CONN_LISTEN]
    assert {getattr(connection.laddr, "ip", "") for connection in listening} == {"127.0.0.1"}
