"""What runs by the clock: sweeps that pick up what a lost message or a dead worker left lying."""

from __future__ import annotations

from typing import Any, Final

BEAT_SCHEDULE: Final[dict[str, dict[str, Any]]] = {}
"""Name -> task, seconds, options, as Celery's scheduler wants them."""
