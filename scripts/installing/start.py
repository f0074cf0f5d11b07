"""What ``make run`` and ``make test`` do, step by step."""

from __future__ import annotations

import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from installing.browser import ensure_browser
from installing.checks import run_checks
from installing.console import PROJECT, StepFailed, say
from installing.environment import PYTHON, ensure_packages
from installing.ui import ensure_modules, ensure_ui

USAGE = "usage: setup.py run | test [pytest arguments] | install"


def start(arguments: list[str]) -> int:
    """Do what the first argument says; returns the exit code."""
    action, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    try:
        if action == "run":
            return _run()
        if action == "test":
            return _test(rest)
        if action == "install":
            _install(development=True)
            return 0
    except StepFailed as failure:
        say(str(failure))
        return 2
    except KeyboardInterrupt:
        say("Stopped.")
        return 130
    say(USAGE)
    return 2


def _run() -> int:
    _install(development=False)
    sys.stdout.flush()
    os.chdir(PROJECT)
    os.execv(PYTHON, [str(PYTHON), "manage.py", "serve"])


def _test(arguments: list[str]) -> int:
    _install(development=True)
    return run_checks(ensure_browser(), arguments)


def _install(*, development: bool) -> None:
    with _one_at_a_time():
        ensure_packages(development=development)
        ensure_ui()
        if development and (PROJECT / "frontend" / "package-lock.json").exists():
            ensure_modules()


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Two set-ups in one folder wait for each other; the lock ends with its process."""
    with Path(__file__).open("rb") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another set-up is at work in this folder; waiting for it ...")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
