"""All checks and tests; every one runs even when an earlier one failed."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from installing.browser import NONE
from installing.console import PROJECT
from installing.environment import PYTHON, VENV
from installing.ui import FRONTEND, npm_command, npm_environment, npm_scripts

STACKS = ("tests/config", "tests/e2e")
"""Tests that start whole installations."""
NPM_CHECKS = ("typecheck", "lint", "format:check", "check:api", "check:texts", "test")


@dataclass
class Check:
    """A named command; `environment` is added to ours."""

    name: str
    command: list[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    folder: Path = PROJECT
    status: int = -1
    seconds: float = 0.0
    closing: str = ""  # the last line that a pytest printed
    failed: list[str] = field(default_factory=list)  # the tests that a pytest named as failed or broken


def checks() -> list[Check]:
    """The static checks, cheapest first."""
    programs = VENV / "bin"
    manage = [str(PYTHON), "manage.py"]
    found = [
        Check("lint", [str(programs / "ruff"), "check", "."]),
        Check("format", [str(programs / "ruff"), "format", "--check", "."]),
        Check("import contracts", [str(programs / "lint-imports")]),
        Check("types", [str(programs / "mypy")]),
        Check("migrations in step", [*manage, "makemigrations", "--check", "--dry-run"]),
        Check("API schema in step", [*manage, "check_schema"]),
    ]
    if FRONTEND.joinpath("node_modules").is_dir():
        for script in NPM_CHECKS:
            if script in npm_scripts():
                command = npm_command("run", "--silent", script)
                found.append(Check(f"UI {script}", command, npm_environment(), FRONTEND))
    return found


def run_checks(browser: str | None, pytest_arguments: list[str]) -> int:
    """Run everything, print a table, and end with a line like pytest's own last one. Returns the exit code.

    Tests that start whole installations mostly wait for these; they run beside everything else, each half with
    services of its own. With arguments for pytest there is one run, as people expect who look for one test.
    """
    environment = {"TITLELOOM_BROWSER": browser} if browser else {}
    pytest = [str(PYTHON), "-m", "pytest"]
    if pytest_arguments:
        done = [_run(check) for check in checks()]
        done.append(_watched(Check("tests", [*pytest, *pytest_arguments], environment)))
    else:
        apart = [f"--ignore={folder}" for folder in STACKS]
        beside = _Beside(Check("tests of whole installations", [*pytest, *STACKS], _home_beside(environment)))
        try:
            done = [_run(check) for check in checks()]
            done.append(_watched(Check("tests", [*pytest, *apart], environment)))
        except BaseException:
            beside.stop()
            raise
        done.append(_tried_again(beside.result()))
    print()
    for check in done:
        print(f"{'ok    ' if check.status == 0 else 'FAILED'} {check.name} ({check.seconds:.0f} s)")
        if check.status == 0:
            for name in check.failed:
                print(f"NOTE   {name} failed at first and passed when it was run by itself: it wants mending")
    if browser is None:
        print(f"NOTE   {NONE}")
    print(_together([check for check in done if check.closing]), flush=True)
    return 0 if all(check.status == 0 for check in done) else 1


def _home_beside(environment: Mapping[str, str]) -> Mapping[str, str]:
    """Where a data folder is named, the tests keep theirs in it: two runs at once need two."""
    named = os.environ.get("TITLELOOM_HOME")
    return (
        {**environment, "TITLELOOM_TEST_HOME": str(Path(named).resolve() / "tests-beside")}
        if named
        else environment
    )


def _watched(check: Check) -> Check:
    """Run a pytest, showing what it prints as it comes."""
    _heading(check)
    began = time.monotonic()
    with subprocess.Popen(
        check.command,
        cwd=check.folder,
        env={**os.environ, **check.environment},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            sys.stdout.write(line)
            sys.stdout.flush()
            check.closing = line.strip() or check.closing
        check.status = process.wait()
    check.seconds = time.monotonic() - began
    return check


class _Beside:
    """A pytest that runs in the background; what it prints is shown at its end."""

    def __init__(self, check: Check) -> None:
        self._check = check
        self._began = time.monotonic()
        self._output = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115
        self._process = subprocess.Popen(
            check.command,
            cwd=check.folder,
            env={**os.environ, **check.environment},
            stdin=subprocess.DEVNULL,
            stdout=self._output,
            stderr=subprocess.STDOUT,
        )
        self._ended: float | None = None
        threading.Thread(target=self._wait, daemon=True).start()

    def _wait(self) -> None:
        self._process.wait()
        self._ended = time.monotonic()

    def stop(self, grace: float = 20.0) -> None:
        """As Ctrl-C does, so that it takes its services down; harder after ``grace`` seconds."""
        # A shell's background job has its programs ignore Ctrl-C.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
            self._process.send_signal(number)
            try:
                self._process.wait(grace)
            except subprocess.TimeoutExpired:
                continue
            break
        self._output.close()

    def result(self) -> Check:
        """Wait for it and show its output."""
        try:
            self._check.status = self._process.wait()
        except BaseException:
            self.stop()
            raise
        self._check.seconds = (self._ended or time.monotonic()) - self._began
        _heading(self._check)
        self._output.seek(0)
        for line in self._output:
            sys.stdout.write(line)
            self._check.closing = line.strip() or self._check.closing
            if named := _NAMED.match(line):
                self._check.failed.append(named[1])
        sys.stdout.flush()
        self._output.close()
        return self._check


def _tried_again(check: Check) -> Check:
    """Run what failed of the whole installations once more, by itself and on services of its own.

    Beside everything else on two cores a browser may lose a race that no user runs. What fails twice, or more than
    `MOST_TRIED_AGAIN` tests, is broken.
    """
    if check.status != _SOME_FAILED or not 0 < len(check.failed) <= MOST_TRIED_AGAIN:
        return check
    again = Check(
        f"once more, by itself: {', '.join(check.failed)}",
        [*check.command[: -len(STACKS)], *check.failed],
        check.environment,
        check.folder,
    )
    _watched(again)
    check.seconds += again.seconds
    if again.status == 0:
        check.status = 0
        check.closing = _COUNT.sub(lambda found: _mended(found, len(check.failed)), check.closing)
    return check


def _mended(found: re.Match[str], failed: int) -> str:
    """The counts of a closing line once its failed tests have passed."""
    left = {"failed": -failed, "passed": failed}.get(found[2], 0) + int(found[1])
    return f"{left} {found[2]}"


def _together(runs: list[Check]) -> str:
    """The last lines of several runs as one: counts added, the longest time."""
    if len(runs) == 1:
        return runs[0].closing
    counts: Counter[str] = Counter()
    for run in runs:
        for number, what in _COUNT.findall(run.closing):
            counts[what.rstrip("s") if what in ("errors", "warnings") else what] += int(number)
    if not counts:
        return " / ".join(run.closing for run in runs)
    told = [f"{counts[what]} {what}" for what in _TOLD if counts[what]]
    return f"==== {', '.join(told)} in {max(run.seconds for run in runs):.2f}s ===="


_SOME_FAILED = 1
"""pytest's exit code when tests failed and nothing worse happened."""
MOST_TRIED_AGAIN = 3
_NAMED = re.compile(r"(?:FAILED|ERROR) (tests/\S+\.py(?:::.+?)?)(?: - .*)?$")
"""A test as pytest's summary names it; what it was parametrised with may have spaces."""
_COUNT = re.compile(r"(\d+) (failed|passed|skipped|deselected|xfailed|xpassed|warnings?|errors?)\b")
_TOLD = ("failed", "passed", "skipped", "deselected", "xfailed", "xpassed", "warning", "error")


def _run(check: Check) -> Check:
    _heading(check)
    began = time.monotonic()
    check.status = subprocess.call(check.command, cwd=check.folder, env={**os.environ, **check.environment})
    check.seconds = time.monotonic() - began
    return check


def _heading(check: Check) -> None:
    print(f"\n== {check.name}", flush=True)
