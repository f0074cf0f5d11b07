"""Folders for whole installations."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def fresh_folder() -> Iterator[Path]:
    """A temporary folder that is removed afterwards."""
    path = Path(tempfile.mkdtemp(prefix="titleloom-stack-"))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def home_folder() -> Iterator[Path]:
    """A folder for a home. Not pytest's own: every pytest that starts closes those for other accounts, and the
    database has one of its own when we are root."""
    with fresh_folder() as folder:
        yield folder / "home"


@pytest.fixture(scope="module")
def shared_home_folder() -> Iterator[Path]:
    """The same for all tests of a module."""
    with fresh_folder() as folder:
        yield folder / "home"
