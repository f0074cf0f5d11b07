"""Training by itself: off until Mia says so, once for every so many decisions, and never past the gate."""

from __future__ import annotations

import pytest
from django.db import transaction

from models_lstm.core.recipe import SIZES, Recipe
from models_lstm.models import AliasMove, Dataset, ModelVersion, ProposalRun, RetrainPolicy, TrainingRun
from models_lstm.selectors.registry import alias_version
from models_lstm.selectors.retraining import retrain_standing
from models_lstm.services import runs
from models_lstm.services.datasets import dataset_freeze
from models_lstm.services.execution import run_execute
from models_lstm.services.promotion import alias_promote
from models_lstm.services.retraining import (
    recipe_for,
    retrain_policy_change,
    retrain_settle,
    retrain_start,
    retrains_unsettled,
)
from models_lstm.services.run_states import run_cancel
from models_lstm.tasks import retrain
from taxonomy.core.errors import BadInput
from taxonomy.models import AuditEntry
from tests.models_lstm.core.judgements import judgements
from tests.models_lstm.world import person, settle, shuffled, trained

pytestmark = pytest.mark.django_db
PAIRS = judgements(count=900)


def _champion() -> ModelVersion:
    settle(PAIRS[:700])
    _, version = trained(dataset_freeze()[0])
    alias_promote(version)
    return version


def test_nothing_begins_by_itself_before_somebody_says_so() -> None:
    settle(PAIRS[:200])
    assert retrain_start() is None
    standing = retrain_standing()
    assert (standing["enabled"], standing["since"], standing["waits_for"]) == (False, 200, "It is off.")


def test_what_mia_says_is_kept_with_her_name_and_an_audit_row() -> None:
    mia = person("mia", "ml_engineer")
    retrain_policy_change(by=mia, enabled=True, after=50)
    retrain_policy_change(by=mia, promotes=True)
    standing = retrain_standing()
    assert (standing["enabled"], standing["after"], standing["promotes"], standing["made_by"]) == (
        True, 50, True, "mia",
    )  # fmt: skip
    assert RetrainPolicy.objects.count() == 2
    told = AuditEntry.objects.filter(action="retrain_policy.change").last()
    assert told is not None and told.actor == mia and told.data["promotes"] is True
    for wrong in ({"after": 1}, {"preset": "huge"}):
        with pytest.raises(BadInput):
            retrain_policy_change(by=mia, **wrong)


def test_a_run_begins_once_for_so_many_decisions_and_starts_from_the_champion() -> None:
    champion = _champion()
    retrain_policy_change(by=person("mia", "ml_engineer"), enabled=True, after=100, preset="quick")
    assert retrain_standing()["waits_for"] == "100 more decisions."
    settle(PAIRS[700:790])
    assert retrain_start() is None
    settle(PAIRS[790:880])
    run = retrain_start()
    assert run is not None and run.automatic and not run.promotes
    assert run.warm_start == champion
    assert retrain_start() is None  # one training at a time
    assert retrain_standing()["since"] == 0
    run_cancel(run.pk)
    assert retrain_start() is None  # what it was to learn has been looked at


def test_the_gate_decides_about_the_new_version_and_its_proposals_follow() -> None:
    champion = _champion()
    ProposalRun.objects.all().delete()
    retrain_policy_change(
        by=person("mia", "ml_engineer"), enabled=True, after=100, preset="quick", promotes=True
    )
    settle(PAIRS[700:])
    run = retrain_start()
    assert run is not None
    done = run_execute(run.pk)
    assert done.state == "succeeded", done.error
    version = ModelVersion.objects.get(run=done)
    assert list(retrains_unsettled()) == [done]
    outcome = retrain_settle(run.pk)
    assert outcome and not retrains_unsettled().exists()
    moved = AliasMove.objects.filter(model_version=version).exists()
    assert (alias_version("champion") == version) is moved
    assert ("was promoted" in outcome) is moved
    assert ("refuses" in outcome) is not moved
    if moved:
        assert ProposalRun.objects.get().model_version == version
    else:
        assert alias_version("champion") == champion
    assert retrain_settle(run.pk) == ""
    assert AliasMove.objects.filter(model_version=version).count() == int(moved)


def test_a_version_that_learnt_nonsense_does_not_serve() -> None:
    champion = _champion()
    run, bad = trained(_dataset_of_nonsense())
    TrainingRun.objects.filter(pk=run.pk).update(automatic=True, promotes=True)
    outcome = retrain_settle(run.pk)
    assert outcome.startswith(f"The gate refuses {bad.version}")
    assert alias_version("champion") == champion
    assert TrainingRun.objects.get(pk=run.pk).outcome == outcome
    assert AuditEntry.objects.filter(action="retraining.settle").count() == 1


def _dataset_of_nonsense() -> Dataset:
    settle(shuffled(PAIRS[700:], seed=3))
    return dataset_freeze()[0]


def test_a_ledger_that_is_refused_is_not_asked_about_again() -> None:
    retrain_policy_change(by=person("mia", "ml_engineer"), enabled=True, after=10, preset="quick")
    settle(PAIRS[:20])
    for _ in range(2):
        with transaction.atomic():
            assert retrain_start() is None
    assert AuditEntry.objects.filter(action="retraining.refused").count() == 1
    assert "pairs to train on; 30 are needed" in retrain_standing()["waits_for"]
    settle(PAIRS[20:120])
    assert retrain_start() is not None


def test_the_recipe_has_the_sizes_of_the_champion() -> None:
    champion = _champion()
    recipe = recipe_for(champion, "loop")
    assert champion.run is not None
    small = Recipe.from_toml(champion.run.recipe)
    assert all(getattr(recipe, key) == getattr(small, key) for key in SIZES)
    assert recipe.pair_epochs == Recipe.loop().pair_epochs
    assert recipe_for(None, "loop") == runs.PRESETS["loop"]


def test_the_clock_starts_a_run(monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[int] = []
    monkeypatch.setattr("models_lstm.tasks.train_soon", rung.append)
    retrain_policy_change(by=person("mia", "ml_engineer"), enabled=True, after=100, preset="quick")
    settle(PAIRS[:300])
    retrain()
    assert rung == [TrainingRun.objects.get().pk]
