"""What is measured on the validation split after every epoch."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from models_lstm.core.evaluation import calibration_error, confusion_counts, reliability
from taxonomy.core.relations import RELATIONS

ENOUGH_TO_CHOOSE: Final = 500
"""Validation examples from which on they may choose the epoch."""


def validation_metrics(
    probabilities: NDArray[np.floating[Any]], right: NDArray[np.int64]
) -> dict[str, float]:
    """``macro_f1``, ``accuracy``, ``ece``, ``loss`` and ``f1_<relation>`` for each relation that occurs."""
    guess = probabilities.argmax(axis=1)
    confusion = confusion_counts(right, guess)
    hits, truth, guessed = np.diag(confusion), confusion.sum(axis=1), confusion.sum(axis=0)
    f1 = 2 * hits / np.maximum(truth + guessed, 1)
    chosen = probabilities[np.arange(len(right)), right]
    return {
        "macro_f1": float(f1[truth > 0].mean()),
        "accuracy": float((guess == right).mean()),
        "ece": calibration_error(reliability(probabilities, right)),
        "loss": float(-np.log(np.maximum(chosen, 1e-9)).mean()),
        **{f"f1_{name}": float(f1[place]) for place, name in enumerate(RELATIONS) if truth[place]},
    }


def validation_score(metrics: dict[str, float]) -> float:
    """What decides which epoch was the best: macro-F1, steadied a little by the loss."""
    return metrics["macro_f1"] - 0.1 * metrics["loss"]
