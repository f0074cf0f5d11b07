"""Room for the metrics of a web process, taken before it serves.

The library of the metrics maps files that are all holes into memory. When the disk is full, filling a hole is no
error that could be caught: the kernel kills the process, at its first request. With the blocks there beforehand, people
can at least read (and log in to see what is wrong) while there is no room to write.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Final

FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"
KINDS: Final = ("counter", "histogram")
"""Of `config.observability.counters`; the library keeps one file for each kind and process."""
BYTES: Final = 1024 * 1024
"""The library starts with a sixteenth and doubles; our few thousand series fill a fifth."""


def metrics_reserve() -> None:
    """Make this process's files, whole; where there is no room, it counts for itself instead."""
    folder = os.environ.get(FOLDER)
    if not folder or not hasattr(os, "posix_fallocate"):  # macOS has none
        return
    paths = [Path(folder) / f"{kind}_{os.getpid()}.db" for kind in KINDS]
    try:
        for path in paths:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
            try:
                os.posix_fallocate(descriptor, 0, BYTES)
            finally:
                os.close(descriptor)
    except OSError:
        for path in paths:
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
        del os.environ[FOLDER]
