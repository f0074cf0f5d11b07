"""Disk, secrets, code and logs."""

from __future__ import annotations

import json
import shutil
import stat
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import psutil
from django.conf import settings

from config.doctor.finding import Finding, note, ok, problem
from config.embedded.home import PROJECT
from config.embedded.locks import is_held
from config.environment import DEVELOPMENT_SECRET
from config.observability.probes import LITTLE_DISK
from config.supervisor.preflight import supervisor_state
from config.supervisor.view import TELLING

HOUSES = ("config", "taxonomy", "kgraph", "models_lstm")
MEGABYTE = 1024 * 1024


def examine_disk() -> Iterator[Finding]:
    """Free space, and what takes the most."""
    home: Path = settings.HOME_DIR
    free = shutil.disk_usage(home).free
    sizes = sorted(((_size(path), path.name) for path in home.iterdir()), reverse=True)[:4]
    largest = ", ".join(f"{name} {size // MEGABYTE} MB" for size, name in sizes)
    text = f"{free // MEGABYTE} MB free in {home} ({largest})"
    if free < LITTLE_DISK:
        yield problem("disk", text, "Make room before the database has to stop.")
    else:
        yield ok("disk", text)


def examine_secrets() -> Iterator[Finding]:
    """Default or weak secrets, open files."""
    where = "in production" if settings.ENVIRONMENT.production else "on this machine"
    if settings.SECRET_KEY == DEVELOPMENT_SECRET:
        yield problem(
            "secrets", "the secret key is the default", "Unset TITLELOOM_SECRET_KEY or choose your own."
        )
    else:
        yield ok("secrets", f"the secret key {where} is not a default")
    if settings.DEBUG:
        yield problem("secrets", "debug mode is on: error pages show settings", "Unset TITLELOOM_DEBUG.")
    for name in ("secret-key", "first-login.txt"):
        path = settings.HOME_DIR / name
        if path.exists() and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            yield problem("secrets", f"{path} can be read by others", f"chmod 600 {path}")
    if (settings.HOME_DIR / "first-login.txt").exists():
        advice = "Delete it once these people have chosen passwords of their own."
        yield note("secrets", "first passwords are kept in first-login.txt", advice)


def examine_code() -> Iterator[Finding]:
    """Whether what runs is what lies here: after a ``git pull`` it is not, until the next start."""
    if not is_held(settings.EMBEDDED.run / "supervisor.lock"):
        return
    state = supervisor_state(settings.EMBEDDED)
    try:
        started = psutil.Process(int(state["pid"])).create_time()
    except (KeyError, TypeError, ValueError, psutil.Error):
        return
    newest = max(
        (path.stat().st_mtime for house in HOUSES for path in (PROJECT / house).rglob("*.py")), default=0.0
    )
    if newest > started:
        at = time.strftime("%Y-%m-%d %H:%M", time.localtime(newest))
        yield note(
            "code", f"was changed at {at}, after the start", "Stop Titleloom and start it again: make run"
        )


def examine_logs() -> Iterator[Finding]:
    """Errors of the last day, with the last one of each program."""
    yesterday = time.time() - 24 * 3600
    for log in sorted(settings.EMBEDDED.log.glob("*.log")):
        errors = list(_errors(log, since=yesterday)) if log.stat().st_mtime > yesterday else []
        if errors:
            at, last = errors[-1]
            text = f"errors in {log.name} within a day: {len(errors)}, the last at {at[:16]}: {last}"
            yield note("logs", text, f"grep ERROR {log}")


def _errors(log: Path, *, since: float) -> Iterator[tuple[str, str]]:
    """Time and message of the errors in a file of JSON lines; other lines are passed over."""
    with log.open("rb") as lines:
        for line in lines:
            if b'"ERROR"' not in line and b'"CRITICAL"' not in line:
                continue
            try:
                record = json.loads(line)
                at = datetime.fromisoformat(record["at"])
            except (ValueError, KeyError, TypeError):
                continue
            if at.timestamp() > since:
                said = " ".join(str(record[key]) for key in TELLING if record.get(key))
                yield str(record["at"]), " ".join(said.split())[:160]


def _size(path: Path) -> int:
    """Bytes below a path; files that vanish or are closed to us count nothing."""
    if path.is_symlink():
        return 0
    if path.is_file():
        return path.stat().st_size
    total = 0
    for file in path.rglob("*"):
        try:
            total += file.lstat().st_size
        except OSError:
            continue
    return total
