"""Files that are either whole or not there: written beside, flushed to disk, renamed into place."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from models_lstm.core.errors import UnwritableFile


def write_atomically(path: Path, content: bytes) -> None:
    """Replace ``path`` by ``content``; after a crash it holds the old content or the new, never a part."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_folder(path: Path) -> None:
    """Flush a folder's entries to disk, so that a rename in it survives a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def replaced_file(path: Path) -> Iterator[TextIO]:
    """A text file to be written line by line that takes the place of ``path`` when the block ends well.

    Raises:
        UnwritableFile: the folder is not there or not ours to write in.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        file = beside.open("w", encoding="utf-8", newline="")
    except OSError as error:
        raise UnwritableFile(f"{path} cannot be written: {error.strerror}.", field="output") from error
    try:
        with file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    sync_folder(path.parent)
