"""All checks and tests, one after the other; every one runs even when an earlier one failed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from installing.browser import NONE
from installing.console import PROJECT
from installing.environment import PYTHON, VENV
from installing.ui import FRONTEND, npm_command, npm_environment, npm_scripts

NPM_CHECKS = ("typecheck", "lint", "format:check", "check:api", "test")


@dataclass
class Check:
    """A named command; `environment` is added to ours."""

    name: str
    command: list[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    folder: Path = PROJECT
    status: int = -1
    seconds: float = 0.0


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
    """Run everything, print a table, and end with pytest's own last line. Returns the exit code."""
    done = [_run(check) for check in checks()]
    environment = {"TITLELOOM_BROWSER": browser} if browser else {}
    closing = ""
    tests = Check("tests", [str(PYTHON), "-m", "pytest", *pytest_arguments], environment)
    _heading(tests)
    began = time.monotonic()
    with subprocess.Popen(
        tests.command, cwd=PROJECT, env={**os.environ, **environment}, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            sys.stdout.write(line)
            sys.stdout.flush()
            closing = line.rstrip() if line.strip() else closing
        tests.status = process.wait()
    tests.seconds = time.monotonic() - began
    done.append(tests)
    print()
    for check in done:
        print(f"{'ok    ' if check.status == 0 else 'FAILED'} {check.name} ({check.seconds:.0f} s)")
    if browser is None:
        print(f"NOTE   {NONE}")
    print(closing, flush=True)
    return 0 if all(check.status == 0 for check in done) else 1


def _run(check: Check) -> Check:
    _heading(check)
    began = time.monotonic()
    check.status = subprocess.call(check.command, cwd=check.folder, env={**os.environ, **check.environment})
    check.seconds = time.monotonic() - began
    return check


def _heading(check: Check) -> None:
    print(f"\n== {check.name}", flush=True)
