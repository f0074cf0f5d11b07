"""Execute a training run, in a worker or in a command: the same way, with the same row, log and checkpoint."""

from __future__ import annotations

import logging
import shutil
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from django.db import InterfaceError, OperationalError, transaction

from models_lstm.core.data import Example, Split
from models_lstm.core.errors import CheckpointError
from models_lstm.core.recipe import Recipe
from models_lstm.core.scorer import Scorer
from models_lstm.core.training import Cancelled, TrainedResult, TrainingEvent, train
from models_lstm.models import ModelVersion, TrainingRun
from models_lstm.selectors.candidates import languages_of
from models_lstm.selectors.datasets import dataset_split, dataset_titles
from models_lstm.selectors.predictions import test_side
from models_lstm.selectors.registry import alias_version
from models_lstm.selectors.runs import LOG, run_folder, run_get
from models_lstm.services.evaluations import baseline_known, evaluation_ensure
from models_lstm.services.measuring import Measured, measure
from models_lstm.services.pulse import Pulse, database_away, patiently
from models_lstm.services.registry import bundle_store, model_register
from models_lstm.services.run_progress import CancelQuestion, RunLog, RunProgress
from models_lstm.services.run_states import AUTO_RESUMES, Claim, State, run_claim, run_end
from models_lstm.services.runs import scarce_relations
from models_lstm.services.tracing import curve_trace
from taxonomy.core.errors import Busy, Fault
from taxonomy.services.artifacts import artifact_local_path

logger = logging.getLogger("titleloom.training")
Watch = Callable[[TrainingEvent], None]


class RunTaken(Busy):
    """The run is executed elsewhere, or finished."""

    code = "training.taken"


class _ClaimLost(Exception):
    """Somebody else executes the run now: this execution leaves everything as it is."""


def run_execute(
    run_id: int, *, celery_id: str = "", threads: int = 1, watch: Watch | None = None
) -> TrainingRun:
    """Train, measure and register; the run's row tells how it ended. Goes on from a checkpoint when there is one.

    Anticipated faults and unexpected errors end in the state ``failed`` with a sentence; the latter are raised too.
    A database that went away in between is neither: the state is ``interrupted``, and the error is raised.
    An interrupt (Ctrl-C, the worker's stop) leaves the state ``interrupted`` and is raised; the sweep resumes what a
    worker was at, and leaves a command to the person who stopped it.

    Raises:
        RunTaken: the run is executed elsewhere, or finished.
    """
    claim = run_claim(run_id, celery_id=celery_id)
    if claim is None:
        raise RunTaken(f"Run {run_id} is {run_get(run_id).state}; it cannot be executed now.")
    run = run_get(run_id)
    with RunLog(run_folder(run) / LOG) as log, Pulse(TrainingRun, run_id, claim.token) as pulse:
        log.line("resumed" if claim.resumed else f"started on data set {run.dataset.name}, seed {run.seed}")
        for note in scarce_relations(run.dataset):
            log.line(note)
        try:
            _execute(run, claim, pulse, log, threads=threads, watch=watch)
        except _ClaimLost:
            log.line("another process has taken over; this one stops")
        except Cancelled:
            log.line("cancelled; the checkpoint is kept")
            patiently(lambda: run_end(claim, State.CANCELLED))
        except Fault as fault:
            log.line(f"failed: {fault.detail}")
            detail = fault.detail
            patiently(lambda: run_end(claim, State.FAILED, error=detail))
        except Exception as error:
            if database_away(error):
                log.line("the database went away; the checkpoint is kept")
                patiently(lambda: run_end(claim, State.INTERRUPTED, error="The database went away."))
                raise
            log.line("failed: " + traceback.format_exc())
            told = f"Unexpected: {type(error).__name__}: {error}"
            patiently(lambda: run_end(claim, State.FAILED, error=told))
            raise
        except BaseException:
            log.line("interrupted; the checkpoint is kept")
            # A worker that was stopped says nothing against the run; who stops a command means to go on by hand.
            resumed = 0 if celery_id else AUTO_RESUMES
            # Where everything is stopped at once the database may be gone already: then the sweep finds the run.
            with suppress(OperationalError, InterfaceError):
                run_end(claim, State.INTERRUPTED, error="It was stopped from outside.", auto_resumes=resumed)
            raise
    return run_get(run_id)


def _execute(
    run: TrainingRun, claim: Claim, pulse: Pulse, log: RunLog, *, threads: int, watch: Watch | None
) -> None:
    cancel = CancelQuestion(claim, pulse)
    training = _Training.of(run, threads=threads, cancel=cancel, say=log.line)
    progress = RunProgress(claim, training.recipe, run.curves, log, watch)
    split = training.split
    with _claim_held(cancel):
        result = training.whole(progress)
    if pulse.lost:
        raise _ClaimLost
    progress.stage("evaluation")
    side, test = test_side(split)
    measured = measure(
        Scorer.load(result.bundle_path, threads=threads),
        test,
        split.train,
        beside=baseline_known(run.dataset),
        languages=languages_of(t for e in test for t in (e.title_a, e.title_b)),
    )

    def part_begins(labels: int, of: int) -> None:
        progress.stage("curve", f"training on {labels:,} of {of:,} labels, for the learning curve")

    with _claim_held(cancel):
        curve = training.curve(test, told=part_begins)
    artifact, digest = bundle_store(result.bundle_path)
    version = patiently(lambda: _finish(run, claim, result, measured, side, artifact, digest, curve))
    log.line(f"succeeded: {version.version}, macro-F1 {version.metrics['macro_f1']:.4f} on {side}")
    _clean(run_folder(run))
    with suppress(Fault):
        champion = alias_version("champion")
        if champion is not None:
            evaluation_ensure(champion, run.dataset)


@contextmanager
def _claim_held(cancel: CancelQuestion) -> Iterator[None]:
    """A training that was told to stop since the claim was lost has not been cancelled by anybody."""
    try:
        yield
    except Cancelled:
        if cancel.lost:
            raise _ClaimLost from None
        raise


@dataclass(frozen=True, slots=True)
class _Training:
    """What a run trains, in the process that executes it and in each member of its team."""

    run: TrainingRun
    recipe: Recipe
    split: Split
    threads: int
    cancel: Callable[[], bool]
    say: Callable[[str], None]

    @classmethod
    def of(
        cls, run: TrainingRun, *, threads: int, cancel: Callable[[], bool], say: Callable[[str], None]
    ) -> Self:
        return cls(run, Recipe.from_toml(run.recipe), dataset_split(run.dataset), threads, cancel, say)

    def whole(self, progress: RunProgress | None = None) -> TrainedResult:
        """The recipe on all labels, from the version that the run is to begin with."""
        warm = self.run.warm_start
        start = artifact_local_path(warm.artifact) if warm else None
        return self._attempts(self.recipe, self.split, run_folder(self.run), start, progress)

    def curve(
        self,
        test: Sequence[Example] = (),
        *,
        told: Callable[[int, int], None] = lambda labels, of: None,
        measured: bool = True,
    ) -> list[dict[str, Any]]:
        """The points of the learning curve, where the recipe asks for them."""
        return curve_trace(
            self.recipe,
            self.split,
            test,
            seed=self.run.seed,
            folder=run_folder(self.run),
            whole=self.run.warm_start is not None,
            train=self._attempts,
            threads=self.threads,
            told=told,
            measured=measured,
        )

    def _attempts(
        self,
        recipe: Recipe,
        split: Split,
        room: Path,
        start: Path | None = None,
        progress: RunProgress | None = None,
    ) -> TrainedResult:
        """Train on from the checkpoint in the folder ``room``, or anew where it cannot be used."""

        def attempt(*, resume: bool) -> TrainedResult:
            return train(
                recipe,
                split,
                unlabelled=dataset_titles(self.run.dataset),
                run_dir=room,
                seed=self.run.seed,
                device=self.run.device,
                threads=self.threads,
                warm_start=start,
                resume=resume,
                progress=progress,
                should_cancel=self.cancel,
            )

        try:
            return attempt(resume=True)
        except CheckpointError as error:
            self.say(f"{error.detail} Starting anew.")
            return attempt(resume=False)


def run_join(run_id: int, *, threads: int = 1) -> None:
    """Train with the process that executes the run, as a member of its team (see `core.team`); write nothing."""
    training = _Training.of(run_get(run_id), threads=threads, cancel=lambda: False, say=lambda text: None)
    with suppress(Cancelled):
        training.whole()
        training.curve(measured=False)


@transaction.atomic
def _finish(
    run: TrainingRun,
    claim: Claim,
    result: TrainedResult,
    measured: Measured,
    side: str,
    artifact: str,
    digest: str,
    curve: list[dict[str, Any]],
) -> ModelVersion:
    """Success and the version in one transaction; nothing when the claim was lost."""
    if not run_end(claim, State.SUCCEEDED, metrics=dict(result.metrics)):
        raise _ClaimLost
    return model_register(
        artifact=artifact,
        bundle_hash=digest,
        dataset=run.dataset,
        measured=measured,
        side=side,
        curve=curve,
        run=run,
        by=run.created_by,
    )


def _clean(folder: Path) -> None:
    """The bundle is in the store now; log and event files stay."""
    shutil.rmtree(folder / "bundle", ignore_errors=True)
