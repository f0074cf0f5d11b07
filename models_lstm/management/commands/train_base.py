"""``train_base``: make the model in the box anew."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import torch
from django.core.management.base import CommandParser
from tqdm import tqdm

from config.commands import TitleloomCommand
from models_lstm.core.base import BASE
from models_lstm.core.base_sources import Groups, read_onet, read_ons, read_raw
from models_lstm.core.base_training import train_encoder
from models_lstm.core.bundle import load_bundle, save_bundle
from models_lstm.core.data import split_by_component
from models_lstm.core.model import Model, round_tables
from models_lstm.core.recipe import Recipe
from models_lstm.core.teacher import Lesson, is_installed, lesson_of, teacher_words
from models_lstm.core.training import train
from models_lstm.core.weak_pairs import weak_pairs
from models_lstm.core.word_match import DEFAULT_WORD_SHARE
from taxonomy.core.errors import BadInput

ENCODER: Final = Recipe(
    name="base", start="nothing", dropout=0.2, contrast_batch=1024, contrast_temperature=0.05, synonym_epochs=16
)  # fmt: skip
"""How the encoder is taught."""
HEAD: Final = replace(
    ENCODER,
    view_epochs=0,
    synonym_epochs=0,
    contrast_weight=0.0,
    encoder_rate=0.0,
    pair_epochs=4,
    pair_limit=60_000,
    spread=0.5,
    balance=1.0,
)
"""How the head is taught, with the encoder held still."""
SHARE: Final = 0.1
"""Of the spelling in the search vectors: good on the starter taxonomy and on ESCO, which the box has not read."""
TEACHER: Final = "distilled from all-MiniLM-L6-v2 (Apache-2.0)"
MOST_OF_KIND: Final = 12_000
"""Weak pairs of each kind."""


class Command(TitleloomCommand):
    """Encoder and head from public lists; no database is needed, and nobody's judgements are read."""

    help = "Train the model in the box from the official O*NET text files and the UK coding index (25 minutes, one core)."
    writes = True

    def arguments(self, parser: CommandParser) -> None:
        """Where the lists are and where the model goes."""
        parser.add_argument("--onet", type=Path, help="folder of the O*NET text files")
        parser.add_argument("--ons", type=Path, help="UK SOC 2020 coding index, volume 2, as CSV")
        parser.add_argument(
            "--raw", type=Path, help="more titles for the teacher, one a line (also .gz); needs --teacher"
        )
        parser.add_argument(
            "--teacher", action="store_true", help="learn from MiniLM-L6 too (requirements/lock-bench.txt)"
        )
        parser.add_argument(
            "--encoder", type=Path, help="teach only the head, over the encoder of this model folder"
        )
        parser.add_argument(
            "--output", type=Path, default=BASE, help="folder of the model (default: the box)"
        )
        parser.add_argument("--epochs", type=int, default=ENCODER.synonym_epochs)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--threads", type=int, default=1)

    def run(self, **options: Any) -> dict[str, Any]:
        """Read, teach the encoder, teach the head, store."""
        groups: dict[str, tuple[str, ...]] = {}
        sources: list[str] = []
        if options["onet"]:
            groups |= _told(read_onet(options["onet"]), sources, "O*NET titles (CC BY 4.0)")
        if options["ons"]:
            groups |= _told(read_ons(options["ons"]), sources, "ONS SOC 2020 coding index (OGL v3.0)")
        if options["teacher"] and not is_installed():
            raise BadInput(
                "The teacher is not installed: pip install -r requirements/lock-bench.txt", field="teacher"
            )
        if options["raw"] and not options["teacher"]:
            raise BadInput("--raw is only read by the teacher: give --teacher too.", field="raw")
        if not groups:
            raise BadInput("Name at least one list of titles: --onet FOLDER or --ons FILE.", field="onet")
        titles = len({t for members in groups.values() for t in members})
        examples = weak_pairs(groups, most=MOST_OF_KIND, seed=options["seed"])
        told = {"headings": len(groups), "titles": titles, "sources": sources, "weak_pairs": len(examples)}
        if options["dry_run"]:
            return {"dry_run": True, **told}
        with tempfile.TemporaryDirectory(prefix="titleloom-base-") as work:
            encoder = options["encoder"] or self._encoder(groups, Path(work) / "encoder", options)
            split = split_by_component(examples, seed=options["seed"], validation=0.1, test=0.0)
            result = train(
                HEAD, split, run_dir=Path(work) / "head", seed=options["seed"], threads=options["threads"],
                warm_start=encoder,
            )  # fmt: skip
            model = load_bundle(result.bundle_path)
            model.spelling_share = SHARE
            model.word_share = DEFAULT_WORD_SHARE
            model.placing = ()  # weak pairs teach nothing about placing,
            model.offsets = ()  # nor which relation of people's pairs is told too surely
            model.facts = {
                **model.facts,
                "titles read": titles,
                "taught by": _taught_by(sources, options),
                "judged by people": "nothing",
            }
            save_bundle(model, options["output"])
        size = sum(file.stat().st_size for file in options["output"].iterdir())
        return {**told, "output": str(options["output"]), "bytes": size, "validation": dict(result.metrics)}

    def _encoder(self, groups: Groups, folder: Path, options: dict[str, Any]) -> Path:
        """Teach the encoder and leave it in ``folder``, with a fresh head."""
        recipe = replace(ENCODER, synonym_epochs=options["epochs"])
        bar = tqdm(file=sys.stderr, unit="step", disable=not sys.stderr.isatty())

        def watch(step: int, steps: int, loss: float) -> None:
            bar.total = steps
            bar.set_postfix({"loss": f"{loss:.3f}"}, refresh=False)
            bar.update(step - bar.n)

        torch.set_num_threads(options["threads"])
        network, vocabulary = train_encoder(
            groups,
            recipe,
            seed=options["seed"],
            threads=options["threads"],
            lesson=_lesson(groups, options["raw"], recipe) if options["teacher"] else None,
            watch=watch,
        )
        bar.close()
        round_tables(network)
        save_bundle(Model(recipe, vocabulary, network, facts={"fingerprint": "encoder"}), folder)
        return folder

    def summary(self, result: dict[str, Any]) -> str:
        """What went in and what came out."""
        read = (
            f"{result['titles']:,} titles under {result['headings']:,} headings, "
            f"{result['weak_pairs']:,} weak pairs."
        )
        if result.get("dry_run"):
            return f"Nothing was changed. {read}"
        score = result["validation"].get("macro_f1", 0.0)
        made = f"{result['output']}: {result['bytes'] / 1e6:.1f} MB"
        return f"{read}\n{made}, macro-F1 {score:.3f} on weak pairs held out."


def _lesson(groups: Groups, raw: Path | None, recipe: Recipe) -> Lesson:
    """What the teacher says of all titles and of the words that it knows."""
    titles = {title for members in groups.values() for title in members}
    titles.update(read_raw(raw) if raw else ())
    return lesson_of(sorted(titles), teacher_words(), width=recipe.dimensions)


def _taught_by(sources: list[str], options: dict[str, Any]) -> str:
    """What the lists and the teacher are, or what the model whose encoder is kept says of itself."""
    if options["encoder"] and (said := load_bundle(options["encoder"]).facts.get("taught by")):
        return str(said)
    return "; ".join([*sources, *([TEACHER] if options["teacher"] else [])])


def _told(groups: Groups, sources: list[str], name: str) -> Groups:
    sources.append(f"{name}: {len(groups):,} headings")
    return groups
