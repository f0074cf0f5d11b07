"""Before the start: is the port free, is there disk, does another one run, what did a crash leave behind."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import signal
import socket
from typing import Any, Final

import psutil

from config.embedded.faults import ServiceFault
from config.embedded.home import Home, full_disk, unusable
from config.embedded.locks import lock_open, lock_try
from config.embedded.processes import end_all
from config.environment import parse_database_url

NEEDED: Final = 300 * 1024 * 1024
"""Bytes of free disk without which starting would only lead to a crash later."""
LITTLE_ROOM: Final = 20 * 1024 * 1024
"""Bytes of free disk below which the disk is the likeliest reason for whatever failed."""


class AlreadyRunning(ServiceFault):
    """Another supervisor keeps this home."""


def supervisor_lock(home: Home) -> int:
    """Become the supervisor of this home; the lock ends with the process.

    Raises:
        AlreadyRunning: another one is.
        ServiceFault: the data folder cannot be used.
    """
    try:
        home.prepare()
    except OSError as error:
        raise ServiceFault(unusable(home.root, error)) from error
    descriptor = lock_open(home.run / "supervisor.lock")
    if lock_try(descriptor):
        return descriptor
    os.close(descriptor)
    state = supervisor_state(home)
    where, pid = state.get("url", "an address of its own"), state.get("pid", "?")
    raise AlreadyRunning(
        f"Titleloom already runs at {where} (process {pid}, data in {home.root}). "
        f"Stop it by Ctrl-C there or by: kill {pid}. For a second one beside it, set TITLELOOM_HOME and PORT."
    )


def supervisor_state(home: Home) -> dict[str, Any]:
    """What the running supervisor wrote: process id, address, programs."""
    try:
        state = json.loads((home.run / "supervisor.json").read_text())
    except (OSError, ValueError):
        return {}
    return state if isinstance(state, dict) else {}


def check_port(host: str, port: int) -> None:
    """Make sure that the web server can listen.

    Raises:
        ServiceFault: it cannot; the message names who listens there and what to do.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            line.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise ServiceFault(
                    f"Port {port} is taken{_listener(port)}. Stop that, or choose another port: "
                    f"make run PORT={free_port(host)}"
                ) from error
            if error.errno == errno.EACCES:
                raise ServiceFault(
                    f"Port {port} needs more rights than we have; choose one above 1023."
                ) from error
            raise ServiceFault(f"Cannot listen on {host}:{port}: {error.strerror}") from error


def check_disk(home: Home, *, needed: int = NEEDED) -> None:
    """Refuse to go on with a full disk.

    Raises:
        ServiceFault: there is not enough room.
    """
    free = shutil.disk_usage(home.root).free
    if free < needed:
        raise ServiceFault(full_disk(home.root, free=free, needed=needed))


def database_mark(url: str) -> str:
    """Ends the name of a file that says what was done to the database; empty for the embedded one."""
    if not url:
        return ""
    where = parse_database_url(url)
    return "-" + hashlib.sha256(f"{where.host}:{where.port}/{where.name}".encode()).hexdigest()[:12]


def clear_remains(home: Home) -> int:
    """End the programs that a killed supervisor left; returns how many there were."""
    remains = supervised(home)
    end_all(remains, first=signal.SIGTERM, patience=3)
    return len(remains)


def supervised(home: Home) -> list[psutil.Process]:
    """Processes that bear the mark of this home, but for ourselves."""
    found = []
    for process in psutil.process_iter():
        try:
            marked = process.environ().get("TITLELOOM_SUPERVISED") == str(home.root)
            if marked and process.pid != os.getpid() and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except (psutil.Error, OSError):
            continue
    return found


def free_port(host: str) -> int:
    """A port that nobody listens on now."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM) as line:
        line.bind((host, 0))
        return int(line.getsockname()[1])


def _listener(port: int) -> str:
    try:
        for connection in psutil.net_connections("tcp"):
            if connection.laddr and connection.laddr.port == port and connection.status == psutil.CONN_LISTEN:
                if connection.pid is None:
                    return ""
                process = psutil.Process(connection.pid)
                return f" by process {process.pid} ({' '.join(process.cmdline())[:80] or process.name()})"
    except psutil.Error:
        return ""
    return ""
