from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg2
import pytest

from config.embedded.home import PROJECT, Home
from config.embedded.keeper import service_named
from config.embedded.postgres import Postgres
from config.embedded.share import hold, is_kept

pytestmark = [pytest.mark.stack, pytest.mark.timeout(120)]


@pytest.fixture
def home(home_folder: Path) -> Iterator[Home]:
    home = Home(home_folder)
    yield home
    for name in ("postgres", "valkey"):
        for process in service_named(name, home).remains():
            with suppress(psutil.NoSuchProcess):
                process.kill()


def user(home: Home) -> subprocess.Popen[str]:
    environment = {
        name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}
    }
    return subprocess.Popen(
        [sys.executable, "-m", "tests.config.embedded_user"],
        cwd=PROJECT,
        env={**environment, "TITLELOOM_HOME": str(home.root)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def server_of(process: subprocess.Popen[str]) -> int:
    assert process.stdout is not None
    return int(process.stdout.readline())


def wait(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def nothing_runs(home: Home) -> bool:
    services = [service_named(name, home) for name in ("postgres", "valkey")]
    return not any(is_kept(service) or service.remains() for service in services)


def test_two_at_once_share_one_server_which_ends_with_the_last(home: Home) -> None:
    ana, ben = user(home), user(home)
    server = server_of(ana)
    assert server_of(ben) == server

    ana.communicate("")
    time.sleep(3)
    assert psutil.pid_exists(server), "Ben still uses it"

    ben.communicate("")
    wait(lambda: nothing_runs(home))


def test_a_killed_user_does_not_keep_the_server_up(home: Home) -> None:
    ana = user(home)
    server_of(ana)

    ana.kill()
    ana.communicate()

    wait(lambda: nothing_runs(home))


def test_starts_after_a_kill_of_server_and_keeper(home: Home) -> None:
    first = hold("postgres", home)
    with psycopg2.connect(first.service.url()) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE kept AS SELECT 1 AS one")
    connection.close()
    for process in [*first.service.remains(), *keepers(home)]:
        with suppress(psutil.NoSuchProcess):  # the server's own processes end with it
            process.send_signal(signal.SIGKILL)
    first.release()

    second = hold("postgres", home)

    connection = psycopg2.connect(second.service.url())
    with connection.cursor() as cursor:
        cursor.execute("SELECT one FROM kept")
        assert cursor.fetchone() == (1,)
    connection.close()
    assert second.release(stop=True)


def test_a_stale_pid_file_that_names_a_living_stranger_does_not_stop_the_start(home: Home) -> None:
    assert hold("postgres", home).release(stop=True)
    pid_file = home.postgres / "postmaster.pid"
    pid_file.write_text(
        f"{os.getpid()}\n{home.postgres}\n1\n5432\n{home.postgres_socket_folder}\n\n\nready\n"
    )

    again = hold("postgres", home)

    assert Postgres(home).is_ready()
    assert again.release(stop=True)


def test_what_a_power_cut_in_the_first_start_left_is_made_anew(home: Home) -> None:
    (home.root / "postgres.new" / "base").mkdir(parents=True)

    first = hold("postgres", home)

    assert not (home.root / "postgres.new").exists()
    assert first.release(stop=True)


def test_a_message_that_was_acknowledged_survives_the_kill_of_the_broker(home: Home) -> None:
    import redis

    first = hold("valkey", home)
    client = redis.Redis.from_url(first.service.url())
    client.lpush("default", "task")
    for process in first.service.remains():
        process.kill()

    wait(lambda: service_named("valkey", home).is_ready())

    assert client.lrange("default", 0, -1) == [b"task"]
    client.close()
    assert first.release(stop=True)


def test_a_long_path_gets_its_sockets_elsewhere(tmp_path: Path) -> None:
    deep = Home(tmp_path / ("deep" * 25) / "home")

    assert len(str(deep.postgres_socket_folder / ".s.PGSQL.5432")) <= 103


def keepers(home: Home) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        try:
            words = process.cmdline()
            mine = process.environ().get("TITLELOOM_HOME") == str(home.root)
        except (psutil.Error, OSError):
            continue
        if "config.embedded.keeper" in words and mine:
            found.append(process)
    return found
