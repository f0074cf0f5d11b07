"""``create_person``: somebody who can log in, for the operator's first one and wherever the UI is out of reach."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from config.commands import TitleloomCommand
from taxonomy.models import Role
from taxonomy.services.people import person_create


class Command(TitleloomCommand):
    """Add a person; the first password is made here, shown once, and to be changed at the first log-in."""

    help = "Add a person and print a first password, which is to be changed at the first log-in."

    def arguments(self, parser: CommandParser) -> None:
        """Who, and what for."""
        parser.add_argument("username")
        parser.add_argument("--role", choices=Role.values, required=True)
        parser.add_argument("--name", default="", help="how the person is called on the screen")

    def run(self, **options: Any) -> dict[str, Any]:
        """Add."""
        person, password = person_create(
            username=options["username"], role=options["role"], name=options["name"]
        )
        return {"id": person.pk, "username": person.username, "role": person.role, "password": password}

    def summary(self, result: dict[str, Any]) -> str:
        """What the person needs to know."""
        return (
            f"{result['username']} can log in as {Role(result['role']).label} with the password {result['password']}\n"
            f"(shown only now; it has to be changed at the first log-in)."
        )
