"""Enter trained models into the registry."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from models_lstm.core.bundle import read_facts
from models_lstm.models import Dataset, ModelVersion, TrainingRun
from models_lstm.services.evaluations import evaluation_insert
from models_lstm.services.measuring import Measured, headline
from taxonomy.models import Person
from taxonomy.services.artifacts import artifact_store, artifact_workspace
from taxonomy.services.audit import audit_record


def bundle_store(bundle: Path) -> tuple[str, str]:
    """Copy a model folder into the store: the artifact's name and the model's own hash.

    A copy, so that a crash before the version is recorded leaves the run's folder whole.

    Raises:
        BundleError: it is no whole model folder.
    """
    digest = str(read_facts(bundle)["sha256"])
    folder = artifact_workspace()
    try:
        for file in bundle.iterdir():
            shutil.copy2(file, folder / file.name)
        return artifact_store("model", folder), digest
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@transaction.atomic
def model_register(
    *,
    artifact: str,
    bundle_hash: str,
    dataset: Dataset,
    measured: Measured,
    side: str,
    curve: Sequence[Mapping[str, Any]] = (),
    run: TrainingRun | None = None,
    by: Person | None = None,
) -> ModelVersion:
    """The next version, with its evaluation on its own data set.

    Args:
        curve: the points of its learning curve, where its run has traced it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('models_lstm.version'))")
    metrics = headline(measured.report, measured.baseline_report) | {"side": side}
    number = (ModelVersion.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    version = ModelVersion.objects.create(
        number=number,
        version=f"v{number}",
        run=run,
        dataset=dataset,
        artifact=artifact,
        bundle_hash=bundle_hash,
        metrics=metrics | ({"curve": list(curve)} if curve else {}),
        created_by=by,
        created_at=timezone.now(),
    )
    evaluation_insert(version, dataset, measured, side)
    audit_record(
        actor=by,
        action="model.register",
        obj_type="model_version",
        obj_id=version.version,
        data={"run": run.pk if run else None, "dataset": dataset.name, "bundle_hash": bundle_hash},
    )
    return version
