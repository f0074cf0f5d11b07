"""``manage.py migrate``: Django's, one at a time."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from config.schema_state import KEY


class Command(migrate.Command):
    """Whoever comes second waits, and finds all applied: two servers that start together, or a server and a command."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate while holding a lock of the database's."""
        with connections[options["database"]].cursor() as cursor:
            cursor.execute(f"SELECT pg_advisory_lock({KEY})")
        try:
            super().handle(*args, **options)
        finally:
            with connections[options["database"]].cursor() as cursor:
                cursor.execute(f"SELECT pg_advisory_unlock({KEY})")
