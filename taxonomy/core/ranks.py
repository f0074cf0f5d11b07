"""Who outranks whom when the same pair is settled twice.

A later, better informed voice replaces an earlier one; a lower rank never replaces a higher one's decision
(an automatic run must not undo a curator's work).
"""

from __future__ import annotations

RANKS: dict[str, int] = {
    "import": 10,
    "rule": 10,
    "automatic": 20,
    "consensus": 30,
    "review": 40,
    "adjudication": 40,
}


def may_replace(new: str, old: str) -> bool:
    """Whether a decision settled by ``new`` may supersede one settled by ``old``."""
    return RANKS[new] >= RANKS[old]
