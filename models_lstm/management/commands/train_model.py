"""``train_model``: a training run in this process."""

from __future__ import annotations

import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from tqdm import tqdm

from config.commands import TitleloomCommand
from models_lstm.core.model import open_device
from models_lstm.core.recipe import Recipe
from models_lstm.core.team import Team, member_device
from models_lstm.core.training import TrainingEvent, train
from models_lstm.models import TrainingRun
from models_lstm.selectors.datasets import dataset_get, dataset_row
from models_lstm.selectors.registry import version_get
from models_lstm.selectors.runs import run_folder, run_get, run_row
from models_lstm.services.datasets import dataset_freeze, dataset_from_csv, split_of_csv
from models_lstm.services.execution import run_execute, run_join
from models_lstm.services.run_states import NotInState, State, run_resume, runs_sweep
from models_lstm.services.runs import PRESETS, preflight, recipe_of, recipe_read, run_start, scarce_relations
from taxonomy.core.errors import BadInput


class TrainingBar:
    """The run on a terminal: a bar over all steps with the time left, the stage and the loss beside it."""

    def __init__(self) -> None:
        self._bar: tqdm[Any] | None = None

    def __call__(self, event: TrainingEvent) -> None:
        """Take in one event."""
        if not sys.stderr.isatty():
            return
        if self._bar is None:
            self._bar = tqdm(total=event.steps, initial=event.step, file=sys.stderr, unit="step")
        self._bar.set_description(f"{event.stage} epoch {event.epoch}", refresh=False)
        score = {k: f"{v:.3f}" for k, v in event.metrics.items() if k == "macro_f1"}
        loss = {} if event.loss is None else {"loss": f"{event.loss:.4f}"}
        self._bar.set_postfix({**loss, **score}, refresh=False)
        self._bar.update(event.step - self._bar.n)

    def close(self) -> None:
        """Leave the line as it is."""
        if self._bar is not None:
            self._bar.close()


class Command(TitleloomCommand):
    """Train in this process. With ``--output`` from CSV alone: no database, the model is left in that folder."""

    help = "Train a relation model on a frozen data set or on a CSV file; a kill loses at most one checkpoint interval."
    writes = True

    def arguments(self, parser: CommandParser) -> None:
        """What to train on, how, where."""
        source = parser.add_mutually_exclusive_group()
        source.add_argument(
            "--dataset", help="name of a data set (default: freeze the decisions as they are now)"
        )
        source.add_argument("--train-csv", type=Path, help="columns title_a,title_b,relation[,weight,group]")
        source.add_argument("--resume", type=int, metavar="RUN", help="go on with a run from its checkpoint")
        parser.add_argument(
            "--validation-csv", type=Path, help="default: a part of --train-csv, split by concept"
        )
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--config", type=Path, help="recipe in TOML")
        how.add_argument("--preset", choices=list(PRESETS), help="a ready recipe (default full)")
        parser.add_argument(
            "--curve-points",
            type=int,
            metavar="N",
            help="train N times more, on a half, a quarter and so on of the labels, for the learning curve",
        )
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--device", default="cpu", help="cpu, cuda or cuda:N")
        parser.add_argument("--threads", type=int, default=1, help="of the processor (default 1)")
        parser.add_argument("--warm-start", metavar="VERSION", help="start from the weights of this version")
        parser.add_argument(
            "--output", type=Path, help="with --train-csv: no database; the model folder goes here"
        )

    def run(self, **options: Any) -> dict[str, Any]:
        """Train."""
        if options["validation_csv"] and not options["train_csv"]:
            raise BadInput("--validation-csv needs --train-csv.", field="validation_csv")
        text = recipe_read(options["config"]) if options["config"] else ""
        recipe, preset = recipe_of(preset=options["preset"] or "", text=text)
        if options["curve_points"] is not None:
            recipe = replace(recipe, curve_points=options["curve_points"])
        if recipe.curve_points and options["output"]:
            raise BadInput(
                "A learning curve is traced beside a version of the record: not with --output.",
                field="curve_points",
            )
        with Team.gathered(open_device(member_device(options["device"]))) as team:
            if options["output"]:
                result = self._train_without_record(recipe, options)
            else:
                self.need_services()
                result = self._train(recipe, preset, team, options)
            if not team.leads:  # the first member speaks for all
                sys.exit(0)
            return result

    def _train(self, recipe: Recipe, preset: str, team: Team, options: dict[str, Any]) -> dict[str, Any]:
        """Begin a run and execute it; the other members of a team wait to be told which, and join in."""
        if not team.leads:
            if run_id := team.agree(0):
                run_join(run_id, threads=options["threads"])
            return {}
        run: TrainingRun | None = None
        try:
            runs_sweep()
            if options["dry_run"]:
                return self._dry(options)
            run = self._begun(recipe, preset, options)
        finally:
            team.agree(run.pk if run else 0)
        bar = TrainingBar()
        try:
            done = run_execute(run.pk, threads=options["threads"], watch=bar)
        except KeyboardInterrupt:
            self.stderr.write(f"Interrupted. Go on with: train_model --resume {run.pk}")
            sys.exit(130)
        finally:
            bar.close()
        return self._told(done)

    def _dry(self, options: dict[str, Any]) -> dict[str, Any]:
        if options["resume"]:
            return run_row(run_get(options["resume"])) | {"dry_run": True}
        dataset = self._dataset(options, dry_run=True)
        return {
            "dry_run": True,
            "dataset": dataset_row(dataset),
            "reasons": preflight(dataset),
            "notes": scarce_relations(dataset),
        }

    def _begun(self, recipe: Recipe, preset: str, options: dict[str, Any]) -> TrainingRun:
        if options["resume"]:
            return self._take_up(options["resume"])
        return run_start(
            dataset=self._dataset(options, dry_run=False),
            recipe=recipe,
            preset=preset,
            seed=options["seed"],
            device=options["device"],
            warm_start=version_get(options["warm_start"]) if options["warm_start"] else None,
        )

    def _take_up(self, run_id: int) -> TrainingRun:
        """The run, put back into the queue unless it waits there already."""
        with suppress(NotInState):
            return run_resume(run_id)
        run = run_get(run_id)
        if run.state == State.QUEUED:
            return run
        raise NotInState(f"Run {run_id} is {run.state} and cannot be resumed.")

    def _dataset(self, options: dict[str, Any], *, dry_run: bool) -> Any:
        if options["dataset"]:
            return dataset_get(options["dataset"])
        if options["train_csv"]:
            return dataset_from_csv(
                train=options["train_csv"],
                validation=options["validation_csv"],
                seed=options["seed"],
                dry_run=dry_run,
            )[0]
        return dataset_freeze(dry_run=dry_run)[0]

    def _told(self, run: TrainingRun) -> dict[str, Any]:
        version = getattr(run, "model_version", None)
        return run_row(run) | {
            "folder": str(run_folder(run)),
            "test": version.metrics if version else None,
        }

    def _train_without_record(self, recipe: Recipe, options: dict[str, Any]) -> dict[str, Any]:
        """Train from CSV into a folder."""
        if not options["train_csv"]:
            raise BadInput("--output needs --train-csv.", field="output")
        split = split_of_csv(
            train=options["train_csv"], validation=options["validation_csv"], seed=options["seed"], test=0.0
        )
        told = {
            "train": len(split.train),
            "validation": len(split.validation),
            "test": len(split.test),
            "dropped": split.dropped,
        }
        if options["dry_run"]:
            return {"dry_run": True, **told}
        bar = TrainingBar()
        output: Path = options["output"]
        try:
            result = train(
                recipe,
                split,
                run_dir=output,
                seed=options["seed"],
                device=options["device"],
                threads=options["threads"],
                resume=True,
                progress=bar,
            )
        finally:
            bar.close()
        return {
            "state": "succeeded",
            "model": str(result.bundle_path),
            "seconds": round(result.seconds, 1),
            "metrics": dict(result.metrics),
            **told,
        }

    def summary(self, result: dict[str, Any]) -> str:
        """How it ended, how good it is."""
        if result.get("dry_run"):
            reasons = [r["sentence"] for r in result.get("reasons", [])]
            return "\n".join(
                ["Nothing was changed.", *(reasons or ["The run could begin."]), *result.get("notes", [])]
            )
        if "model" in result:
            score = result["metrics"].get("macro_f1")
            figures = "" if score is None else f", macro-F1 {score:.3f} on the validation pairs"
            return f"Trained in {result['seconds']} s{figures}. Model: {result['model']}"
        lines = [f"Run {result['id']} {result['state']}. {result['error']}".rstrip()]
        if result["test"]:
            test, beside = result["test"], result["test"]["baseline"]
            baseline = f", lexical baseline {beside['macro_f1']:.3f}" if beside else ""
            lines.append(
                f"{result['model_version']}: macro-F1 {test['macro_f1']:.3f} on {test['pairs']} {test['side']} pairs"
                f"{baseline}; ECE {test['ece']:.3f}."
            )
        lines.append(f"Log and TensorBoard events: {result['folder']}")
        return "\n".join(lines)

    def exit_status(self, result: dict[str, Any]) -> int:
        """A failed run is no success."""
        if result.get("dry_run") and result.get("reasons"):
            return 2
        return 0 if result.get("state", "succeeded") == "succeeded" or result.get("dry_run") else 1
