"""``reset_password``: a fresh first password for somebody who lost theirs, the last administrator among them."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from config.commands import TitleloomCommand
from taxonomy.core.errors import NotFound
from taxonomy.models import Person
from taxonomy.services.people import password_reset


class Command(TitleloomCommand):
    """Make a fresh password, shown once, and to be changed at the next log-in."""

    help = "Make a fresh password for a person and print it; it is to be changed at the next log-in."

    def arguments(self, parser: CommandParser) -> None:
        """Whose."""
        parser.add_argument("username")

    def run(self, **options: Any) -> dict[str, Any]:
        """Reset."""
        person = Person.objects.filter(username=options["username"]).first()
        if person is None:
            raise NotFound(f"There is nobody called '{options['username']}'.", field="username")
        return {"username": person.username, "password": password_reset(person=person, by=None)}

    def summary(self, result: dict[str, Any]) -> str:
        """What the person needs to know."""
        return (
            f"{result['username']} logs in with the password {result['password']}\n"
            f"(shown only now; it has to be changed at the next log-in)."
        )
