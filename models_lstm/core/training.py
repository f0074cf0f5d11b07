"""Train a relation model: stages, early stopping, checkpoints, progress, cancel and resume."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import torch
from numpy.typing import NDArray

from models_lstm.core.base import BASE
from models_lstm.core.bundle import load_bundle, read_facts, save_bundle
from models_lstm.core.calibration import shift_top, softmax, steady_temperature, top_offsets
from models_lstm.core.checkpoint import Position, drop_checkpoint, read_checkpoint, write_checkpoint
from models_lstm.core.data import Split
from models_lstm.core.dataset import TrainingData, inputs_hash
from models_lstm.core.errors import BundleError
from models_lstm.core.features import Ints
from models_lstm.core.model import Model, build_network, open_device, round_tables
from models_lstm.core.network import MIRROR, RelationNetwork
from models_lstm.core.optimisers import Optimisers
from models_lstm.core.placing import (
    DEFAULT_WEIGHTS,
    LEAST_TITLES,
    ConceptPlacer,
    TitleVectors,
    fit_weights,
    hold_out,
    word_matrix,
)
from models_lstm.core.recipe import Recipe
from models_lstm.core.run_events import Cancelled, Progress, TrainedResult, TrainingEvent
from models_lstm.core.sketch import best_share, joined, spelling_sketch
from models_lstm.core.stages import Pairs, Stage, Synonyms, Views
from models_lstm.core.team import Team, member_device
from models_lstm.core.validation import ENOUGH_TO_CHOOSE, validation_metrics, validation_score
from models_lstm.core.warm_start import adopt_weights
from models_lstm.core.word_match import WordVectors, best_word_share

if TYPE_CHECKING:
    from torch.utils.tensorboard import SummaryWriter

__all__ = ["Cancelled", "Progress", "TrainedResult", "TrainingEvent", "train"]

BUNDLE: Final = "bundle"
SECONDS: Final = "seconds.txt"
MOST_QUERIES: Final = 4096
"""Validation titles that are asked for the share of the spelling."""
MOST_PLACED: Final = 2048
"""Validation titles that are placed, to learn how."""
TIED: Final = np.minimum(np.arange(len(MIRROR)), MIRROR)
"""The same number for a relation and its inverse."""
_EVENT_SECONDS: Final = 1.0
_CANCEL_SECONDS: Final = 0.5


def train(
    recipe: Recipe,
    split: Split,
    *,
    run_dir: Path,
    seed: int,
    unlabelled: Sequence[str] = (),
    device: str = "cpu",
    threads: int = 1,
    warm_start: Path | None = None,
    resume: bool = False,
    progress: Progress | None = None,
    should_cancel: Callable[[], bool] | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> TrainedResult:
    """Train on ``split.train``, stop early and calibrate on ``split.validation``; never look at ``split.test``.

    The same inputs, seed, threads and machine give the same weights, whether or not the run was broken off and
    resumed. Started by ``torchrun``, the processes train one model together (see ``team``). ``run_dir`` holds the
    checkpoint while the run lasts, ``events/`` for TensorBoard and at the end ``bundle/``. Resuming a finished run
    gives its result again.

    Args:
        unlabelled: titles without labels, for the stage ``views``.
        warm_start: a bundle whose weights to start from; its recipe's sizes must be the same. Without it the recipe's
            ``start`` says whether the encoder in the box is taken.
        should_cancel: asked about twice a second.
        clock: seconds that never run backwards.

    Raises:
        Cancelled: when ``should_cancel`` said yes.
        TooLittleData: without one training example.
        CheckpointError: when ``resume`` finds a checkpoint of other inputs, or a damaged one.
        BundleError, RecipeError: when ``warm_start`` cannot be used.
        DeviceUnavailable: for a device that is not there.
    """
    target = open_device(member_device(device))
    with Team.gathered(target) as team:
        return _train(
            recipe, split, run_dir=run_dir, seed=seed, unlabelled=unlabelled, target=target, threads=threads,
            warm_start=warm_start, resume=resume, progress=progress, should_cancel=should_cancel, clock=clock, team=team,
        )  # fmt: skip


def _train(
    recipe: Recipe,
    split: Split,
    *,
    run_dir: Path,
    seed: int,
    unlabelled: Sequence[str],
    target: torch.device,
    threads: int,
    warm_start: Path | None,
    resume: bool,
    progress: Progress | None,
    should_cancel: Callable[[], bool] | None,
    clock: Callable[[], float],
    team: Team,
) -> TrainedResult:
    """``train`` as a member of a team."""
    torch.set_num_threads(threads)
    run_dir.mkdir(parents=True, exist_ok=True)
    boxed = warm_start is None and recipe.start == "base"
    start = (
        load_bundle(BASE if warm_start is None else warm_start) if boxed or warm_start is not None else None
    )
    fingerprint = _fingerprint(recipe, split, unlabelled, seed, start)
    if resume:
        with suppress(BundleError):
            finished = read_facts(run_dir / BUNDLE)
            if finished["facts"]["fingerprint"] == fingerprint:
                return _result(run_dir, finished["metrics"])
    elif team.leads:
        drop_checkpoint(run_dir)
    data = TrainingData.build(
        recipe, split, unlabelled, known=start.vocabulary if start is not None else None
    )
    network = build_network(recipe, data.vocabulary, seed=seed)
    if start is not None:
        adopt_weights(network, data.vocabulary, start, recipe)
    network.to(target)
    with _events(run_dir, team) as writer, torch.random.fork_rng(devices=[]):
        run = _Run(
            recipe,
            data,
            network,
            run_dir,
            seed,
            fingerprint,
            progress,
            should_cancel,
            clock,
            writer,
            warm=bool(start),
            team=team,
        )
        run.go(resume=resume)
        return run.finish(split, len(set(unlabelled)))


def _fingerprint(
    recipe: Recipe, split: Split, unlabelled: Sequence[str], seed: int, start: Model | None
) -> str:
    """SHA-256 of all that determines the result."""
    origin = "" if start is None else str(start.facts.get("fingerprint", ""))
    parts = (recipe.to_toml(), inputs_hash(split, unlabelled), str(seed), origin)
    return hashlib.sha256("\x1c".join(parts).encode()).hexdigest()


@contextmanager
def _events(run_dir: Path, team: Team) -> Iterator[SummaryWriter | None]:
    """Where the figures for TensorBoard go; only the first member of a team writes any."""
    if not team.leads:
        yield None
        return
    from torch.utils.tensorboard import SummaryWriter  # takes a second to import, and only training needs it

    with SummaryWriter(str(run_dir / "events")) as writer:
        yield writer


class _Run:
    """One run in this process, from its start or from its checkpoint to its end."""

    def __init__(
        self,
        recipe: Recipe,
        data: TrainingData,
        network: RelationNetwork,
        run_dir: Path,
        seed: int,
        fingerprint: str,
        progress: Progress | None,
        should_cancel: Callable[[], bool] | None,
        clock: Callable[[], float],
        writer: SummaryWriter | None,
        *,
        warm: bool,
        team: Team,
    ) -> None:
        self._recipe, self._data, self._network = recipe, data, network
        self._folder, self._seed, self._fingerprint = run_dir, seed, fingerprint
        self._progress, self._should_cancel, self._clock, self._writer = (
            progress,
            should_cancel,
            clock,
            writer,
        )
        paced = recipe.warmed(len(data.taught)) if warm else recipe
        self._team = team
        self._pairs = Pairs(paced, data, network, seed=seed, team=team)
        self._stages: list[Stage] = [
            Views(paced, data, network, seed=seed, team=team),
            Synonyms(paced, data, network, seed=seed, team=team),
            self._pairs,
        ]
        self._steps = sum(stage.epochs * stage.steps for stage in self._stages)
        self._position = Position()
        self._best: dict[str, torch.Tensor] = {}
        self._optimisers: Optimisers | None = None
        self._started = self._told = self._asked = self._saved = clock()
        self._first_step = 0
        self._before = 0.0

    def go(self, *, resume: bool) -> None:
        """Run all stages; afterwards the network has the best weights."""
        if resume:
            self._restore()
        self._before = self._position.seconds
        self._first_step = self._position.done
        self._check_cancelled()
        while self._position.stage < len(self._stages):
            stage = self._stages[self._position.stage]
            if stage.steps:
                self._run_stage(stage)
            self._position.stage += 1
            self._position.epoch = self._position.step = 0
            self._position.stopped = False
            self._optimisers = None
        if self._best:
            self._network.load_state_dict(self._best)

    def _run_stage(self, stage: Stage) -> None:
        position = self._position
        if self._optimisers is None:
            self._optimisers = stage.optimisers()
        self._network.train()
        while position.epoch < stage.epochs and not position.stopped:
            stage.begin_epoch(position.epoch)
            while position.step < stage.steps:
                self._one_step(stage, self._optimisers)
            self._end_epoch(stage)
        if position.stopped:
            position.done = sum(s.epochs * s.steps for s in self._stages[: position.stage + 1])

    def _one_step(self, stage: Stage, optimisers: Optimisers) -> None:
        position = self._position
        torch.manual_seed((self._seed * 1_000_003 + position.done + 7_919 * self._team.rank) % 2**63)
        loss = stage.loss(position.step)
        optimisers.step(loss, stage.rate(position.epoch * stage.steps + position.step))
        position.step += 1
        position.done += 1
        position.losses[0] += float(loss.detach())
        position.losses[1] += 1.0
        if position.step < stage.steps:
            self._after_step(stage)

    def _after_step(self, stage: Stage) -> None:
        now = self._clock()
        if now - self._told >= _EVENT_SECONDS:
            self._tell(stage.name, {})
        due = self._position.done % self._recipe.checkpoint_steps == 0
        if due or now - self._saved >= self._recipe.checkpoint_seconds:
            self._save()
        self._check_cancelled()

    def _end_epoch(self, stage: Stage) -> None:
        position = self._position
        self._team.average_buffers(self._network)
        metrics = self._evaluate() if stage.evaluated else {}
        event = self._tell(stage.name, metrics)
        position.history.append({**asdict(event), "seconds_left": None})
        position.epoch += 1
        position.step = 0
        position.losses = [0.0, 0.0]
        now = self._clock()
        if now - self._saved >= self._recipe.checkpoint_seconds:
            self._save()
        self._check_cancelled()

    def _evaluate(self) -> dict[str, float]:
        """Metrics of the epoch; remember the weights when they are the best so far, stop when they stay worse.

        A small validation split only watches: the best of several noisy scores is mostly luck, and the falling
        learning rate leaves the last weights in good shape.
        """
        position, pairs = self._position, self._data.validation
        if not len(pairs):
            return {}
        metrics = validation_metrics(softmax(self._pairs.logits_of(pairs)), pairs.relations)
        if len(pairs) < ENOUGH_TO_CHOOSE:
            return metrics
        score = validation_score(metrics)
        if position.best is None or score > position.best:
            position.best, position.worse = score, 0
            self._best = {name: t.detach().clone() for name, t in self._network.state_dict().items()}
        else:
            position.worse += 1
            position.stopped = position.worse >= self._recipe.patience
        return metrics

    def _tell(self, stage: str, metrics: Mapping[str, float]) -> TrainingEvent:
        position, now = self._position, self._clock()
        loss = position.losses[0] / position.losses[1] if position.losses[1] else None
        done_here = position.done - self._first_step
        left = (now - self._started) / done_here * (self._steps - position.done) if done_here else None
        event = TrainingEvent(
            stage, position.epoch + 1, position.done, self._steps, loss, dict(metrics), left
        )
        self._told = now
        if self._writer is not None:
            if loss is not None:
                self._writer.add_scalar(f"loss/{stage}", loss, position.done)
            for name, value in metrics.items():
                self._writer.add_scalar(f"validation/{name}", value, position.done)
        if self._progress is not None and self._team.leads:
            self._progress(event)
        return event

    def _check_cancelled(self) -> None:
        """Ask at the start of the run and then about twice a second; what one member hears, all do."""
        if self._should_cancel is None:
            return
        now = self._clock()
        recent = now - self._asked < _CANCEL_SECONDS and self._position.done > self._first_step
        wanted = False
        if not recent:
            self._asked = now
            wanted = self._should_cancel()
        if self._team.any(wanted):
            self._save()
            raise Cancelled

    def _seconds(self) -> float:
        return self._before + self._clock() - self._started

    def _save(self) -> None:
        self._saved = self._clock()
        if not self._team.leads:
            return
        self._position.seconds = self._seconds()
        tensors = {f"net.{n}": t for n, t in self._network.state_dict().items()}
        tensors |= {f"best.{n}": t for n, t in self._best.items()}
        if self._optimisers is not None:
            tensors |= {f"opt.{n}": t for n, t in self._optimisers.state().items()}
        write_checkpoint(self._folder, self._position, tensors, self._fingerprint)

    def _restore(self) -> None:
        found = read_checkpoint(self._folder, self._fingerprint)
        if found is None:
            return
        self._position, tensors = found
        parts: dict[str, dict[str, torch.Tensor]] = {"net": {}, "best": {}, "opt": {}}
        for name, tensor in tensors.items():
            kind, rest = name.split(".", 1)
            parts[kind][rest] = tensor
        self._network.load_state_dict(parts["net"])
        self._best = parts["best"]
        if self._position.stage < len(self._stages) and parts["opt"]:
            self._optimisers = self._stages[self._position.stage].optimisers()
            self._optimisers.restore(parts["opt"])

    def finish(self, split: Split, unlabelled: int) -> TrainedResult:
        """Round, calibrate, measure and store the model."""
        self._network.close_anchors()
        round_tables(self._network)
        validation = self._data.validation
        logits = self._pairs.logits_of(validation)
        temperature = steady_temperature(logits, validation.relations, validation.groups)
        scaled = softmax(logits, temperature)
        offsets = top_offsets(scaled, validation.relations, validation.groups, TIED)
        metrics = (
            validation_metrics(shift_top(scaled, offsets), validation.relations) if len(validation) else {}
        )
        self._tell("calibration", metrics)
        facts: dict[str, str | int | float] = {
            "fingerprint": self._fingerprint,
            "seed": self._seed,
            "training pairs": len(split.train),
            "validation pairs": len(split.validation),
            "titles without labels": unlabelled,
            "epochs": len(self._position.history),
        }
        self._network.eval()
        judged = self._judged_titles()
        asked = self._asked_titles()
        spelling_share = best_share(judged.meaning, judged.spelling, self._data.all_concepts, asked)
        model = Model(
            self._recipe,
            self._data.vocabulary,
            self._network,
            temperature,
            metrics,
            facts,
            spelling_share,
            best_word_share(
                joined(judged.meaning, judged.spelling, spelling_share),
                judged.read,
                self._data.all_concepts,
                asked,
            ),
            tuple(self._placing_weights(judged).tolist()),
            tuple(offsets.tolist()),
        )
        if self._team.leads:
            # Beside the bundle, not in it: the same weights are the same model, however long it took.
            (self._folder / SECONDS).write_text(f"{self._seconds():.1f}\n")
            save_bundle(model, self._folder / BUNDLE)
            drop_checkpoint(self._folder)
        self._team.wait()
        history = tuple(TrainingEvent(**event) for event in self._position.history)
        return TrainedResult(self._folder / BUNDLE, metrics, history, self._seconds())

    def _judged_titles(self) -> TitleVectors:
        """All judged titles as the search sees them."""
        lexical = self._data.lexical
        count = len(self._data.concepts)
        return TitleVectors(
            self._pairs.vectors_of(np.arange(count)),
            spelling_sketch(lexical.grams),
            word_matrix(self._data.forms[:count]),
            lexical.levels[:, 0],
            WordVectors.of(
                self._pairs.token_vectors(), self._data.titles.tokens.idf, self._data.titles.rows[:count]
            ),
        )

    def _asked_titles(self) -> Ints:
        """Validation titles whose concept has another title: what search is tuned by, among all judged ones."""
        concepts = self._data.all_concepts
        asked = self._data.validation_titles()
        _, inverse, counts = np.unique(concepts, return_inverse=True, return_counts=True)
        return np.asarray(asked[counts[inverse[asked]] > 1][:MOST_QUERIES])

    def _placing_weights(self, judged: TitleVectors) -> NDArray[np.float64]:
        """How to weigh what speaks for a concept, learnt by placing validation titles among the others."""
        concepts = self._data.all_concepts
        asked = hold_out(concepts, self._data.validation_titles())[:MOST_PLACED]
        if len(asked) < LEAST_TITLES:
            return DEFAULT_WEIGHTS.copy()
        known = np.setdiff1d(np.arange(len(concepts)), asked)
        placer = ConceptPlacer.of(judged.rows(known), concepts[known].tolist())
        threads = torch.get_num_threads()
        return fit_weights(placer.candidates(judged.rows(asked), threads=threads), concepts[asked])


def _result(run_dir: Path, metrics: Mapping[str, float]) -> TrainedResult:
    """The result of a run that was finished before."""
    took = run_dir / SECONDS
    return TrainedResult(run_dir / BUNDLE, metrics, (), float(took.read_text()) if took.exists() else 0.0)
