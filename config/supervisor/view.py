"""The live view: a line for every event, nothing in between."""

from __future__ import annotations

import json
import sys
import time
from typing import Final

TELLING: Final = ("message", "method", "path", "status", "task", "error")
"""Fields of a log line that a person wants to see."""
FIRST_PERSON: Final = ".venv/bin/python manage.py create_person NAME --role administrator"
"""What to do where nobody can log in."""


class View:
    """Prints events to standard error, and errors that the programs log (at most one a second for each)."""

    def __init__(self) -> None:
        self._last_error: dict[str, float] = {}

    def event(self, name: str, text: str) -> None:
        """One line: time, who, what."""
        self.line(f"{time.strftime('%H:%M:%S')}  {name:<16} {text}")

    def line(self, text: str) -> None:
        """Plain text."""
        try:
            print(text, file=sys.stderr, flush=True)
        except OSError:
            return  # the terminal is gone; the log files are not

    def logged(self, name: str, line: bytes) -> None:
        """Show a line of a program's log if it tells of an error."""
        if b'"ERROR"' not in line and b'"CRITICAL"' not in line:
            return
        now = time.monotonic()
        if now - self._last_error.get(name, -1.0) < 1.0:
            return
        self._last_error[name] = now
        try:
            record = json.loads(line)
        except ValueError:
            return
        parts = [str(record[key]) for key in TELLING if record.get(key)]
        self.event(name, " ".join(" ".join(parts).split())[:200])
