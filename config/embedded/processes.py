"""Processes of the operating system: tie children to their parent, find what a crash left behind."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import psutil

PR_SET_PDEATHSIG = 1

_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with_parent(send: signal.Signals = signal.SIGTERM) -> None:
    """Have the kernel send us `send` when the thread that started us ends, however it ends.

    Linux only; elsewhere the next start cleans up. A change of user id clears the setting, so a process
    that drops its rights calls this afterwards.
    """
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, int(send), 0, 0, 0)


def bound_to_parent(send: signal.Signals) -> Callable[[], None]:
    """A ``preexec_fn`` that ties the child to us; also closes the gap in which we died before the call."""
    parent = os.getpid()

    def bind() -> None:
        die_with_parent(send)
        if os.getppid() != parent:
            os._exit(1)

    return bind


def programs_in(folder: Path, name: str) -> list[psutil.Process]:
    """Running programs called `name` whose working folder is `folder` (PostgreSQL enters its data folder)."""
    found = []
    for process in psutil.process_iter(["name"]):
        if process.info["name"] != name:
            continue
        try:
            if Path(process.cwd()) == folder:
                found.append(process)
        except (psutil.Error, OSError):
            continue
    return found


def end_all(processes: Iterable[psutil.Process], *, first: signal.Signals, patience: float) -> None:
    """Ask every process to end by `first`; what is still there after `patience` seconds is killed."""
    alive = list(processes)
    for process in alive:
        _send(process, first)
    _, alive = psutil.wait_procs(alive, timeout=patience)
    for process in alive:
        _send(process, signal.SIGKILL)
    psutil.wait_procs(alive, timeout=5)


def wait_gone(find: Callable[[], Iterable[psutil.Process]], *, seconds: float) -> bool:
    """Whether `find` comes back empty within `seconds`."""
    deadline = time.monotonic() + seconds
    while list(find()):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def _send(process: psutil.Process, number: signal.Signals) -> None:
    try:
        process.send_signal(number)
    except psutil.Error:
        return
