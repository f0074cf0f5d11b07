"""File locks of the kernel: they vanish with their process, so a kill or a power cut leaves none behind."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class LockTimeout(TimeoutError):
    """Somebody held the lock for longer than we were ready to wait."""


def lock_open(path: Path) -> int:
    """A descriptor to lock; closed in programs that we start, shared with forks."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def lock_try(descriptor: int, *, shared: bool = False) -> bool:
    """Take the lock if it is free now."""
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def lock_wait(descriptor: int, *, seconds: float, shared: bool = False) -> None:
    """Take the lock, or raise `LockTimeout` after `seconds`."""
    deadline = time.monotonic() + seconds
    while not lock_try(descriptor, shared=shared):
        if time.monotonic() > deadline:
            raise LockTimeout
        time.sleep(0.02)


@contextmanager
def locked(path: Path, *, seconds: float) -> Iterator[None]:
    """Hold the exclusive lock on `path`."""
    descriptor = lock_open(path)
    try:
        lock_wait(descriptor, seconds=seconds)
        yield
    finally:
        os.close(descriptor)


def is_held(path: Path) -> bool:
    """Whether some process holds the exclusive lock on `path`."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        return not lock_try(descriptor, shared=True)
    finally:
        os.close(descriptor)
