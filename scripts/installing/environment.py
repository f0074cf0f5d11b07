"""The virtual environment ``.venv``, in step with the lock."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

from installing.console import PROJECT, StepFailed, run_logged, say

VENV = PROJECT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = PROJECT / "requirements"
SETUP_LOG = PROJECT / "var" / "log" / "setup.log"
GIGABYTE = 1024**3
NEEDED = 3 * GIGABYTE
"""Free disk space for a first installation: packages unpacked, their archives, the built UI, the data."""


def ensure_packages(*, development: bool) -> None:
    """Make ``.venv`` and install the lock into it, unless that is done already.

    Raises:
        StepFailed: not enough disk space, or pip could not install.
    """
    lock = LOCKS / ("lock-dev.txt" if development else "lock.txt")
    if _is_installed(lock) or (not development and _is_installed(LOCKS / "lock-dev.txt")):
        return
    _check_space()
    if not _starts():
        say(f"Making the virtual environment .venv with Python {sys.version.split()[0]} ...")
        shutil.rmtree(VENV, ignore_errors=True)
        venv.create(VENV, with_pip=True)
    count = sum(
        "==" in line for name in {"lock.txt", lock.name} for line in (LOCKS / name).read_text().splitlines()
    )
    say(f"Installing {count} packages (one to five minutes, details in {_shown(SETUP_LOG)}) ...")
    began = time.monotonic()
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input"]
    run_logged(
        [*pip, "install", "--prefer-binary", "--retries", "5", "-r", str(lock)],
        log=SETUP_LOG,
        what="Installing the packages",
    )
    _stamp(lock).write_text(_mark(lock))
    say(f"Packages installed in {time.monotonic() - began:.0f} s.")


def site_packages() -> Path:
    """Where the environment's packages are."""
    return VENV / "lib" / f"python{_version()}" / "site-packages"


def _is_installed(lock: Path) -> bool:
    stamp = _stamp(lock)
    return stamp.exists() and stamp.read_text() == _mark(lock) and _starts()


def _mark(lock: Path) -> str:
    """What the environment was made from: the locks and the Python."""
    text = "".join((LOCKS / name).read_text() for name in sorted({"lock.txt", lock.name}))
    return hashlib.sha256(f"{text}{_version()}{VENV}".encode()).hexdigest()


def _stamp(lock: Path) -> Path:
    return VENV / f".installed-{lock.stem}"


def _version() -> str:
    """Python version of the environment when there is one, else ours: ``3.11``."""
    settings = VENV / "pyvenv.cfg"
    if settings.exists():
        for line in settings.read_text().splitlines():
            name, _, value = line.partition("=")
            if name.strip() == "version":
                return ".".join(value.strip().split(".")[:2])
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def _starts() -> bool:
    """Whether the environment's Python is there and works (it dies with the Python it was made from)."""
    if not os.access(PYTHON, os.X_OK):
        return False
    probe = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    return subprocess.call([PYTHON, "-c", probe], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0


def _check_space() -> None:
    free = shutil.disk_usage(PROJECT).free
    if free < NEEDED:
        raise StepFailed(
            f"Not enough disk space: the installation needs {NEEDED / GIGABYTE:.0f} GB in {PROJECT}, "
            f"{free / GIGABYTE:.1f} GB are free. Make room and run it again."
        )
    temporary = shutil.disk_usage(tempfile.gettempdir()).free
    if temporary < GIGABYTE:
        raise StepFailed(
            f"Not enough disk space: pip needs 1 GB in {tempfile.gettempdir()}, {temporary / GIGABYTE:.1f} GB "
            f"are free. Make room, or name another folder: make run TMPDIR=/path"
        )


def _shown(path: Path) -> str:
    return str(path.relative_to(PROJECT))
