"""What a training run tells the world. Kept apart from training, so that a web process can read it without torch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class TrainingEvent:
    """How far a run is.

    Attributes:
        stage: ``views``, ``synonyms``, ``pairs`` or ``calibration``.
        epoch: epoch within the stage, from 1.
        step: optimiser steps done in the whole run, of ``steps``.
        loss: mean loss of the epoch so far; None while nothing is learned (``calibration``).
        metrics: validation metrics when this event ends an epoch that was evaluated, else empty.
        seconds_left: estimate, None while there is nothing to estimate from.
    """

    stage: str
    epoch: int
    step: int
    steps: int
    loss: float | None
    metrics: Mapping[str, float] = field(default_factory=dict)
    seconds_left: float | None = None


class Progress(Protocol):
    """Called about once a second while training, and at the end of every epoch."""

    def __call__(self, event: TrainingEvent, /) -> None:
        """Take note of how far the run is."""
        ...


class Cancelled(Exception):
    """``should_cancel`` said yes. The checkpoint is written, so the run can be resumed."""


@dataclass(frozen=True, slots=True)
class TrainedResult:
    """What a run came to.

    Attributes:
        bundle_path: folder of the model, ready for ``Scorer.load``.
        metrics: on the validation split: ``macro_f1``, ``accuracy``, ``ece``, ``loss``, ``f1_<relation>``.
        history: one event per epoch.
        seconds: training time, over all resumptions.
    """

    bundle_path: Path
    metrics: Mapping[str, float]
    history: tuple[TrainingEvent, ...]
    seconds: float
