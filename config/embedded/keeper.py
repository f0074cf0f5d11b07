"""The keeper: one small process for each embedded server, which starts it, restarts it, and stops it when unused.

Who uses a server holds a shared lock on ``run/NAME.users`` for as long as the process lives. The keeper stops
the server once it can take that lock alone, so the server outlives any one of its users, whichever
started it, and never outlives the last one, however that ended.

Run as ``python -m config.embedded.keeper NAME`` with ``TITLELOOM_HOME`` set; started by `config.embedded.share`.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType
from typing import Final, Protocol

import psutil

from config.embedded.account import Account
from config.embedded.faults import ServiceFault
from config.embedded.home import Home
from config.embedded.locks import lock_open, lock_try
from config.embedded.postgres import Postgres
from config.embedded.processes import bound_to_parent, end_all
from config.embedded.valkey import Valkey

POLL_SECONDS: Final = 0.1
LINGER_SECONDS: Final = 2.0
"""How long a server stays up unused, so that commands run one after another share it."""
LOG_BYTES: Final = 10 * 1024 * 1024
QUICK_CRASHES: Final = 5
"""After so many crashes in a row, each within `CALM_SECONDS` of the start, the keeper gives up."""
CALM_SECONDS: Final = 10.0


class Service(Protocol):
    """What the keeper has to know of a server."""

    @property
    def home(self) -> Home:
        """The installation that it belongs to."""

    @property
    def name(self) -> str:
        """Names its lock, state and log files."""

    @property
    def stop_signal(self) -> signal.Signals:
        """What asks it to shut down in order."""

    @property
    def patience(self) -> float:
        """Seconds that a shutdown or a start may take."""

    def account(self) -> Account | None:
        """The account to run under, when it is not our own."""

    def prepare(self) -> None:
        """Make its folders and clear what a crash left."""

    def command(self) -> list[str]:
        """Its command line."""

    def environment(self) -> dict[str, str]:
        """Its environment variables, all of them."""

    def folder(self) -> Path:
        """Its working folder."""

    def is_ready(self) -> bool:
        """Whether it answers."""

    def complete(self) -> None:
        """Make what has to exist inside it, once it answers."""

    def remains(self) -> list[psutil.Process]:
        """Its processes, ours or left by a crash."""

    def url(self) -> str:
        """Its address."""


def service_named(name: str, home: Home) -> Service:
    """The embedded service `postgres` or `valkey` of `home`."""
    services: dict[str, Service] = {"postgres": Postgres(home), "valkey": Valkey(home)}
    return services[name]


class Keeper:
    """Keeps one server running while anybody uses it."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.run = service.home.run
        self.log = service.home.log / f"{service.name}.log"
        self.child: subprocess.Popen[bytes] | None = None
        self.asked_to_hurry = False

    def main(self) -> int:
        """Hold the keeper's lock and keep; 0 also when another keeper was first."""
        lock = lock_open(self.run / f"{self.service.name}.keeper")
        if not lock_try(lock):
            return 0
        signal.signal(signal.SIGTERM, self._hurry)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        self.state("starting")
        try:
            self.service.prepare()
            self.start()
            self.keep()
        except ServiceFault as fault:
            self.state("failed", str(fault))
            return 1
        except OSError as error:
            self.state("failed", f"{error.strerror or error}: {error.filename or self.service.home.root}")
            return 1
        except Exception as error:
            # Whoever waits for the server has to hear of it; the traceback goes to keeper.log.
            self.state("failed", f"{type(error).__name__}: {error}")
            raise
        finally:
            self.stop()
        self.state("stopped")
        return 0

    def start(self) -> None:
        """Start the server and wait until it answers.

        Raises:
            ServiceFault: it ended instead, or answered nothing within its patience.
        """
        account = self.service.account()
        with self.log.open("ab") as log:
            self.child = subprocess.Popen(
                self.service.command(),
                cwd=self.service.folder(),
                env=self.service.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                user=account.uid if account else None,
                group=account.gid if account else None,
                extra_groups=[] if account else None,
                preexec_fn=bound_to_parent(self.service.stop_signal),
            )
        deadline = time.monotonic() + max(self.service.patience, 60)
        while not self.service.is_ready():
            if self.child.poll() is not None:
                raise ServiceFault(f"{self.service.name} ended at start: {self._last_words()}")
            if time.monotonic() > deadline:
                raise ServiceFault(f"{self.service.name} does not answer; see {self.log}")
            time.sleep(0.02)
        self.service.complete()
        self.state("ready")

    def keep(self) -> None:
        """Watch the server until nobody uses it any more; start it again when it dies."""
        started, crashes, unused_since = time.monotonic(), 0, None
        while True:
            time.sleep(POLL_SECONDS)
            if self.child is not None and self.child.poll() is not None:
                crashes = crashes + 1 if time.monotonic() - started < CALM_SECONDS else 1
                if crashes > QUICK_CRASHES:
                    raise ServiceFault(f"{self.service.name} keeps crashing: {self._last_words()}")
                self.state("restarting")
                time.sleep(min(0.1 * 2**crashes, 5.0) if crashes > 1 else 0)
                self.service.prepare()
                self.start()
                started = time.monotonic()
            self._rotate()
            if self._is_used():
                unused_since = None
                continue
            unused_since = unused_since or time.monotonic()
            linger = 0.0 if self.asked_to_hurry else LINGER_SECONDS
            if time.monotonic() - unused_since >= linger and self._stop_unused():
                return

    def stop(self) -> None:
        """Stop the server in order; what does not stop in time is killed (PostgreSQL then recovers)."""
        if self.child is not None and self.child.poll() is None:
            with contextlib.suppress(psutil.Error):
                end_all(
                    [psutil.Process(self.child.pid)],
                    first=self.service.stop_signal,
                    patience=self.service.patience,
                )
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.child.wait(timeout=5)

    def state(self, word: str, detail: str = "") -> None:
        """Write what the starters of servers and ``doctor`` read."""
        body = {
            "state": word,
            "detail": detail,
            "keeper": os.getpid(),
            "server": self.child.pid if self.child else None,
            "at": time.time(),
        }
        path = self.run / f"{self.service.name}.state"
        fresh = path.with_suffix(".state.new")
        fresh.write_text(json.dumps(body))
        fresh.replace(path)

    def _is_used(self) -> bool:
        lock = lock_open(self.run / f"{self.service.name}.users")
        try:
            return not lock_try(lock)
        finally:
            os.close(lock)

    def _stop_unused(self) -> bool:
        """Stop the server while newcomers wait at the door; False when one was already inside."""
        door = lock_open(self.run / f"{self.service.name}.door")
        try:
            if not lock_try(door) or self._is_used():
                return False
            self.stop()
            return True
        finally:
            os.close(door)

    def _hurry(self, number: int, frame: FrameType | None) -> None:
        self.asked_to_hurry = True

    def _last_words(self) -> str:
        try:
            lines = self.log.read_text(errors="replace").strip().splitlines()
        except OSError:
            lines = []
        telling = [line for line in lines[-30:] if "FATAL" in line or "PANIC" in line or "No space" in line]
        return (telling or lines or ["no message"])[-1]

    def _rotate(self) -> None:
        """Keep one old log. The server appends, so the file can be emptied below it."""
        with contextlib.suppress(OSError):
            if self.log.stat().st_size > LOG_BYTES:
                self.log.with_suffix(".log.1").write_bytes(self.log.read_bytes())
                os.truncate(self.log, 0)


if __name__ == "__main__":
    if os.fork():
        os._exit(0)
    sys.exit(Keeper(service_named(sys.argv[1], Home.from_environment())).main())
