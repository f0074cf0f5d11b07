"""The model in the box: an encoder that has read public lists of titles, and a head taught by the starter taxonomy."""

from __future__ import annotations

from pathlib import Path
from typing import Final

BASE: Final = Path(__file__).resolve().parent.parent / "base"
"""Its bundle; ``card.md`` in it says what it has learnt from. ``train_base`` makes it anew."""
