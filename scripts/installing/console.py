"""Short words on the console, whole stories in a log file."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
PAUSES = (3.0, 10.0)
"""Seconds to wait before the second and the third attempt: networks hiccup."""


class StepFailed(Exception):
    """A step did not work; the message is for the person at the console."""


def say(text: str) -> None:
    """One line on standard error, which carries what is not a result."""
    print(text, file=sys.stderr, flush=True)


def run_logged(
    command: Sequence[str],
    *,
    log: Path,
    what: str,
    environment: Mapping[str, str] | None = None,
    cwd: Path = PROJECT,
    network: bool = True,
) -> None:
    """Run a program with all it prints in `log`; up to three attempts if it uses the network.

    Raises:
        StepFailed: the last attempt failed too; the message ends with the program's last lines.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    for pause in (*(PAUSES if network else ()), None):
        with log.open("a") as output:
            output.write(f"\n$ {' '.join(command)}\n")
            output.flush()
            began = output.tell()
            status = subprocess.call(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=environment, cwd=cwd
            )
        if status == 0:
            return
        if status < 0:
            raise StepFailed(f"{what} was stopped by signal {-status}.")
        with log.open("rb") as written:
            written.seek(began)
            lines = [
                line.rstrip() for line in written.read().decode(errors="replace").splitlines() if line.strip()
            ]
        tail = "\n".join(f"    {line[:300]}" for line in lines[-8:])
        if any("No space left on device" in line for line in lines):
            raise StepFailed(f"{what} failed: the disk is full.\n{tail}")
        if pause is None:
            often = " three times" if network else ""
            raise StepFailed(f"{what} failed{often}. The whole story is in {log}; it ends with:\n{tail}")
        say(f"{what} failed, trying again in {pause:.0f} s: {lines[-1][:200] if lines else 'no message'}")
        time.sleep(pause)
