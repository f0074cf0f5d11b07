"""A search that says when its second trial has begun, and then waits to be killed."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from models_lstm.core.recipe_search import search_recipe
from models_lstm.core.run_events import TrainingEvent
from tests.models_lstm.core.judgements import random_split
from tests.models_lstm.core.test_recipe_search import SPACE, TINY

folder = Path(sys.argv[1])


def wait_in_the_second_trial(number: int, event: TrainingEvent) -> None:
    if number == 1 and event.metrics:
        (folder / "second").touch()
        time.sleep(600)


search_recipe(
    TINY,
    random_split(count=250),
    folder=folder,
    trials=3,
    seed=1,
    space=SPACE,
    progress=wait_in_the_second_trial,
)
