"""How many examples property tests run: those that are written, times ``PROPERTY_SCALE`` (1 when not set).

``make test`` keeps to the numbers in the tests. ``PROPERTY_SCALE=50 pytest tests/kgraph`` looks fifty times as long.
"""

from __future__ import annotations

import os
from typing import Final

SCALE: Final = max(1, int(os.environ.get("PROPERTY_SCALE", "1") or 1))


def many(examples: int) -> int:
    """So many examples, scaled."""
    return examples * SCALE
