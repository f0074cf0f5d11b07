"""What runs by the clock: sweeps that pick up what a lost message or a dead worker left lying."""

from __future__ import annotations

from typing import Any, Final

BEAT_SCHEDULE: Final[dict[str, dict[str, Any]]] = {
    "merge decisions that wait": {
        "task": "kgraph.tasks.merge_pending",
        "schedule": 15.0,
        "options": {"expires": 15},
    },
    "fill the queue of the annotators": {
        "task": "taxonomy.tasks.queue_top_up",
        "schedule": 60.0,
        "options": {"expires": 60},
    },
    "measure what open proposals would change": {
        "task": "taxonomy.tasks.measure_proposals",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    "accept what reviews have earned": {
        "task": "taxonomy.tasks.accept_proposals",
        "schedule": 120.0,
        "options": {"expires": 120},
    },
    "keep the sample of published edges full": {
        "task": "kgraph.tasks.sample_top_up",
        "schedule": 600.0,
        "options": {"expires": 600},
    },
    "tell programs what happened": {
        "task": "kgraph.tasks.deliver",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "train again after new decisions": {
        "task": "models_lstm.tasks.retrain",
        "schedule": 60.0,
        "options": {"queue": "default", "expires": 60},
    },
    # On the queue default: a training that goes on for hours must not keep the sweep waiting.
    "look after training and proposal runs": {
        "task": "models_lstm.tasks.sweep_runs",
        "schedule": 20.0,
        "options": {"queue": "default", "expires": 20},
    },
}
"""Name -> task, seconds, options, as Celery's scheduler wants them. A sweep that nobody ran in time expires: the
next one does its work."""
