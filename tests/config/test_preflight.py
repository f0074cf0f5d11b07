"""What the supervisor knows without starting anything."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings

from config.embedded import share
from config.embedded.faults import ServiceFault
from config.embedded.home import Home
from config.supervisor.preflight import database_mark, supervisor_lock
from config.supervisor.supervisor import Supervisor, login_text


class Child:
    """A program that only remembers that it was killed."""

    def __init__(self) -> None:
        self.kills = 0
        self.stop_asked = SimpleNamespace(set=lambda: None)

    def kill(self) -> None:
        self.kills += 1


def test_a_signal_that_comes_twice_at_once_is_one_wish_and_a_later_one_hurries(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    now = 100.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    supervisor = Supervisor(settings.ENVIRONMENT, Home(tmp_path))
    child: Any = Child()
    supervisor.children = [child]

    supervisor._on_signal()
    now += 0.2
    supervisor._on_signal()
    assert supervisor.stop_asked.is_set() and child.kills == 0

    now += 3
    supervisor._on_signal()
    assert child.kills == 1


def test_a_full_disk_is_told_when_a_server_cannot_even_say_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=1024))

    with pytest.raises(ServiceFault, match="The disk is full"):
        share.hold("valkey", Home(tmp_path))


def test_a_data_folder_that_is_a_file_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(ServiceFault, match=r"cannot be used.*set TITLELOOM_HOME"):
        supervisor_lock(Home(tmp_path / "file"))


def test_another_database_has_marks_of_its_own() -> None:
    here = database_mark("postgresql://ana:one@db.example.org/titles")

    assert database_mark("") == ""
    assert here.startswith("-")
    assert here == database_mark("postgresql://ben:two@db.example.org/titles")
    assert here != database_mark("postgresql://ana:one@db.example.org/others")


def test_says_how_to_log_in(tmp_path: Path) -> None:
    file = tmp_path / "first-login.txt"
    assert "create_person NAME --role administrator" in login_text(file, somebody=False)
    assert "your name and password" in login_text(file, somebody=True)

    file.write_text("Log in with one of these names:\n  ana  secret\n")

    assert "ana  secret" in login_text(file, somebody=True)
