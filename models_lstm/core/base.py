"""The model in the box: it has read public lists of titles, and nobody's judgements."""

from __future__ import annotations

from pathlib import Path
from typing import Final

BASE: Final = Path(__file__).resolve().parent.parent / "base"
"""Its bundle; ``card.md`` in it says what it has learnt from. ``train_base`` makes it anew."""
