"""The supervisor itself."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
import signal
import sys
import time
from pathlib import Path
from typing import Any, Final

from django.apps import apps
from django.db import DatabaseError, connection

from config.embedded.faults import ServiceFault
from config.embedded.home import PROJECT, Home
from config.embedded.share import Hold, hold, is_kept
from config.environment import Environment
from config.observability.probes import LITTLE_DISK
from config.outside import check_outside
from config.supervisor.child import Child
from config.supervisor.preflight import (
    LITTLE_ROOM,
    check_disk,
    check_port,
    clear_remains,
    database_mark,
    supervisor_lock,
)
from config.supervisor.programs import programs, shared_environment
from config.supervisor.view import FIRST_PERSON, View

WATCH_EVERY: Final = 1.0
DISK_EVERY: Final = 30.0
ONE_WISH: Final = 1.0
"""Signals within so many seconds are one wish: make and timeout(1) pass on what the whole group gets anyway."""
OTHERS_SECONDS: Final = 5.0
"""So long the address waits for the workers once the web server answers."""


class Supervisor:
    """Starts services and programs, watches them, and stops them in the opposite order."""

    def __init__(self, environment: Environment, home: Home) -> None:
        self.environment = environment
        self.home = home
        self.view = View()
        self.holds: dict[str, Hold] = {}
        self.children: list[Child] = []
        self.told: dict[str, str] = {}
        """Service -> why it could not be started again, as last printed."""
        self.stop_asked = asyncio.Event()
        self.signalled_at: float | None = None

    @property
    def url(self) -> str:
        """The address to tell people."""
        host = self.environment.host
        shown = "127.0.0.1" if host in {"0.0.0.0", "", "::"} else f"[{host}]" if ":" in host else host
        return f"http://{shown}:{self.environment.port}"

    async def run(self) -> None:
        """Run until a signal asks to stop.

        Raises:
            ServiceFault: the start cannot succeed; everything that was started is stopped again.
        """
        began = time.monotonic()
        lock = supervisor_lock(self.home)
        try:
            self._prepare()
            self._listen_to_signals()
            await self._start_services()
            if not self.stop_asked.is_set():
                await self._prepare_data()
            if not self.stop_asked.is_set():
                await self._run_programs(began)
        finally:
            await self._stop_services()
            (self.home.run / "supervisor.json").unlink(missing_ok=True)
            os.close(lock)
        self.view.line("Stopped. The data stay in " + str(self.home.root))

    def _prepare(self) -> None:
        check_disk(self.home)
        check_outside(self.environment)
        if count := clear_remains(self.home):
            self.view.event("supervisor", f"ended {count} processes that a crash had left")
        check_port(self.environment.host, self.environment.port)
        self._write_state()

    def _listen_to_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self._on_signal)

    def _on_signal(self) -> None:
        now = time.monotonic()
        if self.signalled_at is None:
            self.signalled_at = now
            self.view.line("\nStopping ... (once more to hurry)")
            self.stop_asked.set()
        elif now - self.signalled_at > ONE_WISH:
            for child in self.children:
                child.stop_asked.set()
                child.kill()

    async def _start_services(self) -> None:
        replaced = {"postgres": self.environment.database_url, "valkey": self.environment.redis_url}
        embedded = [name for name, url in replaced.items() if not url]
        began = time.monotonic()
        for name, taken in zip(
            embedded,
            await asyncio.gather(*(asyncio.to_thread(hold, name, self.home) for name in embedded)),
            strict=True,
        ):
            self.holds[name] = taken
        for name in embedded:
            self.view.event(name, f"ready after {time.monotonic() - began:.1f} s")

    async def _prepare_data(self) -> None:
        await self._command("migrate", "--noinput", "--verbosity", "0")
        # Another database needs its own people and content, whatever this folder has seen.
        where = database_mark(self.environment.database_url)
        if self.environment.demo:
            mark = f"starter-loaded{where}"
            await self._once(mark, "starter", "loading the starter taxonomy ...", "load_starter")
        elif not self.environment.production:
            mark = f"people-made{where}"
            await self._once(mark, "people", "making an administrator", "load_starter", "--people-only")

    async def _once(self, mark: str, name: str, text: str, *command: str) -> None:
        """Run a command at the first start only; it may be repeated when it was cut off."""
        done = self.home.root / mark
        if done.exists() or self.stop_asked.is_set():
            return
        self.view.event(name, text)
        began = time.monotonic()
        await self._command(*command)
        if not self.stop_asked.is_set():
            done.write_text(time.strftime("%Y-%m-%dT%H:%M:%SZ\n", time.gmtime()))
            self.view.event(name, f"done in {time.monotonic() - began:.1f} s")

    async def _command(self, *words: str) -> None:
        """Run a management command to its end.

        Raises:
            ServiceFault: it failed; with its last words.
        """
        log = self.home.log / "commands.log"
        with log.open("ab") as output:
            begin = output.seek(0, os.SEEK_END)
            environment = {**shared_environment(self.home, words[0]), "TITLELOOM_LOG": "plain"}
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "manage.py", *words),
                cwd=PROJECT,
                env=environment,
                stdout=output,
                stderr=output,
            )
            stop = asyncio.create_task(self.stop_asked.wait())
            done = asyncio.create_task(process.wait())
            await asyncio.wait({stop, done}, return_when=asyncio.FIRST_COMPLETED)
            stop.cancel()
            if not done.done():
                process.terminate()
                await done
                return
        if process.returncode:
            check_disk(
                self.home, needed=LITTLE_ROOM
            )  # the likeliest reason, which is then seldom in the last words
            with log.open("rb") as written:
                written.seek(begin)
                lines = written.read().decode(errors="replace").strip().splitlines()
            raise ServiceFault(
                f"'manage.py {' '.join(words)}' failed, see {log}: {lines[-1] if lines else ''}"
            )

    async def _run_programs(self, began: float) -> None:
        self.children = [
            Child(program, self.home, self.view) for program in programs(self.environment, self.home)
        ]
        running = [asyncio.create_task(child.run()) for child in self.children]
        watching = asyncio.create_task(self._watch())
        greeting = asyncio.create_task(self._greet(began))
        await self.stop_asked.wait()
        for task in (watching, greeting):
            task.cancel()
        # The web server first: what it has acknowledged by now, the workers may still finish.
        web, *workers = self.children
        await web.stop()
        await asyncio.gather(*(child.stop() for child in workers))
        for task in running:
            task.cancel()
        await asyncio.gather(*running, watching, greeting, return_exceptions=True)

    async def _greet(self, began: float) -> None:
        web, *others = self.children
        await web.ready.wait()
        # What was printed last stays in sight: the workers, which take a moment longer, come before it.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(OTHERS_SECONDS):
                await asyncio.gather(*(child.ready.wait() for child in others))
        self._write_state()
        self.view.line(f"\nTitleloom runs at {self.url}  (started in {time.monotonic() - began:.1f} s)\n")
        somebody = await asyncio.to_thread(somebody_can_log_in)
        self.view.line(login_text(self.home.root / "first-login.txt", somebody=somebody))
        self.view.line(MORE_TITLES)
        self.view.line("Ctrl-C stops everything. Trouble? .venv/bin/python manage.py doctor\n")

    async def _watch(self) -> None:
        """Bring services back whose keeper was killed; warn when the disk fills up."""
        disk_at, warned = 0.0, False
        while True:
            await asyncio.sleep(WATCH_EVERY)
            for name, taken in list(self.holds.items()):
                if not is_kept(taken.service):
                    await self._revive(name, taken)
            if time.monotonic() - disk_at > DISK_EVERY:
                disk_at = time.monotonic()
                low = shutil.disk_usage(self.home.root).free < LITTLE_DISK
                if low and not warned:
                    self.view.event("disk", f"less than {LITTLE_DISK // 2**20} MB free in {self.home.root}")
                warned = low

    async def _revive(self, name: str, taken: Hold) -> None:
        if name not in self.told:
            self.view.event(name, "its keeper is gone; starting it again")
        try:
            self.holds[name] = await asyncio.to_thread(hold, name, self.home)
            taken.release()
            self.told.pop(name, None)
            self.view.event(name, "ready")
        except ServiceFault as fault:
            if self.told.get(name) != str(fault):
                self.told[name] = str(fault)
                self.view.event(name, f"{fault} (tried again every few seconds)")
            await asyncio.sleep(5)

    async def _stop_services(self) -> None:
        holds = list(self.holds.values())
        stopped = await asyncio.gather(*(asyncio.to_thread(taken.release, stop=True) for taken in holds))
        for taken, is_down in zip(holds, stopped, strict=True):
            if not is_down:
                self.view.event(
                    taken.service.name, "is still used by another command, and stops when that ends"
                )

    def _write_state(self) -> None:
        state: dict[str, Any] = {
            "pid": os.getpid(),
            "url": self.url,
            "programs": {
                child.program.name: {
                    "pid": child.process.pid if child.process else None,
                    "starts": child.starts,
                }
                for child in self.children
            },
        }
        path = self.home.run / "supervisor.json"
        fresh = path.with_suffix(".new")
        fresh.write_text(json.dumps(state))
        fresh.replace(path)


MORE_TITLES: Final = (
    "More titles to work on: 'make more-titles' fetches and imports 74,000 as people write them."
)


def login_text(path: Path, *, somebody: bool) -> str:
    """The demo people and their first passwords, as the starter wrote them; else what there is to know."""
    if not somebody:
        return f"Nobody can log in yet. The first person is added by: {FIRST_PERSON}\n"
    with contextlib.suppress(OSError):
        return f"{path.read_text().rstrip()}\n(kept in {path})\n"
    return "Log in with your name and password.\n"


def somebody_can_log_in() -> bool:
    """Whether there is an active person; yes when the database does not say."""
    try:
        return bool(apps.get_model("taxonomy", "Person")._default_manager.filter(is_active=True).exists())
    except DatabaseError:
        return True
    finally:
        connection.close()
