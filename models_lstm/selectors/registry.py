"""Reading model versions, their figures, and the history of the aliases."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from models_lstm.models import AliasMove, Evaluation, ModelVersion
from taxonomy.core.errors import NotFound

ALIASES = ("champion", "challenger")


class NoChampion(NotFound):
    """No version was promoted yet."""

    code = "model.no_champion"


def versions_all() -> QuerySet[ModelVersion]:
    """All versions."""
    return ModelVersion.objects.select_related("run", "dataset", "created_by")


def version_get(name: str) -> ModelVersion:
    """The version of that name, or the one that an alias names.

    Raises:
        NotFound: there is none.
    """
    if name in ALIASES:
        found = alias_version(name)
        if found is None:
            raise NoChampion(f"No version is {name} yet; promote one first.", field="model")
        return found
    found = versions_all().filter(version=name).first()
    if found is None:
        raise NotFound(f"There is no model version '{name}'.", field="model")
    return found


def version_or_default(name: str | None) -> ModelVersion:
    """The version of that name; without one the champion, or the youngest version when there is no champion.

    Raises:
        NotFound: there is none.
    """
    if name:
        return version_get(name)
    found = alias_version("champion") or versions_all().order_by("-number").first()
    if found is None:
        raise NotFound("There is no model yet; train one first.", field="model")
    return found


def alias_move_latest(alias: str) -> AliasMove | None:
    """The move that counts."""
    return (
        AliasMove.objects.filter(alias=alias)
        .select_related("model_version__dataset", "from_version")
        .order_by("-pk")
        .first()
    )


def alias_version(alias: str) -> ModelVersion | None:
    """What an alias names now."""
    latest = alias_move_latest(alias)
    return latest.model_version if latest else None


def aliases_by_version() -> dict[int, list[str]]:
    """Version id -> the aliases that name it now."""
    named: dict[int, list[str]] = {}
    for alias in ALIASES:
        if (version := alias_version(alias)) is not None:
            named.setdefault(version.pk, []).append(alias)
    return named


def moves_all() -> QuerySet[AliasMove]:
    """The whole history."""
    return AliasMove.objects.select_related("model_version", "from_version", "by")


def version_row(version: ModelVersion, aliases: list[str]) -> dict[str, Any]:
    """A version for lists."""
    return {
        "version": version.version,
        "run": version.run_id,
        "dataset": {"id": version.dataset.pk, "name": version.dataset.name},
        "created_at": version.created_at,
        "created_by": version.created_by.username if version.created_by else None,
        "aliases": aliases,
        "bundle_hash": version.bundle_hash,
        "metrics": version.metrics,
    }


def version_detail(version: ModelVersion) -> dict[str, Any]:
    """A version with every evaluation: confusion, reliability, slices, baseline."""
    row = version_row(version, aliases_by_version().get(version.pk, []))
    evaluations = Evaluation.objects.filter(model_version=version).select_related("dataset").order_by("-pk")
    return row | {
        "evaluations": [evaluation_row(e) for e in evaluations],
        "recipe": version.run.recipe if version.run else None,
        "history": [move_row(m) for m in moves_all().filter(model_version=version).order_by("-pk")[:20]],
    }


def evaluation_row(evaluation: Evaluation) -> dict[str, Any]:
    """An evaluation with its full report."""
    return {
        "id": evaluation.pk,
        "dataset": {"id": evaluation.dataset.pk, "name": evaluation.dataset.name},
        "report": evaluation.report,
        "baseline": evaluation.baseline,
        "created_at": evaluation.created_at,
    }


def move_row(move: AliasMove) -> dict[str, Any]:
    """A move of an alias."""
    return {
        "id": move.pk,
        "alias": move.alias,
        "kind": move.kind,
        "version": move.model_version.version,
        "from_version": move.from_version.version if move.from_version else None,
        "override": move.override,
        "reason": move.reason,
        "verdict": move.verdict,
        "by": move.by.username if move.by else None,
        "at": move.at,
    }
