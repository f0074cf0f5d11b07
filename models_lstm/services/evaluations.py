"""Measure versions on frozen test splits, once each, and keep the probabilities of every pair."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from django.db import IntegrityError, transaction
from django.utils import timezone
from numpy.typing import NDArray

from models_lstm.core.data import Example, Split
from models_lstm.models import Dataset, Evaluation, ModelVersion
from models_lstm.selectors.candidates import languages_of
from models_lstm.selectors.datasets import dataset_split
from models_lstm.selectors.predictions import FILE, predictions_load, test_side
from models_lstm.services.measuring import Measured, measure
from models_lstm.services.scoring import scorer_of
from taxonomy.models import Person
from taxonomy.services.artifacts import (
    artifact_exists,
    artifact_store,
    artifact_workspace,
)
from taxonomy.services.audit import audit_record


def evaluation_ensure(version: ModelVersion, dataset: Dataset, *, by: Person | None = None) -> Evaluation:
    """The evaluation of a version on a data set, measured now if it was not before.

    Raises:
        NothingToTest: the data set has no pairs to test on.
        ArtifactMissing, BundleError: the model or the data set is not in the store.
    """
    found = Evaluation.objects.filter(model_version=version, dataset=dataset).first()
    if found is not None and artifact_exists(found.predictions):
        return found
    split = dataset_split(dataset)
    side, test = test_side(split)
    with scorer_of(version) as scorer:
        measured = measure(
            scorer,
            test,
            split.train,
            beside=baseline_known(dataset),
            languages=languages_of(t for e in test for t in (e.title_a, e.title_b)),
        )
    artifact = predictions_store(measured)
    try:
        with transaction.atomic():
            row, made = Evaluation.objects.update_or_create(
                model_version=version, dataset=dataset, defaults=_fields(measured, side, artifact)
            )
            audit_record(
                actor=by,
                action="evaluation.record",
                obj_type="evaluation",
                obj_id=row.pk,
                data={"version": version.version, "dataset": dataset.name, "new": made},
            )
    except IntegrityError:  # somebody measured the same at the same time
        return Evaluation.objects.get(model_version=version, dataset=dataset)
    return row


def _fields(measured: Measured, side: str, artifact: str) -> dict[str, Any]:
    return {
        "report": measured.report | {"side": side},
        "baseline": measured.baseline_report,
        "predictions": artifact,
        "created_at": timezone.now(),
    }


def evaluation_insert(version: ModelVersion, dataset: Dataset, measured: Measured, side: str) -> Evaluation:
    """Record what was just measured, in the caller's transaction."""
    fields = _fields(measured, side, predictions_store(measured))
    return Evaluation.objects.create(model_version=version, dataset=dataset, **fields)


def predictions_store(measured: Measured) -> str:
    """Put the probabilities into the store; returns the artifact's name."""
    folder = artifact_workspace()
    try:
        baseline = np.zeros((0, 7)) if measured.baseline is None else measured.baseline
        _save(folder / FILE, measured.model.astype(np.float32), baseline.astype(np.float32))
        return artifact_store("predictions", folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _save(path: Path, model: NDArray[np.float32], baseline: NDArray[np.float32]) -> None:
    with path.open("wb") as file:
        np.savez(file, model=model, baseline=baseline)


def baseline_known(dataset: Dataset) -> NDArray[np.float32] | None:
    """The baseline's probabilities on the test split, when some version was measured there before."""
    for found in Evaluation.objects.filter(dataset=dataset).order_by("-pk")[:3]:
        if artifact_exists(found.predictions) and len(table := predictions_load(found).baseline):
            return table
    return None


def unseen_rows(test: Sequence[Example], *trained_on: Split) -> list[int]:
    """Rows of the pairs of which no title was taught or validated on by any of the splits."""
    seen = {
        title
        for split in trained_on
        for e in (*split.train, *split.denied, *split.validation)
        for title in (e.title_a, e.title_b)
    }
    return [row for row, e in enumerate(test) if e.title_a not in seen and e.title_b not in seen]
