"""A training process for the test that kills one: python -m tests.models_lstm.core.kill_me RUN_DIR.

Touches RUN_DIR/checkpointed after the first checkpoint and then goes slowly, so that the kill falls into the middle.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from models_lstm.core.recipe import Recipe
from models_lstm.core.training import TrainingEvent, train
from tests.models_lstm.core.judgements import random_split


def main(run_dir: Path) -> None:
    ticks = iter(range(10**9))

    def slowly(event: TrainingEvent) -> None:
        if event.step > 25 and (run_dir / "checkpoint.safetensors").exists():
            (run_dir / "checkpointed").touch()
            time.sleep(0.2)

    train(
        Recipe.quick(), random_split(), run_dir=run_dir, seed=1, unlabelled=["railway cook", "ship cook"],
        progress=slowly, clock=lambda: float(next(ticks)),
    )  # fmt: skip


if __name__ == "__main__":
    main(Path(sys.argv[1]))
