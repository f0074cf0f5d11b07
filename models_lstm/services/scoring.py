"""Loaded models. The two last used ones stay in memory; one thread at a time may use a model."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from threading import RLock
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models_lstm.core.scorer import Scorer
from models_lstm.models import ModelVersion
from models_lstm.selectors.candidates import title_texts
from taxonomy.services.artifacts import artifact_local_path

_lock = RLock()
MOST_READ: Final = 250_000
"""Titles that are read once before candidates are scored (half a GB); of more, every batch reads its own."""
PairScore = Callable[[Sequence[tuple[str, str]]], NDArray[np.float32]]


@lru_cache(maxsize=2)
def _load(artifact: str, threads: int) -> Scorer:
    return Scorer.load(artifact_local_path(artifact), threads=threads)


@contextmanager
def scorer_of(version: ModelVersion, *, threads: int = 1) -> Iterator[Scorer]:
    """The scorer of a version, for this thread alone while in the block.

    Raises:
        ArtifactMissing, BundleError: the model is not in the store, or damaged.
    """
    with _lock:
        yield _load(version.artifact, threads)


@contextmanager
def titles_read(
    version: ModelVersion, *, threads: int = 1, progress: Callable[[int, int], None] | None = None
) -> Iterator[PairScore]:
    """The probabilities (n, 7) of pairs of stored titles by a version, all titles read once beforehand.

    Raises:
        ArtifactMissing, BundleError: the model is not in the store, or damaged.
    """
    with scorer_of(version, threads=threads) as scorer:
        yield pair_score(scorer, progress=progress)


def pair_score(scorer: Scorer, *, progress: Callable[[int, int], None] | None = None) -> PairScore:
    """How pairs of stored titles are scored, all titles read once beforehand; a strange title is no hindrance."""
    texts = title_texts(MOST_READ)
    if texts is None:
        return scorer.score
    read = scorer.read(texts, progress=progress)

    def score(pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        # A title that was imported meanwhile was not read.
        known = all(a in read.number and b in read.number for a, b in pairs)
        return scorer.score(pairs, read=read if known else None)

    return score
