"""The real PostgreSQL and the real Valkey for every test that asks for them, in a throw-away home."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.embedded.home import Home
from config.embedded.share import leave_services, use_services


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
