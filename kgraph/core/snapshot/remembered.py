"""The least recently used answers are forgotten first: what was worked out for a title is not worked out again.

A release never changes, so an answer of it holds as long as it is open. People and programs ask for the same raw titles
again and again; one that only the learner can place costs half a millisecond and more, a look into here 40
microseconds.
"""

from __future__ import annotations

import threading
from array import array
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from typing import Final, NamedTuple

MOST: Final = 8_192
"""Titles that are remembered, some 1.6 kB each: 13 MB in a web process that has answered so many."""
DEEP: Final = 50
"""Concepts that are remembered of a title: as many as can be asked for."""


class Placed(NamedTuple):
    """A concept for a title (dense numbers), the title of it that is nearest, and how likely it is the right one."""

    concept: int
    title: int
    confidence: float


class Remembered:
    """The best `DEEP` concepts of up to ``most`` titles. Safe to share among threads."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._rows: OrderedDict[Hashable, tuple[array[int], array[float]]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> list[Placed] | None:
        """The concepts of a title, best first; None when it is not remembered."""
        with self._lock:
            row = self._rows.get(key)
            if row is None:
                return None
            self._rows.move_to_end(key)
        numbers, sure = row
        return [Placed(*row) for row in zip(numbers[::2], numbers[1::2], sure, strict=True)]

    def put(self, key: Hashable, placed: Sequence[Placed]) -> None:
        """Remember the first `DEEP` of the concepts of a title."""
        best = placed[:DEEP]
        row = (
            array("q", [n for one in best for n in (one.concept, one.title)]),
            array("d", [one.confidence for one in best]),
        )
        with self._lock:
            self._rows[key] = row
            self._rows.move_to_end(key)
            while len(self._rows) > self._most:
                self._rows.popitem(last=False)

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._rows.clear()

    def __len__(self) -> int:
        return len(self._rows)
