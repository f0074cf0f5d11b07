"""How many answers a token may have in a minute: counted in the process, shared over Valkey now and then.

A count in Valkey for every answer would cost as much as the answer. So each process counts for itself and adds what it
has counted to a shared counter every `SHARE_SECONDS` or `SHARE_ANSWERS`, whichever comes first; what the others have
counted comes back with it. A limit may thus be passed by a few hundred answers for each process, never by more. While
Valkey is away each process goes by its own count, so that reading goes on.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from math import ceil
from time import time
from typing import Final

from django.conf import settings
from django.core.cache import cache

log = logging.getLogger(__name__)

WINDOW: Final = 60
"""Seconds of a window; it begins at full minutes, for all processes alike."""
SHARE_SECONDS: Final = 1.0
SHARE_ANSWERS: Final = 200
_MOST: Final = 10_000


@dataclass(slots=True)
class _Count:
    """One token in this window: what all processes had when last shared, and what came here since."""

    window: int
    shared: int = 0
    fresh: int = 0
    shared_at: float = 0.0


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a token has left.

    Attributes:
        limit: answers in a window; remaining: of those; reset: seconds until the next window.
        allowed: whether this one may be answered.
    """

    limit: int
    remaining: int
    reset: int
    allowed: bool

    def headers(self) -> dict[str, str]:
        """As the IETF's draft on rate limit headers names them."""
        told = {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.reset),
            "RateLimit-Policy": f"{self.limit};w={WINDOW}",
        }
        return told if self.allowed else told | {"Retry-After": str(self.reset)}


_counts: dict[str, _Count] = {}
_lock = threading.Lock()


def rates_forget() -> None:
    """Begin anew in this process."""
    with _lock:
        _counts.clear()


def rate_take(token: str, *, weight: int = 1) -> Allowance | None:
    """Count an answer for a token; None where there is no limit (``TITLELOOM_GRAPH_RATE=0``).

    Args:
        weight: what it counts as; a bulk request weighs more.
    """
    limit: int = settings.GRAPH_RATE
    if not limit:
        return None
    now = time()
    window = int(now) // WINDOW
    with _lock:
        count = _counts.get(token)
        if count is None or count.window != window:
            if len(_counts) >= _MOST:
                _counts.clear()
            count = _counts[token] = _Count(window)
        count.fresh += weight
        due = count.fresh >= SHARE_ANSWERS or now - count.shared_at >= SHARE_SECONDS
        if due:
            count.shared_at = now
            fresh, count.fresh = count.fresh, 0
            count.shared += fresh
    if due:
        _share(token, count, fresh)
    with _lock:
        used = count.shared + count.fresh
    reset = max(1, ceil((window + 1) * WINDOW - now))
    return Allowance(limit, max(0, limit - used), reset, allowed=used <= limit)


def _share(token: str, count: _Count, fresh: int) -> None:
    """Add what was counted here, and take over what all have."""
    key = f"rate:{token}:{count.window}"
    try:
        cache.add(key, 0, timeout=2 * WINDOW)
        total = int(cache.incr(key, fresh))
    except Exception as error:  # whatever the client of a broker that is away raises: reading goes on
        log.debug("counts are not shared: %s", error)
        return
    with _lock:
        count.shared = max(total, count.shared)
