"""The port through which the graph reaches the learner, which is a house it must not import.

`settings.TITLELOOM_LEARNER_GATE` names the class behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol, cast

import numpy as np
from django.conf import settings
from django.utils.module_loading import import_string
from numpy.typing import NDArray


class TitleEncoder(Protocol):
    """Turns titles into vectors; safe to share among threads."""

    @property
    def dimensions(self) -> int:
        """Width of the vectors."""

    def vectors(self, titles: Sequence[str]) -> NDArray[np.float32]:
        """(n, d), each of length 1, or 0 for a title in which there is nothing to read."""

    def words(self, titles: Sequence[str]) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """Their distinct words, each read by itself: (T, e) of length 1, the first one 0 and no word; and which of them
        each title has (n, l), -1 where it has no more."""


class Taught(Protocol):
    """Tells of titles whether an encoder was taught them."""

    def __call__(self, titles: Sequence[str]) -> NDArray[np.bool_]:
        """(n,) true for titles whose place the encoder has learnt: they say nothing of its skill with new ones."""


@dataclass(frozen=True, slots=True)
class EncoderNow:
    """The encoder that titles are read with now.

    Attributes:
        name: of the model, for people: "v3", or "box" for the one that comes with Titleloom.
        artifact: names its files in the store for ever.
    """

    name: str
    artifact: str
    encoder: TitleEncoder
    taught: Taught


class LearnerGate(Protocol):
    """What the graph may ask of the learner."""

    def reading(self) -> str:
        """Another word whenever the code that reads titles is another: vectors by one do not belong to the other."""

    def encoder_now(self) -> EncoderNow:
        """That of the champion; of the model in the box where there is none, or where it is in quarantine or damaged."""

    def encoder_of(self, artifact: str) -> TitleEncoder:
        """The encoder of a model in the store, opened once in a process. Asks no database.

        Raises:
            Fault: it is not there, or damaged.
        """


@cache
def learner_gate() -> LearnerGate:
    """The gate that the settings name."""
    return cast(LearnerGate, import_string(settings.TITLELOOM_LEARNER_GATE)())
