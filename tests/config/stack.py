"""A whole installation in a folder of its own, started as people start it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from config.embedded.home import PROJECT, Home
from config.supervisor.preflight import free_port, supervised, supervisor_state

PATIENCE = 180.0
START_SECONDS = 280.0
"""Of the first start: everything is made and loaded."""


class Stack:
    """``manage.py serve`` with a home and a port of its own.

    Args:
        content: a home that was left in order; this one begins as a copy of it.
    """

    def __init__(self, root: Path, content: Path | None = None, /, **environment: str) -> None:
        self.home = Home(root)
        self.port = free_port("127.0.0.1")
        self.url = f"http://127.0.0.1:{self.port}"
        keep = {
            name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}
        }
        self.environment = {
            **keep,
            "TITLELOOM_HOME": str(root),
            "PORT": str(self.port),
            "DEMO": "0",
            "DJANGO_SETTINGS_MODULE": "config.settings",
            **environment,
        }
        # The first people are not what is tested here, and hashing their passwords takes a while.
        if content is None:
            root.mkdir(parents=True)
            (root / "people-made").touch()
        else:
            root.parent.mkdir(parents=True, exist_ok=True)
            # With its owners: the database has an account of its own when we are root.
            subprocess.run(["cp", "-a", str(content), str(root)], check=True)
        self.process: subprocess.Popen[bytes] | None = None
        self.output = root.with_name(f"{root.name}.out")

    def spawn(self) -> subprocess.Popen[bytes]:
        """Start it and do not wait."""
        with self.output.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve"],
                cwd=PROJECT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        return self.process

    def start(self) -> None:
        """Start it and wait until everything works."""
        self.spawn()
        self.wait(self.is_whole, "the installation is up")

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        """Ask it to stop; returns its exit code."""
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(timeout=PATIENCE)

    def manage(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run another command on the same home."""
        command = [sys.executable, "manage.py", *words]
        return subprocess.run(
            command,
            cwd=PROJECT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def health(self) -> dict[str, Any] | None:
        """The health page, or None when nobody answers."""
        try:
            with urllib.request.urlopen(f"{self.url}/api/v1/health", timeout=5) as answer:
                body = json.load(answer)
        except urllib.error.HTTPError as error:
            body = json.load(error)
        except OSError:
            return None
        return body if isinstance(body, dict) else None

    def is_whole(self) -> bool:
        """Whether everything works, by the health page."""
        assert self.process is not None
        assert self.process.poll() is None, self.output.read_text()
        health = self.health()
        return health is not None and health["status"] == "ok"

    def wait(self, condition: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
        """Wait for a condition; with the supervisor's words when it does not come true."""
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, f"{what}: not after {seconds} s\n{self.story()}"
            time.sleep(0.1)

    def story(self) -> str:
        """What is known about a failure: the supervisor's words, health, and the last error of each program."""
        parts = [self.output.read_text()[-3000:], str(self.health())]
        parts += [f"{process.pid} {process.status()}: {command_of(process)}" for process in self.remains()]
        for log in sorted(self.home.log.glob("*.log")):
            errors = [line for line in log.read_text(errors="replace").splitlines() if "Traceback" in line]
            parts += [f"{log.name}: {line}" for line in errors[-1:]]
        return "\n".join(part.replace("\\n", "\n") for part in parts)

    def remains(self) -> list[psutil.Process]:
        """Every process that belongs to this installation, services and keepers included."""
        found = {process.pid: process for process in supervised(self.home)}
        for process in psutil.process_iter():
            try:
                words = " ".join(process.cmdline())
                mine = process.environ().get("TITLELOOM_HOME") == str(self.home.root)
                if (str(self.home.root) in words or mine) and process.pid != os.getpid():
                    found[process.pid] = process
            except (psutil.Error, OSError):
                continue
        return [
            process for process in found.values() if process.is_running() and process.status() != "zombie"
        ]

    def pid_of(self, words: str) -> int:
        """The process of this installation whose command line holds `words`, the oldest if there are several."""
        found = [process for process in self.remains() if words in command_of(process)]
        assert found, f"no process with {words!r}: {[command_of(process) for process in self.remains()]}"
        return min(found, key=lambda process: (process.create_time(), process.pid)).pid

    def state(self) -> dict[str, Any]:
        """What the supervisor wrote about itself."""
        return supervisor_state(self.home)

    def destroy(self) -> None:
        """Leave nothing behind, whatever the test did."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait(timeout=10)
        for process in self.remains():
            try:
                process.kill()
            except psutil.Error:
                continue


@contextmanager
def installed(content: Path | None = None, /, **environment: str) -> Iterator[Stack]:
    """An installation with its first people, up, in a temporary folder; nothing is left of it afterwards.

    Not in pytest's own folder: every pytest that starts closes those for other accounts.
    """
    folder = Path(tempfile.mkdtemp(prefix="titleloom-installed-"))
    running = Stack(folder / "home", content, **environment)
    if content is None:
        (running.home.root / "people-made").unlink()
    try:
        running.spawn()
        running.wait(running.is_whole, "the installation is up", seconds=START_SECONDS)
        yield running
    finally:
        running.destroy()
        shutil.rmtree(folder, ignore_errors=True)


def command_of(process: psutil.Process) -> str:
    """The command line; empty for one that has just ended."""
    try:
        return " ".join(process.cmdline())
    except (psutil.NoSuchProcess, psutil.ZombieProcess):
        return ""
