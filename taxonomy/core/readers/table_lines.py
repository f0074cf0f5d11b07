"""Lines of a file, of which some can be given back: what it takes to go on after a quote that is never closed."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import TextIO

LINE_MOST = 1 << 24
"""Characters of a line; a longer one is no line of a table, and would have to be held in memory whole."""
RECORD_MOST = 2_000
"""Lines of one record; more mean that a quote was left open (the longest of ESCO's has some hundreds)."""


class LineTooLong(ValueError):
    """A record that cannot be one: too many lines, or a line without end. What was read of it is in `taken`."""


class TableLines(Iterator[str]):
    """The lines of a stream, with their numbers.

    Attributes:
        number: of the line read last, from 1.
        taken: the lines read since `begin`; at most `RECORD_MOST`.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._back: deque[str] = deque()
        self.number = 0
        self.taken: list[str] = []

    def __next__(self) -> str:
        if len(self.taken) >= RECORD_MOST:
            raise LineTooLong(f"a quote that opens here is not closed within {RECORD_MOST:,} lines")
        line = self._back.popleft() if self._back else self._stream.readline(LINE_MOST)
        if not line:
            raise StopIteration
        self.number += 1
        if _is_cut(line):
            self.taken.append(line[:200])
            while _is_cut(self._stream.readline(LINE_MOST)):
                pass
            raise LineTooLong(f"the line has more than {LINE_MOST:,} characters")
        self.taken.append(line)
        return line

    def peek(self) -> str:
        """The beginning of the next line, which stays the next one; empty at the end."""
        if not self._back:
            self._back.append(self._stream.readline(LINE_MOST))
        return self._back[0][:LINE_MOST]

    def begin(self) -> None:
        """A record begins with the next line."""
        self.taken = []

    def give_back(self, lines: list[str]) -> None:
        """These lines, the last ones taken, come again."""
        self._back.extendleft(reversed(lines))
        self.number -= len(lines)


def _is_cut(line: str) -> bool:
    return len(line) >= LINE_MOST and not line.endswith(("\n", "\r"))
