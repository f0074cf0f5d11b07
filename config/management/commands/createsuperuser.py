"""Django's ``createsuperuser`` knows no roles: whoever it makes could not even see the page of the people."""

from __future__ import annotations

from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    """Point to the command that does it right."""

    help = "Not used here; see create_person."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whatever Django's own takes, to be told what to do instead."""
        parser.add_argument("--noinput", "--no-input", action="store_true")
        parser.add_argument("--username", default="NAME")
        parser.add_argument("--email")

    def handle(self, *args: Any, **options: Any) -> NoReturn:
        """Refuse, with the way."""
        raise CommandError(
            f"People have roles here: manage.py create_person {options['username']} --role administrator",
            returncode=2,
        )
