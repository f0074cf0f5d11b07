from __future__ import annotations

import psycopg2.errors
import pytest
from django.db import OperationalError

from config import entry
from config.entry import needs_services


def failing(pgcode: str | None) -> OperationalError:
    error = OperationalError("could not extend file: No space left on device\nHINT:  Check free disk space.")
    if pgcode is not None:
        # The driver takes the code from the server's answer; the class that stands for it has none.
        error.__cause__ = type("Cause", (psycopg2.errors.lookup(pgcode),), {"pgcode": pgcode})()
    return error


@pytest.mark.parametrize("pgcode", ["53100", "57P01", None])
def test_an_outage_in_the_middle_of_a_command_ends_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], pgcode: str | None
) -> None:
    def execute(argv: list[str]) -> None:
        raise failing(pgcode)

    monkeypatch.setattr("django.core.management.execute_from_command_line", execute)

    with pytest.raises(SystemExit) as ended:
        entry.run_command(["manage.py", "version"])

    assert ended.value.code == 2
    assert capsys.readouterr().err.splitlines() == [
        "The database failed: could not extend file: No space left on device. Look with: manage.py doctor"
    ]


def test_a_mistake_of_ours_is_shown_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    def execute(argv: list[str]) -> None:
        raise failing("40P01")

    monkeypatch.setattr("django.core.management.execute_from_command_line", execute)

    with pytest.raises(OperationalError):
        entry.run_command(["manage.py", "version"])


@pytest.mark.parametrize(
    ("words", "needs"),
    [
        (["migrate"], True),
        (["doctor"], False),
        (["migrate", "--help"], False),
        ([], False),
        (["serve"], False),
    ],
)
def test_only_what_reads_or_writes_data_starts_the_services(words: list[str], needs: bool) -> None:
    assert needs_services(words) is needs
