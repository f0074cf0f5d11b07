"""``classify_pairs IN.csv --output OUT.csv``: the relation of each pair of a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from config.commands import TitleloomCommand
from models_lstm.core.classify_file import check_pairs, classify_file
from models_lstm.core.scorer import Scorer
from models_lstm.services.model_files import is_model_folder, model_folder


class Command(TitleloomCommand):
    """Classify pairs. With a model folder no database is needed."""

    help = "Columns title_a,title_b in; these, relation, score and p_<relation> for the seven relations out."

    def arguments(self, parser: CommandParser) -> None:
        """From where to where, with which model."""
        parser.add_argument("input", type=Path, metavar="IN.csv")
        parser.add_argument("--output", type=Path, required=True, metavar="OUT.csv")
        parser.add_argument(
            "--model", help="version, alias, model folder, or box (default: the champion, else the box)"
        )
        parser.add_argument("--device", default="cpu")
        parser.add_argument("--threads", type=int, default=1)

    def run(self, **options: Any) -> dict[str, Any]:
        """Classify."""
        count = check_pairs(options["input"])
        if not is_model_folder(options["model"]):
            self.need_services()
        scorer = Scorer.load(
            model_folder(options["model"]), device=options["device"], threads=options["threads"]
        )
        with self.bar(total=count, text="pairs") as bar:
            relations = classify_file(scorer, options["input"], options["output"], progress=bar)
        return {"pairs": count, "relations": relations, "output": str(options["output"])}

    def summary(self, result: dict[str, Any]) -> str:
        """How many of which."""
        told = ", ".join(f"{name} {count}" for name, count in result["relations"].items() if count)
        return f"{result['pairs']} pairs classified into {result['output']}: {told or 'none'}."
