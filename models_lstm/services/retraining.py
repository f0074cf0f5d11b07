"""Train again by itself after new decisions, from the champion's weights; let the gate decide what comes of it."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from models_lstm.core.recipe import SIZES, Recipe
from models_lstm.models import ModelVersion, RetrainPolicy, TrainingRun
from models_lstm.selectors.judgements import ledger_end
from models_lstm.selectors.registry import alias_version
from models_lstm.selectors.retraining import (
    REFUSED,
    Policy,
    decisions_since,
    refusal_at,
    retrain_policy,
    trained_until,
)
from models_lstm.services.datasets import NothingToFreeze, dataset_freeze
from models_lstm.services.run_states import AnotherRunActive
from models_lstm.services.runs import PRESETS, PreflightRefused, run_start
from taxonomy.core.errors import BadInput, Fault
from taxonomy.models import Person
from taxonomy.services.audit import audit_record

logger = logging.getLogger("titleloom.training")
LEAST_AFTER: Final = 10
MOST_AFTER: Final = 1_000_000


@transaction.atomic
def retrain_policy_change(
    *,
    by: Person,
    enabled: bool | None = None,
    after: int | None = None,
    preset: str | None = None,
    promotes: bool | None = None,
) -> Policy:
    """Say when to train by itself from now on; what is left out stays as it is.

    Raises:
        BadInput: an unknown preset, or a number of decisions out of its range.
    """
    former = retrain_policy()
    wanted = Policy(
        former.enabled if enabled is None else enabled,
        former.after if after is None else after,
        former.preset if preset is None else preset,
        former.promotes if promotes is None else promotes,
    )
    if not LEAST_AFTER <= wanted.after <= MOST_AFTER:
        raise BadInput(f"'after' lies between {LEAST_AFTER} and {MOST_AFTER:,} decisions.", field="after")
    if wanted.preset not in PRESETS:
        raise BadInput(f"'{wanted.preset}' is no preset; use one of {', '.join(PRESETS)}.", field="preset")
    said = {
        "enabled": wanted.enabled,
        "after": wanted.after,
        "preset": wanted.preset,
        "promotes": wanted.promotes,
    }
    row = RetrainPolicy.objects.create(**said, made_by=by, created_at=timezone.now())
    audit_record(
        actor=by, action="retrain_policy.change", obj_type="retrain_policy", obj_id=row.pk, data=said
    )
    return retrain_policy()


def retrain_start() -> TrainingRun | None:
    """Queue a run if it is on and enough has been decided since the last one; None else. Safe to run at any time.

    A ledger that is refused is not asked about again before something is added to it.
    """
    policy = retrain_policy()
    if not policy.enabled or decisions_since(trained_until()) < policy.after:
        return None
    end = ledger_end()
    if refusal_at(end):
        return None
    champion = alias_version("champion")
    try:
        dataset, _ = dataset_freeze()
        return run_start(
            dataset=dataset,
            recipe=recipe_for(champion, policy.preset),
            preset=policy.preset,
            warm_start=champion,
            automatic=True,
            promotes=policy.promotes,
        )
    except AnotherRunActive:
        return None
    except (NothingToFreeze, PreflightRefused) as refused:
        with transaction.atomic():
            audit_record(
                actor=None, action=REFUSED, obj_type="retraining", obj_id=end, data={"reason": refused.detail}
            )
        return None


def recipe_for(champion: ModelVersion | None, preset: str) -> Recipe:
    """The preset's recipe, with the sizes of the champion that it is to start from."""
    recipe = PRESETS[preset]
    if champion is None or champion.run is None:
        return recipe
    own = Recipe.from_toml(champion.run.recipe)
    return replace(recipe, **{key: getattr(own, key) for key in SIZES})


def retrain_settle(run_id: int) -> str:
    """Ask the gate about the version of a run that is to promote it; what came of it. Safe to run twice."""
    from models_lstm.services.promotion import AlreadyThere, ModelRefused, alias_promote  # loads the learner

    run = retrains_unsettled().filter(pk=run_id).select_related("model_version").first()
    if run is None:
        return ""
    version: ModelVersion = run.model_version
    try:
        alias_promote(version)
        outcome = f"{version.version} was promoted."
    except AlreadyThere as there:
        outcome = there.detail
    except ModelRefused as refused:
        outcome = refused.detail
    except Fault as fault:
        outcome = f"{version.version} could not be judged: {fault.detail}"
    with transaction.atomic():
        if retrains_unsettled().filter(pk=run_id).update(outcome=outcome):
            audit_record(
                actor=None,
                action="retraining.settle",
                obj_type="training_run",
                obj_id=run_id,
                data={"version": version.version, "outcome": outcome},
            )
    logger.info("automatic training %s: %s", run_id, outcome)
    return outcome


def retrains_unsettled() -> QuerySet[TrainingRun]:
    """Runs that succeeded and whose version still has to be shown to the gate."""
    return TrainingRun.objects.filter(
        promotes=True, state=TrainingRun.State.SUCCEEDED, outcome="", model_version__isnull=False
    )
