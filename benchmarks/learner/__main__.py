"""``python -m benchmarks.learner BENCHMARK|all --data PATH [--output DIR] [--seed N] [--recipe NAME]``

``all`` takes the folder that holds the data sets, runs every benchmark whose files are there, and writes a page.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.learner import (
    first,
    labels,
    loop_labels,
    placing,
    proposals,
    rejections,
    relations,
    seniority,
)
from benchmarks.learner.page import write_page
from models_lstm.core.recipe import Recipe
from models_lstm.core.training import TrainingEvent


class Benchmark(NamedTuple):
    """One benchmark: what runs it, the folder of its data among all data, and the files that it needs there."""

    run: Callable[..., dict[str, Any]]
    folder: str
    files: tuple[str, ...]


BENCHMARKS = {
    "placing": Benchmark(placing.run, "esco_v1.2.0", ("occupations_en.csv",)),
    "placing-de": Benchmark(partial(placing.run, language="de"), "esco_v1.2.0", ("occupations_de.csv",)),
    "placing-es": Benchmark(partial(placing.run, language="es"), "esco_v1.2.0", ("occupations_es.csv",)),
    "relations": Benchmark(
        relations.run, "esco_v1.1.1", ("occupations_en.csv", "broaderRelationsOccPillar.csv")
    ),
    "labels": Benchmark(labels.run, "esco_v1.1.1", ("occupations_en.csv", "broaderRelationsOccPillar.csv")),
    "loop-labels": Benchmark(
        loop_labels.run, "esco_v1.1.1", ("occupations_en.csv", "broaderRelationsOccPillar.csv")
    ),
    "proposals-esco": Benchmark(
        partial(proposals.run, source="esco"),
        "esco_v1.1.1",
        ("occupations_en.csv", "broaderRelationsOccPillar.csv"),
    ),
    "proposals-onet": Benchmark(
        partial(proposals.run, source="onet"), "onet_27.0", ("Alternate Titles.txt",)
    ),
    "first": Benchmark(first.run, "", ()),
    "rejections": Benchmark(
        rejections.run, "esco_v1.1.1", ("occupations_en.csv", "broaderRelationsOccPillar.csv")
    ),
    "seniority": Benchmark(seniority.run, "seniority_by_pay", ("california.csv",)),
}


def main() -> int:
    """Run and print figures; 0 also when the data is not there (it says so)."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.learner", description=__doc__)
    parser.add_argument("benchmark", choices=(*BENCHMARKS, "all"))
    parser.add_argument("--data", type=Path, required=True, help="folder with the official files")
    parser.add_argument(
        "--output", type=Path, help="folder for a JSON file of each benchmark and a page of all"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--recipe", default="full", help="full, loop, quick, or a TOML file")
    parser.add_argument(
        "--threads", type=int, default=2, help="as many as there are idle cores: one too many costs much"
    )
    parser.add_argument("--verbose", action="store_true", help="a line per epoch on stderr")
    options = parser.parse_args()
    if options.benchmark == "all":
        chosen = {name: options.data / benchmark.folder for name, benchmark in BENCHMARKS.items()}
    else:
        chosen = {options.benchmark: options.data}
    for name, folder in chosen.items():
        missing = [file for file in BENCHMARKS[name].files if not (folder / file).exists()]
        if missing:
            print(f"{name} skipped: {folder} has no {', '.join(missing)}")
            continue
        _run(name, folder, options)
    if options.output is not None:
        print(f"page: {write_page(options.output)}", file=sys.stderr)
    return 0


def _run(name: str, folder: Path, options: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory(prefix="learner-") as work:
        figures = BENCHMARKS[name].run(
            folder,
            seed=options.seed,
            recipe=_recipe(options.recipe),
            work=Path(work),
            progress=_say if options.verbose else None,
            threads=options.threads,
        )
    print(json.dumps({key: value for key, value in figures.items() if key != "curves"}, indent=1))
    if options.output is not None:
        options.output.mkdir(parents=True, exist_ok=True)
        file = options.output / f"{name}-{figures['recipe']}-seed{options.seed}.json"
        file.write_text(json.dumps(figures, indent=1) + "\n")


def _recipe(name: str) -> Recipe:
    named = {"full": Recipe(), "loop": Recipe.loop(), "quick": Recipe.quick()}
    return named[name] if name in named else Recipe.from_toml(Path(name).read_text())


def _say(event: TrainingEvent) -> None:
    if event.seconds_left is not None:
        metrics = " ".join(f"{k}={v:.3f}" for k, v in event.metrics.items())
        loss = "" if event.loss is None else f"loss {event.loss:.4f} "
        print(
            f"{event.stage} {event.epoch} step {event.step}/{event.steps} {loss}"
            f"left {event.seconds_left:.0f}s {metrics}",
            file=sys.stderr,
        )


if __name__ == "__main__":
    sys.exit(main())
