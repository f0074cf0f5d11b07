"""Who executes a run, and whether that process is still there.

A run names its process as ``host:pid:start``. On the same machine a process that is gone is known at once; from
another machine only the heartbeat tells.
"""

from __future__ import annotations

import os
import socket
from functools import cache
from pathlib import Path


@cache
def _host() -> str:
    return socket.gethostname()[:60]


def _start_of(pid: int) -> str | None:
    """The start time of a process in clock ticks since boot ("" where the system does not tell); None: gone."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return None
    except PermissionError:
        pass
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except (OSError, IndexError):
        return ""
    return None if fields[0] == "Z" else fields[19]


def this_process() -> str:
    """The name of this process."""
    pid = os.getpid()
    return f"{_host()}:{pid}:{_start_of(pid) or ''}"


def is_gone(worker: str) -> bool:
    """Whether the process is known to be gone; false also when that cannot be known from here."""
    host, _, rest = worker.partition(":")
    pid, _, start = rest.partition(":")
    if host != _host() or not pid.isdecimal():
        return False
    now = _start_of(int(pid))
    return now is None or (now != "" and start != "" and now != start)
