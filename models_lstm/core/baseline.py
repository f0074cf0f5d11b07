"""The lexical baseline that always stands beside the model: char TF-IDF and logistic regression."""

from __future__ import annotations

from collections.abc import Sequence

from models_lstm.core.data import Example
from models_lstm.core.evaluation import Report


def lexical_baseline(train: Sequence[Example], test: Sequence[Example], *, seed: int) -> Report:
    """Fit on ``train``, report on ``test``."""
    raise NotImplementedError
