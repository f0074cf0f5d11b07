"""Answers that were worked out are not worked out again; those asked for longest ago are forgotten first.

A release never changes, so an answer of it holds as long as it is open, and people and programs ask for the same raw
titles again and again.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Final, Generic, TypeVar

MOST: Final = 4_096
V = TypeVar("V")


class Remembered(Generic[V]):
    """Up to ``most`` answers. Safe to share among threads; what is kept must not be changed by who gets it."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._rows: OrderedDict[Hashable, V] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> V | None:
        """What is kept for a question; None when nothing is."""
        with self._lock:
            if key not in self._rows:
                return None
            self._rows.move_to_end(key)
            return self._rows[key]

    def put(self, key: Hashable, value: V) -> None:
        """Keep an answer."""
        with self._lock:
            self._rows[key] = value
            self._rows.move_to_end(key)
            while len(self._rows) > self._most:
                self._rows.popitem(last=False)

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._rows.clear()

    def __len__(self) -> int:
        return len(self._rows)
