"""When a delivery that failed is tried again."""

from __future__ import annotations

from random import Random

WAITS = (10, 60, 300, 1_800, 7_200, 21_600, 43_200, 86_400, 86_400)
"""Seconds after the first, second, ... attempt: ten attempts within about three days."""
MOST_ATTEMPTS = len(WAITS) + 1
_LONGEST = 86_400


def wait_after(attempts: int, *, asked: int | None = None, draw: Random | None = None) -> float | None:
    """Seconds to wait after so many failed attempts; None when it is given up.

    Args:
        attempts: at least 1.
        asked: the receiver's ``Retry-After`` in seconds; obeyed up to a day.
    """
    if attempts >= MOST_ATTEMPTS:
        return None
    # Spread, so that what failed together does not come back together.
    wait = WAITS[attempts - 1] * (draw or Random()).uniform(0.9, 1.1)
    return max(wait, float(min(asked or 0, _LONGEST)))
