"""Disk, secrets, and files that others should not read."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from config.doctor.finding import Finding, note, ok, problem
from config.environment import DEVELOPMENT_SECRET
from config.observability.probes import LITTLE_DISK

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
