"""The search for a browser, on machines that are a folder of small programs each."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(PROJECT / "scripts"))

from installing import browser, console  # noqa: E402
from installing.console import StepFailed  # noqa: E402

SH = "#!/bin/sh\n"
WORKS = SH + "echo Chromium 140\n"
SNAP = SH + "echo requires the chromium snap >&2; exit 1\n"


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine without a browser, on which root may install packages; its programs are in this folder."""
    programs = tmp_path / "bin"
    programs.mkdir()
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.delenv("TITLELOOM_BROWSER", raising=False)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(browser, "SETUP_LOG", tmp_path / "setup.log")
    monkeypatch.setattr(browser, "PYTHON", program(programs, "python", SH + "echo no host >&2; exit 1\n"))
    monkeypatch.setattr(console, "PAUSES", ())
    return programs


def program(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text)
    path.chmod(0o755)
    return path


def apt(machine: Path, *, brings: str, text: str, update: int = 0) -> None:
    script = (
        f'case "$1" in update) exit {update};; install) cp {machine.parent}/new {machine}/{brings};; esac\n'
    )
    program(machine.parent, "new", text)
    program(machine, "apt-get", f"{SH}PATH=/usr/bin:/bin\n{script}")


def test_the_browser_of_the_machine_is_taken(machine: Path) -> None:
    path = program(machine, "google-chrome", WORKS)

    assert browser.ensure_browser() == str(path)


def test_a_named_browser_that_does_not_start_is_refused(
    machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(machine, "chromium", WORKS)
    monkeypatch.setenv("TITLELOOM_BROWSER", str(machine / "nothing"))
    with pytest.raises(StepFailed, match=r"TITLELOOM_BROWSER=.*nothing does not start"):
        browser.ensure_browser()

    monkeypatch.setenv("TITLELOOM_BROWSER", str(program(machine, "stub", SNAP)))
    with pytest.raises(StepFailed, match="requires the chromium snap"):
        browser.ensure_browser()


@pytest.mark.parametrize("update", [0, 100])
def test_root_gets_one_by_apt_also_when_a_source_of_packages_is_dead(machine: Path, update: int) -> None:
    apt(machine, brings="chromium", text=WORKS, update=update)

    assert browser.ensure_browser() == str(machine / "chromium")


def test_a_browser_that_does_not_start_is_passed_over(
    machine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program(machine, "chromium", SNAP)
    path = program(machine, "google-chrome", WORKS)

    assert browser.ensure_browser() == str(path)
    assert "chromium does not start: requires the chromium snap" in capsys.readouterr().err


def test_where_none_can_be_installed_that_is_said_with_what_to_do(
    machine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    apt(machine, brings="chromium-browser", text=SNAP)

    assert browser.ensure_browser() is None

    said = capsys.readouterr().err
    assert "After installing by apt there is still no browser that starts" in said
    assert "by Playwright failed" in said
    assert "browser tests are SKIPPED" in said and "TITLELOOM_BROWSER=" in said


def test_only_root_asks_apt(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    apt(machine, brings="chromium", text=WORKS)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    assert [way.name for way in browser._ways()] == ["Playwright"]
    assert browser.ensure_browser() is None
