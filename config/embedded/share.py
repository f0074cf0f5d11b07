"""Use the embedded services: start them when they are not up, share them when they are.

A process that has called `hold` counts as a user until it ends or calls `Hold.release`.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from config.embedded.faults import ServiceFault
from config.embedded.home import PROJECT, Home, full_disk, unusable
from config.embedded.keeper import Service, service_named
from config.embedded.locks import LockTimeout, is_held, lock_open, lock_try, lock_wait, locked

START_SECONDS: Final = 120.0
"""First start on a slow disk, or recovery after a crash."""
ROOM: Final = 4 * 1024 * 1024
"""Bytes of free disk without which no server starts, and its keeper cannot even say so."""
SPAWNS: Final = 5
SPAWN_SECONDS: Final = 5.0
"""Until a keeper that was started holds its lock."""


@dataclass
class Hold:
    """Our share in a running service; the kernel takes it back when the process ends."""

    service: Service
    descriptor: int

    def release(self, *, stop: bool = False, seconds: float = 40.0) -> bool:
        """Give up the share. With `stop`, ask the keeper not to linger, and wait for it.

        Returns whether the server is down; False means that somebody else still uses it.
        """
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1
        return stop_unused(self.service, seconds=seconds) if stop else False


def hold(name: str, home: Home) -> Hold:
    """Make sure that the service `name` of `home` is up, and count as its user from now on.

    Raises:
        ServiceFault: it cannot be started; the message says why.
    """
    service = service_named(name, home)
    try:
        home.prepare()
    except OSError as error:
        raise ServiceFault(unusable(home.root, error)) from error
    try:
        with locked(home.run / f"{name}.door", seconds=START_SECONDS):
            descriptor = lock_open(home.run / f"{name}.users")
            lock_wait(descriptor, seconds=START_SECONDS, shared=True)
            try:
                _ensure_ready(service)
            except BaseException:
                os.close(descriptor)
                raise
    except LockTimeout as error:
        raise ServiceFault(f"{name} is being started or stopped by another process for too long") from error
    return Hold(service, descriptor)


_held: dict[str, Hold] = {}


def use_services() -> list[Hold]:
    """Hold what ``DATABASE_URL`` and ``REDIS_URL`` do not replace, once for this process (and its forks).

    Raises:
        ServiceFault: one of them cannot be started; the message says why.
    """
    for name, replacement in (("postgres", "DATABASE_URL"), ("valkey", "REDIS_URL")):
        if not os.environ.get(replacement, "").strip():
            use_service(name)
    return list(_held.values())


def use_service(name: str) -> Hold:
    """Hold one embedded service, once for this process (and its forks).

    Raises:
        ServiceFault: it cannot be started; the message says why.
    """
    if name not in _held:
        _held[name] = hold(name, Home.from_environment())
    return _held[name]


def leave_services(*, stop: bool = False) -> bool:
    """Give back what `use_services` took. With `stop`, wait until unused servers are down; whether all are."""
    holds = list(_held.values())
    _held.clear()
    return all([taken.release(stop=stop) for taken in holds])


def service_state(service: Service) -> dict[str, Any]:
    """What the keeper last wrote, or an empty state."""
    try:
        state = json.loads((service.home.run / f"{service.name}.state").read_text())
    except (OSError, ValueError):
        return {"state": "absent", "detail": "", "keeper": None, "server": None, "at": 0.0}
    return state if isinstance(state, dict) else {}


def is_kept(service: Service) -> bool:
    """Whether a keeper of the service is alive."""
    return is_held(service.home.run / f"{service.name}.keeper")


def stop_unused(service: Service, *, seconds: float) -> bool:
    """Have the keeper stop the server at once if nobody uses it; whether it is down afterwards."""
    deadline = time.monotonic() + seconds
    while is_kept(service):
        if is_held_by_users(service):
            return False
        keeper = service_state(service).get("keeper")
        if isinstance(keeper, int):
            try:
                os.kill(keeper, signal.SIGTERM)
            except ProcessLookupError:
                return True
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def is_held_by_users(service: Service) -> bool:
    """Whether any process counts as a user of the service now."""
    descriptor = lock_open(service.home.run / f"{service.name}.users")
    try:
        return not lock_try(descriptor)
    finally:
        os.close(descriptor)


def _ensure_ready(service: Service) -> None:
    deadline = time.monotonic() + START_SECONDS
    began = time.time()
    spawned = 0
    while True:
        if is_kept(service):
            if service_state(service).get("state") == "ready" and service.is_ready():
                return
        elif (
            spawned
            and service_state(service).get("state") == "failed"
            and service_state(service)["at"] >= began
        ):
            raise ServiceFault(str(service_state(service)["detail"]))
        else:
            free = shutil.disk_usage(service.home.root).free
            if free < ROOM:
                raise ServiceFault(full_disk(service.home.root, free=free, needed=ROOM))
            if spawned == SPAWNS:
                raise ServiceFault(f"The keeper of {service.name} does not start; see {_keeper_log(service)}")
            _spawn_keeper(service)
            spawned += 1
        if time.monotonic() > deadline:
            raise ServiceFault(
                f"{service.name} did not start in {START_SECONDS:.0f} s; see {service.home.log}"
            )
        time.sleep(0.03)


def _spawn_keeper(service: Service) -> None:
    """Start a keeper in a session of its own, so that a Ctrl-C meant for us does not reach it.

    What we start forks and ends at once: the keeper is nobody's child, and is never a zombie.
    """
    began = time.time()
    with _keeper_log(service).open("ab") as log:
        subprocess.run(
            [sys.executable, "-m", "config.embedded.keeper", service.name],
            cwd=PROJECT,
            env={**os.environ, "TITLELOOM_HOME": str(service.home.root)},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            check=False,
        )
    deadline = time.monotonic() + SPAWN_SECONDS
    while (
        not is_kept(service) and service_state(service).get("at", 0.0) < began and time.monotonic() < deadline
    ):
        time.sleep(0.01)


def _keeper_log(service: Service) -> Path:
    return service.home.log / "keeper.log"
