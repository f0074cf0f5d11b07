"""Figures that may be a moment old, kept in this process: cheaper than asking a cache server for them."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")
MOST = 10_000
_kept: dict[Hashable, tuple[float, Any]] = {}


def remembered(key: Hashable, seconds: float, make: Callable[[], T]) -> T:
    """What ``make`` gave, at most ``seconds`` ago. Two threads may both make it; the last one's is kept."""
    now = time.monotonic()
    found = _kept.get(key)
    if found is not None and found[0] > now:
        value: T = found[1]
        return value
    value = make()
    if len(_kept) >= MOST:
        _kept.clear()
    _kept[key] = (now + seconds, value)
    return value


def forget(key: Hashable) -> None:
    """Make it anew at the next call."""
    _kept.pop(key, None)


def forget_all() -> None:
    """Everything anew (between tests)."""
    _kept.clear()
