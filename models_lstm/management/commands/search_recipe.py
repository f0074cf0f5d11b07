"""``search_recipe``: look for a better recipe by trials that are kept and can be gone on with."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from config.commands import TitleloomCommand
from models_lstm.core.data import Split
from models_lstm.core.recipe_search import BEST, TrialResult, default_space, read_space, search_recipe
from models_lstm.management.commands.train_model import TrainingBar
from models_lstm.selectors.datasets import dataset_get, dataset_split, dataset_titles
from models_lstm.services.datasets import dataset_freeze, split_of_csv
from models_lstm.services.runs import PRESETS, PreflightRefused, preflight, recipe_of, recipe_read
from taxonomy.core.errors import BadInput

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,60}")
LISTED = 10


class Command(TitleloomCommand):
    """Search with optuna. What it finds is printed as a recipe that ``train_model --config`` takes."""

    help = (
        "Search for a better recipe by the validation split; a kill loses at most the trial that is running."
    )
    writes = True

    def arguments(self, parser: CommandParser) -> None:
        """On what, how often, under which name."""
        source = parser.add_mutually_exclusive_group()
        source.add_argument(
            "--dataset", help="name of a data set (default: freeze the decisions as they are now)"
        )
        source.add_argument("--train-csv", type=Path, help="columns title_a,title_b,relation[,weight,group]")
        parser.add_argument(
            "--validation-csv", type=Path, help="default: a part of --train-csv, split by concept"
        )
        parser.add_argument("--name", default="search", help="of the study (default: search)")
        parser.add_argument(
            "--trials", type=int, default=20, help="that the study shall have in all (default 20)"
        )
        parser.add_argument("--resume", action="store_true", help="go on with the study of that name")
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--config", type=Path, help="recipe in TOML to start from")
        how.add_argument(
            "--preset", choices=list(PRESETS), help="a ready recipe to start from (default full)"
        )
        parser.add_argument(
            "--space", type=Path, help="TOML: key = [low, high], {low, high, log = true} or {choices = [..]}"
        )
        parser.add_argument("--seed", type=int, default=1, help="of every training (default 1)")
        parser.add_argument("--device", default="cpu", help="cpu, cuda or cuda:N")
        parser.add_argument("--threads", type=int, default=1, help="of the processor (default 1)")

    def run(self, **options: Any) -> dict[str, Any]:
        """Search."""
        if not NAME.fullmatch(options["name"]):
            raise BadInput("'--name' takes letters, digits, dots, dashes and underscores.", field="name")
        if options["trials"] < 1:
            raise BadInput("'--trials' must be at least 1.", field="trials")
        if options["validation_csv"] and not options["train_csv"]:
            raise BadInput("--validation-csv needs --train-csv.", field="validation_csv")
        text = recipe_read(options["config"]) if options["config"] else ""
        base, _ = recipe_of(preset=options["preset"] or "", text=text)
        space = read_space(recipe_read(options["space"]), base) if options["space"] else default_space(base)
        split, titles = self._data(options)
        folder = Path(settings.HOME_DIR) / "searches" / options["name"]
        if options["dry_run"]:
            told = {key: repr(value) for key, value in space.items()}
            return {
                "dry_run": True,
                "folder": str(folder),
                "train": len(split.train),
                "validation": len(split.validation),
                "trials": options["trials"],
                "space": told,
            }
        bars: dict[int, TrainingBar] = {}

        def ended(trial: TrialResult) -> None:
            if trial.number in bars:
                bars.pop(trial.number).close()
            score = "" if trial.score is None else f", score {trial.score:.4f}"
            print(f"trial {trial.number}: {trial.state}{score}", file=sys.stderr)

        try:
            found = search_recipe(
                base,
                split,
                folder=folder,
                trials=options["trials"],
                seed=options["seed"],
                space=space,
                unlabelled=titles,
                resume=options["resume"],
                device=options["device"],
                threads=options["threads"],
                told=ended,
                progress=lambda number, event: bars.setdefault(number, TrainingBar())(event),
            )
        except KeyboardInterrupt:
            self.stderr.write(f"Interrupted. Go on with the same words and --resume (study {folder}).")
            sys.exit(130)
        finally:
            for bar in bars.values():
                bar.close()
        ranked = sorted(found.trials, key=lambda t: (t.state != "complete", -(t.score or 0.0), t.number))
        states = [t.state for t in found.trials]
        return {
            "study": options["name"],
            "folder": str(folder),
            "counts": {state: states.count(state) for state in sorted(set(states))},
            "best": found.best and _row(found.best),
            "base": _row(found.trials[0]) if found.trials else None,
            "trials": [_row(t) for t in ranked[:LISTED]],
            "recipe": found.recipe.to_toml() if found.recipe else None,
            "recipe_file": str(folder / BEST) if found.recipe else None,
        }

    def _data(self, options: dict[str, Any]) -> tuple[Split, list[str]]:
        if options["train_csv"]:
            split = split_of_csv(
                train=options["train_csv"], validation=options["validation_csv"], seed=options["seed"]
            )
            return split, []
        self.need_services()
        dataset = (
            dataset_get(options["dataset"])
            if options["dataset"]
            else dataset_freeze(dry_run=options["dry_run"])[0]
        )
        if reasons := preflight(dataset):
            raise PreflightRefused(reasons)
        if not dataset.pk:
            raise BadInput("Freeze the data set first (freeze_dataset): a dry run does not.", field="dataset")
        return dataset_split(dataset), dataset_titles(dataset)

    def summary(self, result: dict[str, Any]) -> str:
        """The best recipe, ready to be written into a file, with what it was chosen by as comments."""
        if result.get("dry_run"):
            space = "\n".join(f"  {key}: {value}" for key, value in result["space"].items())
            return f"{result['trials']} trials over\n{space}\nNothing was changed."
        counts = ", ".join(f"{count} {state}" for state, count in result["counts"].items())
        lines = [f"# study {result['study']}: {counts}"]
        for row in result["trials"]:
            metrics = row["metrics"]
            figures = f", macro-F1 {metrics['macro_f1']:.3f} on validation" if metrics else ""
            score = "-" if row["score"] is None else f"{row['score']:.4f}"
            lines.append(f"# trial {row['number']}: {row['state']}, score {score}{figures}")
        if result["recipe"] is None:
            return "\n".join([*lines, "# No trial ran to its end yet."])
        lines.append(
            f"# The best, trial {result['best']['number']}; the same in {result['recipe_file']}.\n"
            "# Chosen on the validation split: compare on the test split before you believe it."
        )
        return "\n".join([*lines, result["recipe"].rstrip()])


def _row(trial: TrialResult) -> dict[str, Any]:
    return {
        "number": trial.number,
        "state": trial.state,
        "score": trial.score,
        "params": dict(trial.params),
        "metrics": dict(trial.metrics),
    }
