"""The people of the tests, each with the role in which the sentences speak of them."""

from __future__ import annotations

from typing import Any

from rest_framework.test import APIClient

from taxonomy.models import Person
from taxonomy.services.tokens import token_create

ROLES = {
    "ana": "annotator",
    "ben": "annotator",
    "cleo": "annotator",
    "ada": "reviewer",
    "mia": "ml_engineer",
    "vic": "search_client",
    "root": "administrator",
}


def the(name: str) -> Person:
    """Ana, Ben and Cleo annotate, Ada leads, Mia trains models, Vic only views, Root administers."""
    found, _ = Person.objects.get_or_create(username=name, defaults={"role": ROLES[name]})
    return found


def browser_of(name: str) -> APIClient:
    """Somebody logged in by a session; server errors come back as answers."""
    client = APIClient(raise_request_exception=False)
    client.force_login(the(name))
    return client


def token_of(name: str, *scopes: str) -> str:
    """A new token of that person."""
    return token_create(person=the(name), name="a program", scopes=scopes, made_by=the(name))[1]


def program_of(name: str, *scopes: str) -> APIClient:
    """A program with a token of that person."""
    secret = token_of(name, *scopes)
    client = APIClient(raise_request_exception=False)
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    return client


def posted(client: APIClient, path: str, body: dict[str, Any], status: int) -> Any:
    """What the service answers to a post below its root, which must come with that status."""
    answer = client.post(f"/api/v1/{path}", body, format="json")
    assert answer.status_code == status, answer.content
    return answer.json()
