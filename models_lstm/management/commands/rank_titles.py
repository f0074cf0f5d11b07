"""``rank_titles --queries Q.csv --corpus C.csv --output OUT.tsv``: the best titles of one file for each of another."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from config.commands import TitleloomCommand
from models_lstm.core.rank_file import check_titles, rank_file
from models_lstm.core.scorer import Scorer
from models_lstm.services.model_files import is_model_folder, model_folder
from taxonomy.core.errors import BadInput


class Command(TitleloomCommand):
    """Rank titles. With a model folder no database is needed."""

    help = "Columns id,title in both files; query_id, corpus_id, rank, score out, tab-separated, without a header."

    def arguments(self, parser: CommandParser) -> None:
        """From where to where, with which model."""
        parser.add_argument("--queries", type=Path, required=True, metavar="Q.csv")
        parser.add_argument("--corpus", type=Path, required=True, metavar="C.csv")
        parser.add_argument("--output", type=Path, required=True, metavar="OUT.tsv")
        parser.add_argument("--top", type=int, default=100)
        parser.add_argument(
            "--model", help="version, alias, model folder, or box (default: the champion, else the box)"
        )
        parser.add_argument("--device", default="cpu")
        parser.add_argument("--threads", type=int, default=1)

    def run(self, **options: Any) -> dict[str, Any]:
        """Rank."""
        if options["top"] < 1:
            raise BadInput("--top must be at least 1.", field="top")
        total = check_titles(options["corpus"]) + check_titles(options["queries"])
        if not is_model_folder(options["model"]):
            self.need_services()
        scorer = Scorer.load(
            model_folder(options["model"]), device=options["device"], threads=options["threads"]
        )
        with self.bar(total=total, text="titles") as bar:
            counts = rank_file(
                scorer,
                options["queries"],
                options["corpus"],
                options["output"],
                top=options["top"],
                threads=options["threads"],
                progress=bar,
            )
        return {**counts, "output": str(options["output"])}

    def summary(self, result: dict[str, Any]) -> str:
        """How many rows."""
        asked = f"{result['queries']} queries over {result['corpus']} titles"
        return f"{result['rows']} rows for {asked} in {result['output']}."
