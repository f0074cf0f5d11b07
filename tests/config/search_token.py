"""A token for the search team, on the home that the environment names (run as a module)."""

from __future__ import annotations

import json
import os

import django


def main() -> None:
    """Make it and print it as JSON."""
    from taxonomy.models import Person
    from taxonomy.services.tokens import token_create

    ada = Person.objects.get(username="ada")
    print(
        json.dumps({"token": token_create(person=ada, name="search", scopes=["graph:read"], made_by=ada)[1]})
    )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from config.embedded.share import use_services

    use_services()
    django.setup()
    main()
