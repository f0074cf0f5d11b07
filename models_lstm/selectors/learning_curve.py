"""Quality over labels, and whether more labels are worth it."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from models_lstm.core.learning_curve import WORTH, Point, outlook
from models_lstm.models import Dataset, Evaluation, ModelVersion
from models_lstm.selectors.predictions import predictions_load
from models_lstm.selectors.registry import versions_all
from taxonomy.services.artifacts import artifact_exists

MOST_VERSIONS: Final = 60
MORE: Final = 1_000


def learning_curve(*, more: int = MORE, worth: float | None = None) -> dict[str, Any]:
    """The tested versions in the order of their labels, the outlook, and how alike the last two versions judge.

    The test sides of data sets keep their titles as the ledger grows (`core.steady_split`), so that figures of
    versions that were trained at different times can stand on one line; versions of files have tests of their own and
    are left out. Of versions trained on the same number of
    labels all are shown.

    Args:
        more: labels to look ahead, above 0.
        worth: gain in macro-F1 that makes them worth their work; by default `WORTH` for `MORE` of them.
    """
    worth = WORTH * more / MORE if worth is None else worth
    found_versions = versions_all().filter(dataset__source=Dataset.Source.DECISIONS).order_by("-number")
    versions = [v for v in found_versions[:MOST_VERSIONS] if "macro_f1" in v.metrics]
    traced = next((v for v in versions if v.metrics.get("curve")), None)
    points = [_point(v) for v in versions] + ([] if traced is None else _parts(traced))
    points.sort(key=lambda p: (p["labels"], p["number"]))
    found = outlook(
        [Point(p["labels"], p["macro_f1"], p["low"], p["high"]) for p in points if p["labels"] > 0],
        more=more,
        worth=worth,
    )
    return {
        "points": points,
        "worth": worth,
        "more": more,
        "outlook": None
        if found is None
        else {
            "gain": found.gain,
            "low": found.low,
            "high": found.high,
            "verdict": found.verdict,
            "curve": [list(step) for step in found.curve],
        },
        "steadiness": _steadiness(versions),
    }


def _point(version: ModelVersion) -> dict[str, Any]:
    low, high = version.metrics["macro_f1_interval"]
    return {
        "version": version.version,
        "number": version.number,
        "dataset": version.dataset.name,
        "labels": version.dataset.train_count,
        "macro_f1": version.metrics["macro_f1"],
        "low": low,
        "high": high,
        "part": False,
    }


def _parts(version: ModelVersion) -> list[dict[str, Any]]:
    """The same recipe on parts of the version's labels."""
    return [_point(version) | part | {"part": True} for part in version.metrics["curve"]]


def _steadiness(versions: list[ModelVersion]) -> dict[str, Any] | None:
    """Cohen's kappa between the newest version and the one before, on the newest test set that both were tested on.

    Models that hardly change their minds any more have little to learn from more labels of the same kind (Bloodgood
    and Vijay-Shanker 2009 stop at 0.99).
    """
    if len(versions) < 2:
        return None
    newest, former = versions[:2]
    tests = {
        (e.model_version_id, e.dataset_id): e
        for e in Evaluation.objects.filter(model_version__in=(newest, former)).order_by("pk")
    }
    shared = [d for v, d in tests if v == newest.pk and (former.pk, d) in tests]
    for dataset in sorted(shared, reverse=True):
        pair = tests[newest.pk, dataset], tests[former.pk, dataset]
        if not all(artifact_exists(e.predictions) for e in pair):
            continue
        one, other = (predictions_load(e).model.argmax(axis=1) for e in pair)
        return {
            "newest": newest.version,
            "former": former.version,
            "pairs": len(one),
            "same": int((one == other).sum()),
            "kappa": _kappa(one, other),
        }
    return None


def _kappa(one: np.ndarray[Any, Any], other: np.ndarray[Any, Any]) -> float | None:
    """Agreement above chance; None where chance alone would agree always."""
    if len(one) == 0:
        return None
    seen = float((one == other).mean())
    chance = float(sum((one == k).mean() * (other == k).mean() for k in range(7)))
    return None if chance >= 1 else (seen - chance) / (1 - chance)
