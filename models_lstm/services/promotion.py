"""Let a version serve, and take that back. Moves of an alias are only ever added."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from django.db import connection, transaction
from django.utils import timezone

from models_lstm.core.calibration import Floats
from models_lstm.core.comparison import Difference, compare_macro_f1
from models_lstm.core.data import Example, Split
from models_lstm.core.errors import NothingToTest
from models_lstm.core.evaluation import evaluate
from models_lstm.core.gate import ENOUGH_PAIRS, Verdict, judge
from models_lstm.models import AliasMove, Dataset, ModelVersion
from models_lstm.selectors.datasets import dataset_latest_of_decisions, dataset_split
from models_lstm.selectors.predictions import predictions_load, test_side
from models_lstm.selectors.registry import ALIASES, alias_move_latest, alias_version
from models_lstm.services.evaluations import (
    evaluation_ensure,
    unseen_rows,
)
from models_lstm.services.measuring import BOOTSTRAP, SEED, groups_of, majority_table
from models_lstm.services.proposal_runs import proposal_run_queue
from models_lstm.services.proposal_store import proposals_bring_back
from taxonomy.core.errors import BadInput, GateRefused, Refused
from taxonomy.models import Person
from taxonomy.selectors.quarantines import model_refuse_quarantined
from taxonomy.services.audit import audit_record

CHAMPION: Final = "champion"


class ModelRefused(GateRefused):
    """The gate refuses the version; ``extra["verdict"]`` says by which rules."""

    code = "model.gate_refused"


class AlreadyThere(Refused):
    """The alias names this version already."""

    code = "alias.already_there"


class NothingToRollBack(Refused):
    """The alias has never named another version."""

    code = "alias.nothing_to_roll_back"


@dataclass(frozen=True, slots=True)
class TestSet:
    """Pairs that none of the compared versions was trained on."""

    dataset: Dataset
    side: str
    rows: list[int]
    test: tuple[Example, ...]
    split: Split


def gate_verdict(
    version: ModelVersion, champion: ModelVersion | None, *, dataset: Dataset | None = None
) -> Verdict:
    """What the gate says of a version beside the champion, both tested on the same pairs that neither has seen.

    The test set is that of the youngest data set frozen from the ledger, for that is what people have settled; when too
    little of it is unseen, the version's own. Versions without an evaluation there are measured now.

    Raises:
        ArtifactMissing, BundleError: a model or a data set is not in the store.
    """
    found = _test_set(version, champion, dataset)
    if found is None or len(found.rows) < ENOUGH_PAIRS:
        pairs = len(found.rows) if found else 0
        return judge(pairs=pairs, ece=0.0, majority=0.0, against_baseline=None, against_champion=None)
    test = [found.test[row] for row in found.rows]
    truth, groups = [e.relation for e in test], groups_of(test)
    own = predictions_load(evaluation_ensure(version, found.dataset))
    table = own.model[found.rows]
    report = evaluate(table, truth, bootstrap=0)
    majority = evaluate(majority_table(found.split.train or test, len(test)), truth, bootstrap=0)
    against_baseline = (
        _difference(table, own.baseline[found.rows], truth, groups) if len(own.baseline) else None
    )
    against_champion = None
    if champion is not None:
        other = predictions_load(evaluation_ensure(champion, found.dataset))
        against_champion = _difference(table, other.model[found.rows], truth, groups)
    figures: dict[str, Any] = {
        "dataset": found.dataset.name,
        "side": found.side,
        "pairs": len(test),
        "version": version.version,
        "champion": champion.version if champion else None,
        "macro_f1": report.macro_f1.value,
        "accuracy": report.accuracy.value,
        "ece": report.ece,
        "majority_macro_f1": majority.macro_f1.value,
        "against_baseline": against_baseline.to_dict() if against_baseline else None,
        "against_champion": against_champion.to_dict() if against_champion else None,
    }
    return judge(
        pairs=len(test),
        ece=report.ece,
        majority=majority.macro_f1.value,
        against_baseline=against_baseline,
        against_champion=against_champion,
        figures=figures,
    )


def _difference(first: Floats, second: Floats, truth: list[str], groups: list[str] | None) -> Difference:
    return compare_macro_f1(
        np.asarray(first), np.asarray(second), truth, groups=groups, bootstrap=BOOTSTRAP, seed=SEED
    )


def _test_set(
    version: ModelVersion, champion: ModelVersion | None, dataset: Dataset | None
) -> TestSet | None:
    choices = [dataset] if dataset else [dataset_latest_of_decisions(), version.dataset]
    best: TestSet | None = None
    for choice in choices:
        if choice is None:
            continue
        found = unseen_test_set(choice, *(v for v in (version, champion) if v is not None))
        if found is not None and (best is None or len(found.rows) > len(best.rows)):
            best = found
        if best is not None and len(best.rows) >= ENOUGH_PAIRS:
            return best
    return best


def unseen_test_set(dataset: Dataset, *versions: ModelVersion) -> TestSet | None:
    """The pairs of a test split of which no title was in the training of any of the versions; None without any."""
    split = dataset_split(dataset)
    try:
        side, test = test_side(split)
    except NothingToTest:
        return None
    # A data set that came without a test split is tested on its validation side, which its own models have seen: they
    # were stopped and calibrated by it, not trained on it. The card says so; the gate takes it as the lesser evil.
    trained = {d.pk: d for v in versions for d in _taught_by(v) if d.pk != dataset.pk}
    return TestSet(dataset, side, unseen_rows(test, *map(dataset_split, trained.values())), test, split)


def _taught_by(version: ModelVersion) -> Iterator[Dataset]:
    """The data sets behind a version: its own, and those of the versions whose weights it started from."""
    current: ModelVersion | None = version
    while current is not None:
        yield current.dataset
        current = current.run.warm_start if current.run else None


def alias_promote(
    version: ModelVersion,
    *,
    alias: str = CHAMPION,
    override: str = "",
    dataset: Dataset | None = None,
    by: Person | None = None,
    dry_run: bool = False,
) -> tuple[AliasMove, Verdict]:
    """Have an alias name a version. For the champion, the gate is asked and its proposals are refreshed after.

    Args:
        override: the reason for letting a refused version pass; kept in the history.
        dataset: whose test split to judge by, instead of the gate's own choice.

    Raises:
        ModelRefused: the gate says no and there is no override.
        AlreadyThere: the alias names the version already.
        BadInput: no such alias.
        ModelQuarantined
    """
    if alias not in ALIASES:
        raise BadInput(f"'{alias}' is no alias; use one of {', '.join(ALIASES)}.", field="alias")
    model_refuse_quarantined(version.version)
    current = alias_version(alias)
    if current is not None and current.pk == version.pk:
        raise AlreadyThere(f"{version.version} is {alias} already.")
    verdict = gate_verdict(version, alias_version(CHAMPION) if alias == CHAMPION else None, dataset=dataset)
    if alias == CHAMPION and not verdict.passed and not override.strip():
        raise ModelRefused(
            f"The gate refuses {version.version}: {verdict.sentence}", extra={"verdict": verdict.to_dict()}
        )
    move = AliasMove(
        alias=alias,
        kind=AliasMove.Kind.PROMOTE,
        model_version=version,
        from_version=current,
        override=alias == CHAMPION and not verdict.passed,
        reason=override.strip(),
        verdict=verdict.to_dict(),
        by=by,
        at=timezone.now(),
    )
    return (move if dry_run else _enter(move, current)), verdict


@transaction.atomic
def _enter(move: AliasMove, expected: ModelVersion | None) -> AliasMove:
    """Add the move if the alias still names what the verdict was about."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('models_lstm.alias'))")
    current = alias_version(move.alias)
    if (current.pk if current else None) != (expected.pk if expected else None):
        raise AlreadyThere(f"Meanwhile {move.alias} has come to name another version; look again.")
    move.save()
    audit_record(
        actor=move.by,
        action=f"alias.{move.kind}",
        obj_type="alias",
        obj_id=move.alias,
        data={
            "version": move.model_version.version,
            "from": move.from_version.version if move.from_version else None,
            "override": move.override,
            "reason": move.reason,
        },
    )
    if move.alias == CHAMPION:
        proposal_run_queue(move.model_version, by=move.by)
    return move


@transaction.atomic
def alias_rollback(*, alias: str = CHAMPION, reason: str = "", by: Person | None = None) -> AliasMove:
    """Take the last promotion back: the alias names again what it named before, with its proposals.

    The former version's proposals are open again in the same transaction; a refresh is queued for the candidates that
    came since.

    Raises:
        NothingToRollBack: there is no promotion that could be taken back.
        ModelQuarantined
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('models_lstm.alias'))")
    latest = alias_move_latest(alias)
    undone = _last_promotion(alias)
    if latest is None or undone is None or undone.from_version is None:
        raise NothingToRollBack(f"There is no earlier version of {alias} to go back to.")
    model_refuse_quarantined(undone.from_version.version)
    move = AliasMove(
        alias=alias,
        kind=AliasMove.Kind.ROLLBACK,
        model_version=undone.from_version,
        from_version=latest.model_version,
        undoes=undone,
        reason=reason,
        by=by,
        at=timezone.now(),
    )
    _enter(move, latest.model_version)
    if alias == CHAMPION:
        proposals_bring_back(move.model_version, by=by)
    return move


def _last_promotion(alias: str) -> AliasMove | None:
    """The last promotion that was not taken back yet: rolling back twice goes two steps back."""
    return (
        AliasMove.objects.filter(alias=alias, kind=AliasMove.Kind.PROMOTE, undone_by=None)
        .select_related("from_version__dataset", "model_version")
        .order_by("-pk")
        .first()
    )
