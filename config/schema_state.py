"""Whether the database's tables are those of this version, and how they come to be."""

from __future__ import annotations

import sys
from typing import Final

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from config.embedded.faults import ServiceFault
from config.environment import read_environment

KEY: Final = "hashtext('config.migrate')"
"""Of the advisory lock that a process holds while it changes tables."""
MISSING: Final = ("42P01", "42703")
"""PostgreSQL's codes for a table and for a column that are not there."""


def schema_prepare() -> None:
    """Make the tables of an embedded database that has none: a command may be the first thing that a new user types.

    A database of somebody's own is left alone, and so is one with tables of another version: those are changed when a
    person says so (``migrate``), or by the next start.
    """
    if read_environment().database_url:
        return
    with connection.cursor() as cursor:
        # Wait for whoever makes them now.
        cursor.execute(f"SELECT pg_advisory_lock_shared({KEY}), pg_advisory_unlock_shared({KEY})")
        cursor.execute("SELECT to_regclass('django_migrations') IS NULL")
        (empty,) = cursor.fetchone()
    if empty:
        print("A new database: making its tables ...", file=sys.stderr)
        call_command("migrate", interactive=False, verbosity=0)


def schema_fault(pgcode: str | None) -> ServiceFault | None:
    """The sentence for an error of the database, when tables that are older than the code explain it."""
    if pgcode not in MISSING:
        return None
    executor = MigrationExecutor(connection)
    if not (plan := executor.migration_plan(executor.loader.graph.leaf_nodes())):
        return None
    first = f"{plan[0][0].app_label}.{plan[0][0].name}"
    return ServiceFault(
        f"The database is older than this version: not applied are {len(plan)} migrations, from {first} on."
        " Apply them with: manage.py migrate ('make run' does it by itself)"
    )
