"""What the graph may ask of the learner (see `taxonomy.learner`). Nothing here needs torch."""

from __future__ import annotations

import hashlib
import logging
import shutil
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from models_lstm.core.base import BASE
from models_lstm.core.light import LightEncoder
from models_lstm.models import Dataset, ModelVersion
from models_lstm.selectors.datasets import dataset_split
from models_lstm.selectors.registry import alias_version
from taxonomy.core.errors import Fault
from taxonomy.learner import EncoderNow
from taxonomy.selectors.quarantines import ModelQuarantined, model_refuse_quarantined
from taxonomy.services.artifacts import (
    artifact_exists,
    artifact_local_path,
    artifact_store,
    artifact_workspace,
    tree_hash,
)

log = logging.getLogger(__name__)

BOX = "box"
_OPEN = 4
"""Encoders that a process keeps: what is not mapped of one takes some 5 MB."""


class Encoders:
    """The learner's side of the port."""

    def reading(self) -> str:
        """A hash of the code between a title and its vector."""
        return _code()

    def encoder_now(self) -> EncoderNow:
        """The champion's encoder, else that of the model in the box."""
        champion = alias_version("champion")
        if champion is not None:
            try:
                model_refuse_quarantined(champion.version)
                return EncoderNow(
                    champion.version, champion.artifact, _open(champion.artifact), _Pairs(champion)
                )
            except ModelQuarantined:
                log.warning("%s is in quarantine: titles are read by the model in the box", champion.version)
            except Fault:
                log.exception(
                    "%s cannot be opened: titles are read by the model in the box", champion.version
                )
        artifact = _box()
        return EncoderNow(BOX, artifact, _open(artifact), _nothing)

    def encoder_of(self, artifact: str) -> LightEncoder:
        """The encoder of a model in the store."""
        return _open(artifact)


@cache
def _code() -> str:
    digest = hashlib.sha256()
    for name in ("features", "level_words", "light", "tokens", "vocabulary"):
        digest.update((BASE.parent / "core" / f"{name}.py").read_bytes())
    return digest.hexdigest()[:16]


@lru_cache(maxsize=_OPEN)
def _open(artifact: str) -> LightEncoder:
    return LightEncoder.open(artifact_local_path(artifact))


@cache
def _box_name() -> str:
    return f"model/{tree_hash(BASE)}"


def _box() -> str:
    """The model in the box as an artifact: an upgrade may bring another one, and releases keep theirs."""
    name = _box_name()
    if artifact_exists(name):
        return name
    folder = artifact_workspace()
    try:
        for file in BASE.iterdir():
            shutil.copy2(file, folder / file.name)
        return artifact_store("model", folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _nothing(titles: Sequence[str]) -> NDArray[np.bool_]:
    """The model in the box was taught by nobody's judgements."""
    return np.zeros(len(titles), dtype=np.bool_)


class _Pairs:
    """The titles of the pairs that a version was trained on, and those that its weights began with."""

    def __init__(self, version: ModelVersion) -> None:
        self._version = version

    def __call__(self, titles: Sequence[str]) -> NDArray[np.bool_]:
        """Whether each title was in a training pair."""
        taught = {
            title.casefold()
            for dataset in _datasets(self._version)
            for example in dataset_split(dataset).train
            for title in (example.title_a, example.title_b)
        }
        return np.fromiter(
            (title.casefold() in taught for title in titles), dtype=np.bool_, count=len(titles)
        )


def _datasets(version: ModelVersion | None) -> Iterator[Dataset]:
    while version is not None:
        yield version.dataset
        version = version.run.warm_start if version.run else None
