"""A log file that is cut off when it grows: three old ones are kept."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import BinaryIO, Final

BYTES: Final = 10 * 1024 * 1024
KEPT: Final = 3


class LogFile:
    """JSON lines of one program; what it prints besides is wrapped into JSON."""

    def __init__(self, path: Path, process: str) -> None:
        self.path = path
        self.process = process
        self.file: BinaryIO = path.open("ab", buffering=0)

    def write(self, line: bytes) -> None:
        """Append one line; a full disk loses lines, not the program."""
        try:
            self.file.write(line if line.startswith(b"{") else self._wrapped(line))
            if self.file.tell() > BYTES:
                self._rotate()
        except OSError:
            return

    def close(self) -> None:
        """Close the file."""
        self.file.close()

    def _wrapped(self, line: bytes) -> bytes:
        at = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime())
        text = line.decode(errors="replace").rstrip("\n")
        return (
            json.dumps({"at": at, "process": self.process, "message": text}).encode() + b"\n" if text else b""
        )

    def _rotate(self) -> None:
        self.file.close()
        for number in range(KEPT, 0, -1):
            older = self.path.with_name(f"{self.path.name}.{number}")
            newer = self.path.with_name(f"{self.path.name}.{number - 1}") if number > 1 else self.path
            if newer.exists():
                newer.replace(older)
        self.file = self.path.open("ab", buffering=0)
