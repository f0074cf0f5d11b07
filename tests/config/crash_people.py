"""People with tokens for the crash test, on the home that the environment names (run as a module)."""

from __future__ import annotations

import json
import os

import django

ANNOTATORS = 20


def main() -> None:
    """Make them and print their tokens as JSON."""
    from taxonomy.models import Person
    from taxonomy.services.people import person_create
    from taxonomy.services.tokens import token_create

    tokens = {}
    for number in range(ANNOTATORS):
        person, _ = person_create(username=f"annotator{number}", role="annotator")
        tokens[person.username] = token_create(
            person=person, name="test", scopes=["annotate"], made_by=person
        )[1]
    for username, scope in (("ada", "review"), ("mia", "models")):
        person = Person.objects.get(username=username)
        tokens[username] = token_create(person=person, name="test", scopes=[scope], made_by=person)[1]
    print(json.dumps(tokens))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from config.embedded.share import use_services

    use_services()
    django.setup()
    main()
