"""One program and its life: start, watch, start again, stop."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Callable
from typing import Final

from config.embedded.home import PROJECT, Home
from config.embedded.processes import bound_to_parent
from config.supervisor.logfile import LogFile
from config.supervisor.program import Program
from config.supervisor.view import View

PROBE_EVERY: Final = 5.0
FAILURES: Final = 3
"""So many failing probes in a row, and the program is started anew."""
CALM: Final = 60.0
"""A program that ran for so long has recovered: its next crash counts as the first."""
LONGEST_PAUSE: Final = 30.0


class Child:
    """Keeps one program running until it is stopped."""

    def __init__(self, program: Program, home: Home, view: View) -> None:
        self.program = program
        self.view = view
        self.log = LogFile(home.log / f"{program.name}.log", program.name)
        self.process: asyncio.subprocess.Process | None = None
        self.ready = asyncio.Event()
        self.stop_asked = asyncio.Event()
        self.starts = 0

    async def run(self) -> None:
        """Start and start again, with growing pauses, until `stop` is called."""
        crashes = 0
        while not self.stop_asked.is_set():
            began = time.monotonic()
            await self._start()
            status = await self._watch()
            self.ready.clear()
            if self.stop_asked.is_set():
                break
            crashes = 1 if time.monotonic() - began > CALM else crashes + 1
            pause = 0.0 if crashes == 1 else min(0.5 * 2 ** (crashes - 2), LONGEST_PAUSE)
            again = f"starting it again in {pause:.1f} s" if pause else "starting it again"
            self.view.event(self.program.name, f"ended ({_exit_text(status)}); {again}; log: {self.log.path}")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.stop_asked.wait(), timeout=pause or 0.01)
        self.log.close()

    async def stop(self) -> None:
        """Ask it to end, wait for its grace, then kill what is left of its group."""
        self.stop_asked.set()
        process = self.process
        if process is None:
            return
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(self.program.stop_signal)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self.program.grace):
                    await process.wait()
        self.kill()

    def kill(self) -> None:
        """Kill the whole group, at once."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)

    async def _start(self) -> None:
        self.program.prepare()
        self.starts += 1
        bind = bound_to_parent(self.program.stop_signal)
        self.process = await asyncio.create_subprocess_exec(
            *self.program.command,
            cwd=PROJECT,
            env=dict(self.program.environment),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_before_exec(bind, self.program.niceness),
            limit=1 << 20,
        )

    async def _watch(self) -> int:
        """Wait for the program's end; end it ourselves when it stops working. Returns its exit status."""
        assert self.process is not None
        pump = asyncio.create_task(self._pump(self.process))
        probing = asyncio.create_task(self._probe(self.process))
        try:
            return await self.process.wait()
        finally:
            probing.cancel()
            self.kill()  # children of a program that was killed
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(pump, timeout=2)

    async def _pump(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        while True:
            try:
                line = await process.stdout.readline()
            except ValueError:  # a line beyond the limit; the reader has dropped it
                continue
            if not line:
                return
            self.log.write(line)
            self.view.logged(self.program.name, line)

    async def _probe(self, process: asyncio.subprocess.Process) -> None:
        """Look often until it works, then every few seconds."""
        began, failures = time.monotonic(), 0
        while True:
            works = await self.program.probe(process.pid)
            if works and not self.ready.is_set():
                self.ready.set()
                self.view.event(self.program.name, f"ready after {time.monotonic() - began:.1f} s")
            warm = self.ready.is_set() or time.monotonic() - began > self.program.warm_up
            failures = 0 if works else failures + int(warm)
            if failures >= FAILURES:
                self.view.event(self.program.name, "does not answer any more; ending it")
                self.kill()
                return
            await asyncio.sleep(PROBE_EVERY if self.ready.is_set() else 0.2)


def _before_exec(bind: Callable[[], None], niceness: int) -> Callable[[], None]:
    def prepare() -> None:
        bind()
        if niceness:
            os.nice(niceness)

    return prepare


def _exit_text(status: int) -> str:
    if status < 0:
        with contextlib.suppress(ValueError):
            return f"killed by {signal.Signals(-status).name}"
    return f"exit code {status}"
