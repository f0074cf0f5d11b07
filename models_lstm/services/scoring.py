"""Loaded models. The two last used ones stay in memory; one thread at a time may use a model."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from threading import RLock

from models_lstm.core.scorer import Scorer
from models_lstm.models import ModelVersion
from taxonomy.services.artifacts import artifact_local_path

_lock = RLock()


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
