from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

PROJECT = Path(__file__).resolve().parent.parent.parent
SETUP = PROJECT / "scripts" / "setup.py"

sys.path.insert(0, str(PROJECT / "scripts"))

from installing import console, environment, ui  # noqa: E402


def old_python(folder: Path) -> None:
    """Programs on the path that claim to be Python and are too old for the probe."""
    for name in ("python3", "python3.11", "python3.12", "python3.13", "python3.14", "python"):
        program = folder / name
        program.write_text("#!/bin/sh\nexit 1\n")
        program.chmod(0o755)


def test_says_which_python_is_needed_when_there_is_none(tmp_path: Path) -> None:
    old_python(tmp_path)
    pretend = (
        "import sys, runpy\n"
        "sys.version_info = (3, 9, 2, 'final', 0)\n"
        f"sys.executable = {str(tmp_path / 'python3')!r}\n"
        f"sys.argv = ['setup.py', 'run']\n"
        f"runpy.run_path({str(SETUP)!r}, run_name='__main__')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", pretend],
        env={**os.environ, "PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert "needs Python 3.11 or newer; this is Python 3.9.2" in done.stderr
    assert "make run PYTHON=" in done.stderr


def fake_python(folder: Path, *, status: int = 0) -> Path:
    """A program in a folder with a space that answers ``-c`` with `status`, and else sleeps."""
    (folder / "my programs").mkdir()
    program = folder / "my programs" / "python3"
    program.write_text(
        f'#!/bin/sh\n[ "$1" = "-c" ] && exit {status}\necho $$ > "{folder}/pid"\nexec sleep 60\n'
    )
    program.chmod(0o755)
    return program


def test_a_signal_to_make_reaches_what_it_started(tmp_path: Path) -> None:
    make = subprocess.Popen(["make", "run", f"PYTHON={fake_python(tmp_path)}"], cwd=PROJECT)
    deadline = time.monotonic() + 20
    while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text().strip():
        assert time.monotonic() < deadline and make.poll() is None
        time.sleep(0.02)
    launcher = psutil.Process(int((tmp_path / "pid").read_text()))

    make.terminate()
    make.wait(timeout=10)

    _, alive = psutil.wait_procs([launcher], timeout=10)
    for process in alive:
        process.kill()
    assert alive == []


def test_a_python_that_does_not_start_is_told_with_what_to_do(tmp_path: Path) -> None:
    done = subprocess.run(
        ["make", "run", f"PYTHON={fake_python(tmp_path, status=1)}"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert "does not start" in done.stderr and "make run PYTHON=" in done.stderr


def test_the_launcher_can_be_read_by_an_old_python() -> None:
    text = SETUP.read_text()

    compile(text, "setup.py", "exec", dont_inherit=True)
    for too_new in (
        "from __future__ import annotations",
        'f"',
        "f'",
        ":=",
        "match ",
        ") -> ",
        "[name, *",
        "DEVNULL",
    ):
        assert too_new not in text, too_new


def test_refuses_a_full_disk_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda path: SimpleNamespace(free=10**9))

    with pytest.raises(console.StepFailed, match=r"Not enough disk space: the installation needs 3 GB"):
        environment._check_space()


def test_tries_again_when_the_network_hiccups(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(console, "PAUSES", (0.0, 0.0))
    mark = tmp_path / "tries"
    flaky = (
        f"import pathlib, sys; p = pathlib.Path({str(mark)!r}); n = len(p.read_text()) if p.exists() else 0; "
    )
    flaky += "p.write_text('x' * (n + 1)); sys.exit(n < 2)"

    console.run_logged([sys.executable, "-c", flaky], log=tmp_path / "log", what="Fetching")

    assert mark.read_text() == "xxx"


def test_gives_up_with_the_last_words_of_the_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(console, "PAUSES", (0.0,))
    broken = [sys.executable, "-c", "import sys; sys.exit('no route to the package index')"]

    with pytest.raises(console.StepFailed, match="no route to the package index"):
        console.run_logged(broken, log=tmp_path / "log", what="Fetching")


def test_tells_a_full_disk_from_other_failures(tmp_path: Path) -> None:
    broken = [sys.executable, "-c", "import sys; sys.exit('OSError: [Errno 28] No space left on device')"]

    with pytest.raises(console.StepFailed, match="the disk is full"):
        console.run_logged(broken, log=tmp_path / "log", what="Fetching")


def test_the_ui_is_built_anew_when_a_source_changes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(ui, "FRONTEND", tmp_path)
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "main.ts").write_text("1")
    (tmp_path / "node_modules").mkdir()
    before = ui.sources_mark()
    (tmp_path / "node_modules" / "x.js").write_text("2")
    assert ui.sources_mark() == before

    (tmp_path / "src" / "main.ts").write_text("2")

    assert ui.sources_mark() != before


def test_the_locks_name_exact_versions_and_no_places() -> None:
    for name in ("lock.txt", "lock-dev.txt"):
        for line in (PROJECT / "requirements" / name).read_text().splitlines():
            assert line.startswith(("#", "-r lock.txt")) or "==" in line, line
            assert "://" not in line and "--" not in line and "nvidia" not in line, line


def test_the_locks_hold_every_direct_requirement() -> None:
    locked = (PROJECT / "requirements" / "lock-dev.txt").read_text() + (
        PROJECT / "requirements" / "lock.txt"
    ).read_text()
    names = {line.split("==")[0] for line in locked.splitlines() if "==" in line}
    for file in ("base.in", "dev.in"):
        for line in (PROJECT / "requirements" / file).read_text().splitlines():
            wanted = re.split(r"[\[=<>;# ]", line)[0].lower()
            assert not wanted or wanted.startswith("-r") or wanted in names, wanted
