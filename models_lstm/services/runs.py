"""Start training runs, after looking whether they can come to something."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from django.db import transaction
from django.utils import timezone

from models_lstm.core.recipe import Recipe
from models_lstm.models import Dataset, ModelVersion, TrainingRun
from models_lstm.selectors.runs import worker_missing
from models_lstm.services.run_states import run_insert
from taxonomy.core.errors import BadInput, Refused
from taxonomy.core.relations import store
from taxonomy.models import Person
from taxonomy.services.artifacts import artifact_exists
from taxonomy.services.audit import audit_record

PRESETS: Final[Mapping[str, Recipe]] = {"quick": Recipe.quick(), "loop": Recipe.loop(), "full": Recipe()}
DEFAULT_PRESET: Final = "full"
LEAST_PAIRS: Final = 30
LEAST_OF_RELATION: Final = 5
LEAST_RELATIONS: Final = 2
LEAST_VALIDATION: Final = 5
SCARCE: Final = 20
"""Training pairs of a relation below which it is remarked upon."""


class PreflightRefused(Refused):
    """The run could not come to anything; ``extra["reasons"]`` lists why, with numbers."""

    code = "training.preflight"
    exit_code = 2

    def __init__(self, reasons: list[dict[str, str]]) -> None:
        super().__init__(" ".join(r["sentence"] for r in reasons), extra={"reasons": reasons})


def recipe_of(*, preset: str = "", text: str = "") -> tuple[Recipe, str]:
    """The recipe of a preset or of TOML text, and the preset's name (empty for a recipe of one's own).

    Raises:
        RecipeError: the text is no recipe.
        BadInput: an unknown preset, or both.
    """
    if text.strip():
        if preset:
            raise BadInput("Give a recipe or a preset, not both.", field="recipe")
        return Recipe.from_toml(text), ""
    name = preset or DEFAULT_PRESET
    if name not in PRESETS:
        raise BadInput(f"'{name}' is no preset; use one of {', '.join(PRESETS)}.", field="preset")
    return PRESETS[name], name


def preflight(dataset: Dataset) -> list[dict[str, str]]:
    """Why a training on this data set would come to nothing; empty when it may begin."""
    found: list[dict[str, str]] = []
    if dataset.pk and not artifact_exists(dataset.artifact):  # one that is not frozen yet has no files
        found.append(
            _reason("artifact_missing", f"The files of data set {dataset.name} are not in the store.")
        )
    if dataset.train_count < LEAST_PAIRS:
        found.append(
            _reason(
                "too_few_pairs",
                f"Data set {dataset.name} has {dataset.train_count} pairs to train on; {LEAST_PAIRS} are needed.",
            )
        )
    counts = _stored_counts(dataset.counts.get("train", {}))
    rich = [name for name, count in counts.items() if count >= LEAST_OF_RELATION]
    if len(rich) < LEAST_RELATIONS:
        told = ", ".join(f"{name} {count}" for name, count in sorted(counts.items())) or "none"
        found.append(
            _reason(
                "too_few_relations",
                f"At least {LEAST_RELATIONS} relations need {LEAST_OF_RELATION} training pairs each; there are: {told}.",
            )
        )
    if dataset.validation_count < LEAST_VALIDATION:
        found.append(
            _reason(
                "too_few_to_validate",
                f"Data set {dataset.name} has {dataset.validation_count} validation pairs; "
                f"{LEAST_VALIDATION} are needed to stop in time and to calibrate.",
            )
        )
    return found


def scarce_relations(dataset: Dataset) -> list[str]:
    """Sentences on relations that are there, but too seldom to be learnt well: no hindrance, but good to know."""
    counts = _stored_counts(dataset.counts.get("train", {}))
    return [
        f"'{name}' has only {count} training pairs; it will hardly be learnt."
        for name, count in sorted(counts.items())
        if 0 < count < SCARCE
    ]


def _reason(code: str, sentence: str) -> dict[str, str]:
    return {"code": code, "sentence": sentence}


def _stored_counts(counts: Mapping[str, int]) -> Counter[str]:
    """Pairs of each stored relation: narrower counts as broader, junior as senior."""
    stored: Counter[str] = Counter()
    for relation, count in counts.items():
        stored[store(relation).relation] += count
    return stored


@transaction.atomic
def run_start(
    *,
    dataset: Dataset,
    recipe: Recipe,
    preset: str = "",
    seed: int = 1,
    device: str = "cpu",
    warm_start: ModelVersion | None = None,
    automatic: bool = False,
    promotes: bool = False,
    needs_worker: bool = False,
    by: Person | None = None,
) -> TrainingRun:
    """Queue a run.

    Args:
        automatic: begun by the clock, not by a person.
        needs_worker: refuse also when no worker serves trainings, which would leave the run waiting.
        promotes: whether the version shall be shown to the gate when the run is done.

    Raises:
        PreflightRefused: it could not come to anything.
        AnotherRunActive: one training at a time.
        BadInput: the device is unknown.
    """
    if device != "cpu" and not device.startswith("cuda"):
        raise BadInput(f"'{device}' is no device; use cpu or cuda.", field="device")
    reasons = preflight(dataset)
    if needs_worker and (missing := worker_missing()):
        told = f"Nobody would train: {missing}. Start one, or let the run wait."
        reasons.append(_reason("no_worker", told))
    if reasons:
        raise PreflightRefused(reasons)
    now = timezone.now()
    run = TrainingRun(
        dataset=dataset,
        recipe=recipe.to_toml(),
        preset=preset,
        seed=seed,
        device=device,
        warm_start=warm_start,
        automatic=automatic,
        promotes=promotes,
        created_by=by,
        queued_at=now,
        rung_at=now,
    )
    run_insert(run)
    audit_record(
        actor=by,
        action="training.start",
        obj_type="training_run",
        obj_id=run.pk,
        data={"dataset": dataset.name, "preset": preset or recipe.name, "seed": seed, "automatic": automatic},
    )
    return run


def recipe_read(path: Path) -> str:
    """The text of a recipe file.

    Raises:
        BadInput: it cannot be read.
    """
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} cannot be read: {error}.", field="config") from error
