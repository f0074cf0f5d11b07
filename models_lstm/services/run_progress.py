"""What a run tells while it goes on: its log file, and its row for the UI."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from django.utils import timezone

from models_lstm.core.recipe import Recipe
from models_lstm.core.training import TrainingEvent
from models_lstm.models import TrainingRun
from models_lstm.services.pulse import Pulse, if_possible
from models_lstm.services.run_states import Claim

EVERY: Final = 1.0
"""Seconds between two writes of the progress."""
MOST_POINTS: Final = 400
Curve = list[list[float]]


class RunLog:
    """The run's log file: one line for each event, with the time. Appended to when the run is resumed."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("a", encoding="utf-8", buffering=1)

    def line(self, text: str) -> None:
        """Add a line (or several, for a traceback)."""
        self._file.write(f"{timezone.now():%Y-%m-%d %H:%M:%S} {text}\n")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()


class RunProgress:
    """Turns training events into the run's row (at most one write a second), its log and the terminal's bar."""

    def __init__(
        self,
        claim: Claim,
        recipe: Recipe,
        curves: dict[str, Curve],
        log: RunLog,
        watch: Callable[[TrainingEvent], None] | None,
    ) -> None:
        self._claim, self._log, self._watch = claim, log, watch
        self._epochs = {
            "views": recipe.view_epochs,
            "synonyms": recipe.synonym_epochs,
            "pairs": recipe.pair_epochs,
        }
        self._curves = {name: list(points) for name, points in curves.items()}
        self._written = 0.0
        self._place: tuple[str, int] = ("", 0)

    def __call__(self, event: TrainingEvent) -> None:
        """Take in one event."""
        self._draw(event)
        if event.metrics or (event.stage, event.epoch) != self._place:
            self._place = (event.stage, event.epoch)
            figures = " ".join(f"{k}={v:.4f}" for k, v in event.metrics.items())
            place = f"{event.stage} epoch {event.epoch} step {event.step}/{event.steps}"
            loss = "" if event.loss is None else f"loss {event.loss:.4f} "
            self._log.line(f"{place} {loss}{figures}".rstrip())
        if self._watch is not None:
            self._watch(event)
        now = time.monotonic()
        if event.metrics or now - self._written >= EVERY:
            self._written = now
            if_possible(lambda: self._write(event))

    def stage(self, name: str, said: str = "") -> None:
        """A stage without steps of its own (evaluation), with what the log says of it."""
        self._log.line(said or name)
        progress = {"stage": name, "percent": 100.0, "seconds_left": None}
        if_possible(lambda: self._claim.row.update(progress=progress, heartbeat_at=timezone.now()))

    def _write(self, event: TrainingEvent) -> int:
        done = self._claim.row.update(
            progress=self._progress(event), curves=self._curves, heartbeat_at=timezone.now()
        )
        return int(done)

    def _progress(self, event: TrainingEvent) -> dict[str, Any]:
        left = event.seconds_left
        return {
            "stage": event.stage,
            "epoch": event.epoch,
            "epochs": max(self._epochs.get(event.stage, 1), event.epoch),
            "step": event.step,
            "steps": event.steps,
            "percent": round(100.0 * event.step / max(event.steps, 1), 1),
            "seconds_left": None if left is None else round(left, 1),
            "loss": None if event.loss is None else round(event.loss, 5),
        }

    def _draw(self, event: TrainingEvent) -> None:
        """Add to the curves. Each stage has a loss of its own kind; calibration has none, and no step either."""
        if event.loss is None:
            return
        self._add(f"loss_{event.stage}", event.step, event.loss)
        for name in ("macro_f1", "accuracy", "ece"):
            if name in event.metrics:
                self._add(f"validation_{name}", event.step, event.metrics[name])

    def _add(self, name: str, step: int, value: float) -> None:
        curve = self._curves.setdefault(name, [])
        while curve and curve[-1][0] >= step:  # after a resume, the steps since the checkpoint come again
            curve.pop()
        curve.append([step, round(value, 5)])
        if len(curve) > MOST_POINTS:
            del curve[1:-1:2]


class CancelQuestion:
    """``should_cancel`` of a training: the wish in the row, or the loss of the claim. One small query per question."""

    def __init__(self, claim: Claim, pulse: Pulse) -> None:
        self._claim, self._pulse = claim, pulse

    @property
    def lost(self) -> bool:
        """Whether the claim was lost."""
        return self._pulse.lost

    def __call__(self) -> bool:
        """Whether to stop now."""
        if self._pulse.lost:
            return True
        wished = if_possible(
            lambda: (
                TrainingRun.objects.filter(pk=self._claim.run_id)
                .values_list("cancel_requested", flat=True)
                .first()
            )
        )
        return bool(wished)
