"""What ``manage.py`` does before Django: start the embedded services that the command needs."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Final

from config.embedded.faults import ServiceFault
from config.embedded.share import use_services
from config.environment import Environment, EnvironmentRefused, read_environment

WITHOUT_SERVICES: Final = frozenset(
    {
        "",
        "help",
        "version",
        "check",
        "check_schema",
        "collectstatic",
        "diffsettings",
        "findstatic",
        "serve",
        "spectacular",
        "doctor",
        # These work on files alone when they are given a model folder; else they ask for the services themselves.
        "classify_pairs",
        "evaluate_model",
        "rank_titles",
        "search_recipe",
        "train_model",
    }
)
"""Commands that work without database and broker, or see to them themselves."""
OUTAGES: Final = ("53", "57P", "08")
"""Classes of PostgreSQL's codes: no room or too many connections, shut down, connection lost."""


def needs_services(arguments: list[str]) -> bool:
    """Whether the command line (without the program) asks for something that reads or writes data."""
    if any(word in {"--help", "-h", "--version"} for word in arguments):
        return False
    command = next((word for word in arguments if not word.startswith("-")), "")
    return command not in WITHOUT_SERVICES


def run_command(argv: list[str]) -> None:
    """Run ``argv`` as Django does; anticipated faults of the start end in a sentence and exit code 2."""
    try:
        if needs_services(argv[1:]):
            use_services()
            _check_outside(read_environment())
        from django.core.management import execute_from_command_line

        _without_outages(execute_from_command_line, argv)
    except (ServiceFault, EnvironmentRefused) as fault:
        print(fault, file=sys.stderr)
        sys.exit(2)


def _check_outside(environment: Environment) -> None:
    if environment.database_url or environment.redis_url:
        # Only then: the client library costs every command a third of a second.
        from config.outside import check_outside

        check_outside(environment)


def _without_outages(execute: Callable[[list[str]], None], argv: list[str]) -> None:
    """Execute; an outage in the middle is a fault of the surroundings, and ends in a sentence too.

    Raises:
        ServiceFault: the database went away, has no room, or has the tables of an older version.
    """
    from django.db import OperationalError, ProgrammingError

    try:
        execute(argv)
    except ProgrammingError as error:
        from config.schema_state import schema_fault

        if (fault := schema_fault(getattr(error.__cause__, "pgcode", None))) is None:
            raise
        raise fault from error
    except OperationalError as error:
        code = getattr(error.__cause__, "pgcode", None)
        if code is not None and not code.startswith(OUTAGES):
            raise
        what = str(error).strip().splitlines() or [type(error).__name__]
        raise ServiceFault(f"The database failed: {what[0]}. Look with: manage.py doctor") from error
