"""A member of a team for the test that trains with two processes: torchrun -m tests.models_lstm.core.team_member OUT.

Each member leaves OUT/member-RANK.json with what it found at the end.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from models_lstm.core.recipe import Recipe
from models_lstm.core.training import train
from tests.models_lstm.core.judgements import random_split


def main(out: Path) -> None:
    result = train(
        Recipe.quick(), random_split(), run_dir=out / "run", seed=1, unlabelled=["railway cook", "ship cook"]
    )
    told = {"metrics": dict(result.metrics), "losses": [event.loss for event in result.history]}
    (out / f"member-{os.environ['RANK']}.json").write_text(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
