"""``python -m benchmarks.learner placing|relations|seniority --data PATH [--output DIR] [--seed N] [--recipe NAME]``"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from benchmarks.learner import placing, relations, seniority
from models_lstm.core.recipe import Recipe
from models_lstm.core.training import TrainingEvent

NEEDS = {
    "placing": ("occupations_en.csv",),
    "relations": ("occupations_en.csv", "broaderRelationsOccPillar.csv"),
    "seniority": ("california.csv",),
}


def main() -> int:
    """Run one benchmark and print its figures; 0 also when the data is not there (it says so)."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.learner", description=__doc__)
    parser.add_argument("benchmark", choices=NEEDS)
    parser.add_argument("--data", type=Path, required=True, help="folder with the official files")
    parser.add_argument("--output", type=Path, help="folder for a JSON file with all figures")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--recipe", default="full", help="full, loop, quick, or a TOML file")
    parser.add_argument("--verbose", action="store_true", help="a line per epoch on stderr")
    options = parser.parse_args()
    missing = [name for name in NEEDS[options.benchmark] if not (options.data / name).exists()]
    if missing:
        print(f"skipped: {options.data} has no {', '.join(missing)}")
        return 0
    run = {"placing": placing.run, "relations": relations.run, "seniority": seniority.run}[options.benchmark]
    with tempfile.TemporaryDirectory(prefix="learner-") as work:
        figures = run(
            options.data,
            seed=options.seed,
            recipe=_recipe(options.recipe),
            work=Path(work),
            progress=_say if options.verbose else None,
        )
    print(json.dumps(figures, indent=1))
    if options.output is not None:
        options.output.mkdir(parents=True, exist_ok=True)
        name = f"{options.benchmark}-{figures['recipe']}-seed{options.seed}.json"
        (options.output / name).write_text(json.dumps(figures, indent=1) + "\n")
    return 0


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
