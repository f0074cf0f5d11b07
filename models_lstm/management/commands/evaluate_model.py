"""``evaluate_model``: how good a version is, with the lexical baseline beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from config.commands import TitleloomCommand
from models_lstm.core.data import Example, read_examples
from models_lstm.core.errors import NothingToTest
from models_lstm.core.scorer import Scorer
from models_lstm.selectors.datasets import dataset_get, dataset_split
from models_lstm.selectors.registry import version_or_default
from models_lstm.services.evaluations import evaluation_ensure
from models_lstm.services.measuring import measure
from models_lstm.services.model_files import is_model_folder, model_folder
from taxonomy.core.errors import BadInput
from taxonomy.core.relations import RELATIONS
from taxonomy.services.artifacts import artifact_local_path


class Command(TitleloomCommand):
    """Evaluate on a frozen test split or on a CSV file. A model folder and a CSV file need no database."""

    help = "Precision, recall, F1 with intervals, confusion, calibration and slices; the lexical baseline beside them."
    writes = True

    def arguments(self, parser: CommandParser) -> None:
        """Which model on what."""
        parser.add_argument("--model", help="version, alias or model folder (default: the champion)")
        on = parser.add_mutually_exclusive_group()
        on.add_argument(
            "--dataset", help="name of a data set (default: the one that the model was trained on)"
        )
        on.add_argument("--csv", type=Path, help="columns title_a,title_b,relation[,weight,group]")
        parser.add_argument("--train-csv", type=Path, help="what to fit the baseline on, for a model folder")
        parser.add_argument("--threads", type=int, default=1)

    def run(self, **options: Any) -> dict[str, Any]:
        """Measure."""
        if is_model_folder(options["model"]):
            if not options["csv"]:
                raise BadInput("A model folder is evaluated on a file: give --csv.", field="csv")
            train = list(read_examples(options["train_csv"])) if options["train_csv"] else []
            return self._on_csv(model_folder(options["model"]), options["model"], train, options)
        self.need_services()
        version = version_or_default(options["model"])
        if options["csv"]:
            fit = dataset_split(version.dataset).train
            return self._on_csv(artifact_local_path(version.artifact), version.version, list(fit), options)
        dataset = dataset_get(options["dataset"]) if options["dataset"] else version.dataset
        if options["dry_run"]:
            return {"dry_run": True, "model": version.version, "on": dataset.name}
        found = evaluation_ensure(version, dataset)
        return {
            "model": version.version,
            "on": dataset.name,
            "report": found.report,
            "baseline": found.baseline or None,
        }

    def _on_csv(
        self, folder: Path, name: str, train: list[Example], options: dict[str, Any]
    ) -> dict[str, Any]:
        examples = list(read_examples(options["csv"]))
        if not examples:
            raise NothingToTest(f"{options['csv'].name} has no row below its header.")
        if options["dry_run"]:
            return {"dry_run": True, "model": name, "on": str(options["csv"]), "pairs": len(examples)}
        measured = measure(Scorer.load(folder, threads=options["threads"]), examples, train)
        return {
            "model": name,
            "on": str(options["csv"]),
            "report": measured.report,
            "baseline": measured.baseline_report or None,
        }

    def summary(self, result: dict[str, Any]) -> str:
        """Tables for a person."""
        if result.get("dry_run"):
            return f"{result['model']} would be measured on {result['on']}. Nothing was changed."
        report, beside = result["report"], result["baseline"]
        lines = [
            f"{result['model']} on {result['on']}, {report['count']} pairs",
            _line("macro-F1", report["macro_f1"], beside and beside["macro_f1"]),
            _line("accuracy", report["accuracy"], beside and beside["accuracy"]),
            f"{'ECE (15 bins)':<14} {report['ece']:.3f}"
            + (f"{'baseline ' + format(beside['ece'], '.3f'):>36}" if beside else ""),
            "",
            f"{'relation':<10} {'pairs':>6} {'precision':>10} {'recall':>7} {'F1 (95 % interval)':>22} {'baseline':>12}",
        ]
        for name in RELATIONS:
            if (row := report["relations"].get(name)) is not None:
                other = beside["relations"].get(name) if beside else None
                f1 = f"{row['f1']['value']:.3f} ({row['f1']['low']:.3f}-{row['f1']['high']:.3f})"
                lines.append(
                    f"{name:<10} {row['support']:>6} {row['precision']['value']:>10.3f} {row['recall']['value']:>7.3f} "
                    f"{f1:>22} {format(other['f1']['value'], '.3f') if other else '-':>12}"
                )
        lines += ["", "truth \\ said  " + " ".join(f"{n[:6]:>7}" for n in RELATIONS)]
        for name, counts in zip(RELATIONS, report["confusion"], strict=True):
            lines.append(f"{name:<13} " + " ".join(f"{c:>7}" for c in counts))
        lines += ["", f"{'slice':<34} {'pairs':>6} {'macro-F1':>22} {'baseline':>9} {'accuracy':>9}"]
        for name, row in report["slices"].items():
            other = beside["slices"].get(name) if beside else None
            told = format(other["macro_f1"], ".3f") if other else "-"
            low, high = row["macro_f1_interval"]
            macro = f"{row['macro_f1']:.3f} ({low:.3f}-{high:.3f})"
            lines.append(f"{name[:34]:<34} {row['count']:>6} {macro:>22} {told:>9} {row['accuracy']:>9.3f}")
        return "\n".join(lines)


def _line(name: str, row: dict[str, float], beside: dict[str, float] | None) -> str:
    text = f"{name:<14} {row['value']:.3f} ({row['low']:.3f} to {row['high']:.3f})"
    return text + (f"   baseline {beside['value']:.3f}" if beside else "")
