"""Train a relation model: stages, checkpoints, progress, cancel and resume."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from models_lstm.core.data import Split
from models_lstm.core.recipe import Recipe


@dataclass(frozen=True, slots=True)
class TrainingEvent:
    """How far a run is.

    Attributes:
        stage: ``views``, ``synonyms``, ``pairs`` or ``calibration``.
        epoch: epoch within the stage, from 1.
        step: optimiser steps done in the whole run, of ``steps``.
        loss: mean loss since the last event.
        metrics: validation metrics when this event ends an epoch that was evaluated, else empty.
        seconds_left: estimate, None while there is nothing to estimate from.
    """

    stage: str
    epoch: int
    step: int
    steps: int
    loss: float
    metrics: Mapping[str, float] = field(default_factory=dict)
    seconds_left: float | None = None


class Progress(Protocol):
    """Called about once a second while training, and at the end of every epoch."""

    def __call__(self, event: TrainingEvent) -> None: ...


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


def train(
    recipe: Recipe,
    split: Split,
    *,
    run_dir: Path,
    seed: int,
    unlabelled: Sequence[str] = (),
    device: str = "cpu",
    threads: int = 1,
    warm_start: Path | None = None,
    resume: bool = False,
    progress: Progress | None = None,
    should_cancel: Callable[[], bool] | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> TrainedResult:
    """Train on ``split.train``, stop early and calibrate on ``split.validation``; never looks at ``split.test``.

    Raises:
        Cancelled: when ``should_cancel`` said yes.
        TooLittleData: without one training example.
        CheckpointError: when ``resume`` finds a checkpoint of other inputs, or a damaged one.
        DeviceUnavailable: for a device that is not there.
    """
    raise NotImplementedError
