"""A command may be the first thing that is typed after the installation."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.config.stack import Stack

pytestmark = [pytest.mark.stack, pytest.mark.timeout(180)]


def test_commands_make_the_tables_of_a_new_database_and_name_an_older_one(home_folder: Path) -> None:
    stack = Stack(home_folder)
    try:
        _walk(stack)
    finally:
        stack.destroy()


def _walk(stack: Stack) -> None:
    with ThreadPoolExecutor(2) as both:
        at_once = [
            both.submit(stack.manage, *words)
            for words in (
                ("freeze_dataset",),
                ("import_titles", "fixtures/samples/titles.txt", "--format", "txt"),
            )
        ]
        freeze, imported = (started.result() for started in at_once)
    assert (freeze.returncode, imported.returncode) == (2, 0), (freeze.stderr, imported.stderr)
    assert "No pair is settled yet" in freeze.stderr
    assert "Traceback" not in freeze.stderr + imported.stderr

    assert stack.manage("migrate", "models_lstm", "zero").returncode == 0
    older = stack.manage("promote_model", "v1", "--alias", "champion")
    assert older.returncode == 2
    assert older.stderr.startswith("The database is older than this version:")
    assert "manage.py migrate" in older.stderr and "Traceback" not in older.stderr
