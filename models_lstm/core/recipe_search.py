"""Search for a better recipe: trials by optuna, kept in a journal file, so that a kill costs at most one trial.

The tree-structured Parzen estimator (Bergstra et al. 2011) proposes, the median rule (Golovin et al. 2017, section
3.2) stops early what is worse than most were at the same epoch. Every trial trains with the same seed, and the
proposals of trial n are drawn with a seed of n's own, so a search that was broken off goes on as it would have.

What is optimised is the score on the validation split. The best of many is better there than it is: compare the model
that comes of it with the champion on the test split before you believe it.
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import tomllib
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, ClassVar, Final

import optuna
from optuna.distributions import (
    BaseDistribution,
    CategoricalDistribution,
    FloatDistribution,
    IntDistribution,
)
from optuna.pruners import MedianPruner
from optuna.samplers import TPESampler
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend
from optuna.trial import FrozenTrial, TrialState

from models_lstm.core.data import Split
from models_lstm.core.dataset import inputs_hash
from models_lstm.core.errors import RecipeError, TooLittleData
from models_lstm.core.recipe import Recipe
from models_lstm.core.run_events import TrainingEvent
from models_lstm.core.training import train
from models_lstm.core.validation import validation_score
from taxonomy.core.errors import BadInput, Busy, Fault

JOURNAL: Final = "journal.log"
BEST: Final = "best.toml"
AT_RANDOM: Final = 8
"""Trials before the estimator has anything to go by."""
UNPRUNED: Final = 4
"""Trials that are never stopped early: something to compare with."""
LEAST_VALIDATION: Final = 20
Space = Mapping[str, BaseDistribution]

DEFAULT_SPACE: Final[Space] = {
    "contrast_rate": FloatDistribution(3e-4, 1e-2, log=True),
    "contrast_temperature": FloatDistribution(0.03, 0.2, log=True),
    "dropout": FloatDistribution(0.1, 0.5),
    "head_dropout": FloatDistribution(0.2, 0.7),
    "pair_rate": FloatDistribution(2e-4, 1e-2, log=True),
    "encoder_rate": FloatDistribution(1e-5, 1e-3, log=True),
    "contrast_weight": FloatDistribution(0.0, 1.0),
    "spread": FloatDistribution(0.0, 1.0),
    "balance": FloatDistribution(0.0, 1.0),
    "smoothing": FloatDistribution(0.0, 0.2),
}
"""Knobs that leave the sizes alone, so that a trial may start from the model in the box."""


class SearchFault(BadInput):
    """The study is not what was asked for."""

    code: ClassVar[str] = "search.wrong_study"


class SearchBusy(Busy):
    """Another process is at work on the study."""

    code: ClassVar[str] = "search.busy"


@dataclass(frozen=True, slots=True)
class TrialResult:
    """One trial. ``score`` is the last one measured, on the validation split; None where it came to none."""

    number: int
    state: str
    score: float | None
    params: Mapping[str, Any]
    metrics: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """All trials of a study, and the recipe of the best one that ran to its end (None before there is one)."""

    trials: tuple[TrialResult, ...]
    best: TrialResult | None
    recipe: Recipe | None


def default_space(base: Recipe) -> Space:
    """`DEFAULT_SPACE`, each range wide enough for the value that ``base`` has."""
    return {key: _holding(d, getattr(base, key)) for key, d in DEFAULT_SPACE.items()}


def _holding(distribution: BaseDistribution, value: float) -> BaseDistribution:
    if not isinstance(distribution, FloatDistribution) or distribution.low <= value <= distribution.high:
        return distribution
    low, high = min(distribution.low, value), max(distribution.high, value)
    # a rate of 0 has no logarithm
    return FloatDistribution(low, high, log=distribution.log and low > 0)


def read_space(text: str, base: Recipe) -> Space:
    """The space of a TOML text: ``key = [low, high]``, ``{low = .., high = .., log = true}`` or ``{choices = [..]}``.

    Raises:
        RecipeError: naming the key that is no knob of a recipe, or whose range is none.
    """
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RecipeError(f"The space is not valid TOML: {error}.") from error
    if not values:
        raise RecipeError("The space names no key.")
    kinds = {f.name: type(f.default) for f in fields(Recipe)}
    space: dict[str, BaseDistribution] = {}
    for key, value in values.items():
        if key not in kinds or key == "name":
            raise RecipeError(f"'{key}' is not a key that can be searched.", field=key)
        try:
            space[key] = _distribution(value, whole=kinds[key] is int)
            for end in _ends(space[key]):
                Recipe.from_mapping({**asdict(base), key: end})
        except (ValueError, TypeError, KeyError) as error:
            raise RecipeError(
                f"'{key}' must be [low, high], {{low, high, log}} or {{choices}}, not {value!r}.", field=key
            ) from error
    return space


def _distribution(value: Any, *, whole: bool) -> BaseDistribution:
    if isinstance(value, Mapping) and "choices" in value:
        if set(value) != {"choices"} or not value["choices"]:
            raise ValueError(value)
        return CategoricalDistribution(value["choices"])
    if isinstance(value, Mapping):
        if not set(value) <= {"low", "high", "log"}:
            raise ValueError(value)
        low, high, log = value["low"], value["high"], bool(value.get("log", False))
    else:
        (low, high), log = value, False
    return (
        IntDistribution(low, high, log=log) if whole else FloatDistribution(float(low), float(high), log=log)
    )


def _ends(distribution: BaseDistribution) -> Sequence[Any]:
    if isinstance(distribution, CategoricalDistribution):
        return distribution.choices
    if isinstance(distribution, IntDistribution | FloatDistribution):
        return (distribution.low, distribution.high)
    raise TypeError(distribution)


def search_recipe(
    base: Recipe,
    split: Split,
    *,
    folder: Path,
    trials: int,
    seed: int,
    space: Space | None = None,
    unlabelled: Sequence[str] = (),
    resume: bool = False,
    device: str = "cpu",
    threads: int = 1,
    told: Callable[[TrialResult], None] = lambda trial: None,
    progress: Callable[[int, TrainingEvent], None] = lambda number, event: None,
) -> SearchResult:
    """Run trials until the study in ``folder`` has ``trials`` of them that ended; the first one is ``base`` itself.

    Without a ``space``, `default_space` is searched.

    A trial that a kill broke off is taken up again with the same values, from its checkpoint.

    Raises:
        SearchFault: there is such a study and ``resume`` is false, none and it is true, or it is about something else.
        SearchBusy: another process is at work on it.
        TooLittleData: too few validation pairs to choose by.
    """
    space = default_space(base) if space is None else space
    if len(split.validation) < LEAST_VALIDATION:
        raise TooLittleData(
            f"There are {len(split.validation)} validation pairs; {LEAST_VALIDATION} are needed to choose by."
        )
    if (folder / JOURNAL).exists() != resume:
        raise SearchFault(
            f"There is no study '{folder.name}' to go on with."
            if resume
            else f"There is a study '{folder.name}' already; go on with --resume, or give another name.",
            field="name",
        )
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        study = _open(folder, _inputs(base, split, unlabelled, seed, space, device))
        if resume:
            _take_up(study)
        else:
            study.enqueue_trial({key: getattr(base, key) for key in space})
        while len(_ended(study)) < trials:
            study.sampler = TPESampler(
                n_startup_trials=AT_RANDOM, seed=(seed * 1_000_003 + len(_ended(study))) % 2**32
            )
            with warnings.catch_warnings():
                # the base is measured first wherever a space of somebody's own lies
                warnings.filterwarnings("ignore", "Fixed parameter .* is out of range")
                trial = study.ask(dict(space))
            _run(study, trial, base, split, folder, unlabelled, seed, device, threads, progress)
            told(_result(study.trials[trial.number]))
        found = _found(study, base, folder.name)
        if found.recipe is not None:
            (folder / BEST).write_text(found.recipe.to_toml(), encoding="utf-8")
        return found


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SearchBusy(f"Another process is at work on the study '{folder.name}'.") from None
        yield


def _inputs(
    base: Recipe, split: Split, unlabelled: Sequence[str], seed: int, space: Space, device: str
) -> str:
    """SHA-256 of all that a study is about."""
    parts = (
        replace(base, name="").to_toml(),
        inputs_hash(split, unlabelled),
        str(seed),
        repr(sorted(space.items())),
        device,
    )
    return hashlib.sha256("\x1c".join(parts).encode()).hexdigest()


def _open(folder: Path, inputs: str) -> optuna.Study:
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    study = optuna.create_study(
        storage=JournalStorage(JournalFileBackend(str(folder / JOURNAL))),
        study_name=folder.name,
        direction="maximize",
        pruner=MedianPruner(n_startup_trials=UNPRUNED, n_warmup_steps=1),
        load_if_exists=True,
    )
    if study.user_attrs.setdefault("inputs", inputs) != inputs:
        raise SearchFault(
            f"The study '{folder.name}' is about another recipe, seed, space or set of examples; give another name.",
            field="name",
        )
    study.set_user_attr("inputs", inputs)
    return study


def _take_up(study: optuna.Study) -> None:
    """Put the values of trials that were broken off back into the queue."""
    for trial in study.get_trials(deepcopy=False, states=(TrialState.RUNNING,)):
        study.tell(trial.number, state=TrialState.FAIL)
        study.enqueue_trial(trial.params)


def _run(
    study: optuna.Study,
    trial: optuna.Trial,
    base: Recipe,
    split: Split,
    folder: Path,
    unlabelled: Sequence[str],
    seed: int,
    device: str,
    threads: int,
    progress: Callable[[int, TrainingEvent], None],
) -> None:
    recipe = Recipe.from_mapping({**asdict(base), **trial.params})
    # By its values, not by its number: when a trial is taken up again, the checkpoint is found.
    run_dir = folder / "trials" / hashlib.sha256(recipe.to_toml().encode()).hexdigest()[:16]

    def watch(event: TrainingEvent) -> None:
        progress(trial.number, event)
        if event.metrics and event.loss is not None:
            trial.report(validation_score(dict(event.metrics)), event.epoch)
            if trial.should_prune():
                raise optuna.TrialPruned

    try:
        result = train(
            recipe,
            split,
            run_dir=run_dir,
            seed=seed,
            unlabelled=unlabelled,
            device=device,
            threads=threads,
            resume=True,
            progress=watch,
        )
    except optuna.TrialPruned:
        study.tell(trial, state=TrialState.PRUNED)
    except Fault:
        study.tell(trial, state=TrialState.FAIL)
        raise
    else:
        trial.set_user_attr("metrics", dict(result.metrics))
        trial.set_user_attr("seconds", round(result.seconds, 1))
        study.tell(trial, validation_score(dict(result.metrics)))
    shutil.rmtree(run_dir, ignore_errors=True)


def _ended(study: optuna.Study) -> list[FrozenTrial]:
    return study.get_trials(deepcopy=False, states=(TrialState.COMPLETE, TrialState.PRUNED))


def _result(trial: FrozenTrial) -> TrialResult:
    return TrialResult(
        trial.number, trial.state.name.lower(), trial.value, trial.params, trial.user_attrs.get("metrics", {})
    )


def _found(study: optuna.Study, base: Recipe, name: str) -> SearchResult:
    trials = tuple(map(_result, study.get_trials(deepcopy=False)))
    complete = [t for t in trials if t.state == "complete" and t.score is not None]
    best = max(complete, key=lambda t: (t.score or 0.0, -t.number), default=None)
    recipe = None if best is None else Recipe.from_mapping({**asdict(base), **best.params, "name": name})
    return SearchResult(trials, best, recipe)
