"""The real PostgreSQL, the real Valkey and a real Celery worker for every test that asks for them, in a
throw-away home."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from config.embedded.home import PROJECT, Home
from config.embedded.share import leave_services, use_services
from config.observability.broker import QUEUES, broker_connection
from config.observability.heartbeat import KEY, beats_read, serving
from tests.config.stack import installed


@pytest.fixture(scope="session")
def services() -> Iterator[Home]:
    """The embedded database and broker, up until the end of the session."""
    home = Home.from_environment()
    use_services()
    yield home
    leave_services(stop=True)
    if os.environ.get("TITLELOOM_TEST_HOME_IS_TEMPORARY"):
        shutil.rmtree(home.root, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(services: Home) -> None:
    """Have the services up before pytest-django makes the test database."""


@pytest.fixture(scope="session", autouse=True)
def throw_away_home() -> Iterator[None]:
    """Remove the temporary data folder, also when no test needed the services."""
    yield
    home = Path(os.environ["TITLELOOM_TEST_HOME"])
    if os.environ.get("TITLELOOM_TEST_HOME_IS_TEMPORARY") and not any(home.glob("run/*.state")):
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def worker(transactional_db: None, services: Home) -> Iterator[subprocess.Popen[bytes]]:
    """A Celery worker for both queues, in a process of its own, on the test database.

    Messages that earlier tests left are dropped first.
    """
    where = connection.settings_dict
    url = f"postgresql://{where['USER']}@/{where['NAME']}?host={where['HOST']}&port={where['PORT']}"
    with broker_connection() as broker:
        broker.delete(*QUEUES, "unacked", "unacked_index", KEY)
        log = (services.log / "test-worker.log").open("ab")
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "celery", "-A", "config", "worker", "--queues", ",".join(QUEUES)),
                *("--concurrency", "1", "--hostname", "test@%h", "--without-gossip", "--without-mingle"),
            ],
            cwd=PROJECT,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", "DATABASE_URL": url},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        deadline = time.monotonic() + 60
        while not serving(beats_read(broker, time.time()), "default", time.time()):
            assert process.poll() is None and time.monotonic() < deadline, f"no worker; see {log.name}"
            time.sleep(0.1)
    yield process
    process.send_signal(signal.SIGQUIT)
    try:
        process.wait(timeout=15)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=5)
    log.close()


@pytest.fixture(scope="session")
def demo_home() -> Iterator[Path]:
    """The home of an installation with the starter content and its people, started once, stopped and to be copied."""
    with installed(DEMO="1") as running:
        assert running.stop() == 0
        running.wait(lambda: running.remains() == [], "everything has ended")
        yield running.home.root


@pytest.fixture(scope="session")
def browser_path() -> str:
    """A Chromium; the test is skipped, with a sentence, where there is none."""
    named = os.environ.get("TITLELOOM_BROWSER")
    for name in (named, "chromium", "chromium-browser", "google-chrome-stable", "google-chrome"):
        if name and (found := shutil.which(name)):
            return found
    pytest.skip("There is no Chromium on this machine; 'make test' installs one where it can.")
