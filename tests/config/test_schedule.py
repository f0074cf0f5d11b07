from __future__ import annotations

from celery import current_app

from config.schedule import BEAT_SCHEDULE


def test_every_task_of_the_schedule_exists() -> None:
    current_app.loader.import_default_modules()

    assert {entry["task"] for entry in BEAT_SCHEDULE.values()} <= set(current_app.tasks)


def test_a_sweep_expires_before_the_next_one() -> None:
    assert all(entry["options"]["expires"] <= entry["schedule"] for entry in BEAT_SCHEDULE.values())
