"""Shares of right answers: how sure they are, and whether one has changed.

Wilson's interval (Wilson 1927, "Probable Inference, the Law of Succession, and Statistical Inference") keeps its promise
also for few answers and shares near 1. Two shares are compared by Newcombe's hybrid of two such intervals (Newcombe
1998, "Interval estimation for the difference between independent proportions", method 10).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Any

from taxonomy.core.agreement import Figure, Measured, Undefined

Z = 1.959964
"""For 95 %."""
LEAST = 10
"""Answers on each side below which no change is spoken of."""


def share(right: int, n: int, *, of: str = "nothing was asked") -> Figure:
    """The share ``right / n`` with its 95 % interval, or why there is none.

    >>> figure = share(9, 10)
    >>> (round(figure.low, 3), round(figure.high, 3))
    (0.596, 0.982)
    """
    if n == 0:
        return Undefined(of)
    p, z2 = right / n, Z * Z
    middle = (p + z2 / (2 * n)) / (1 + z2 / n)
    half = Z * sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return Measured(p, max(0.0, middle - half), min(1.0, middle + half), n)


@dataclass(frozen=True, slots=True)
class Drift:
    """How a share has moved: ``better``, ``worse``, ``steady`` or ``unknown``.

    Attributes:
        difference: later less earlier, with its 95 % interval ``low`` .. ``high``; None when unknown.
        because: why it is unknown; empty otherwise.
    """

    verdict: str
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    because: str = ""

    def as_json(self) -> dict[str, Any]:
        """For the API."""
        numbers = {"difference": self.difference, "low": self.low, "high": self.high}
        rounded = {name: None if value is None else round(value, 4) for name, value in numbers.items()}
        return {"verdict": self.verdict, **rounded, "because": self.because}


def drift(earlier: tuple[int, int], later: tuple[int, int]) -> Drift:
    """Whether the share has changed between two times; each is right and asked.

    A change is one whose interval does not hold 0; all else is steady, which is not the same as proven equal.
    """
    if min(earlier[1], later[1]) < LEAST:
        return Drift(
            "unknown",
            because=f"{earlier[1]} answers before and {later[1]} lately; {LEAST} of each are needed",
        )
    before, after = share(*earlier), share(*later)
    assert isinstance(before, Measured) and isinstance(after, Measured)
    d = after.value - before.value
    low = d - sqrt((after.value - after.low) ** 2 + (before.high - before.value) ** 2)
    high = d + sqrt((after.high - after.value) ** 2 + (before.value - before.low) ** 2)
    verdict = "better" if low > 0 else "worse" if high < 0 else "steady"
    return Drift(verdict, d, low, high)
