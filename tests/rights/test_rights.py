"""Every endpoint with every method against every role, as the table of rights says."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.test import APIClient

from taxonomy.core.rights import SCOPES_OF_ROLE
from tests.people import browser_of, program_of, the
from tests.rights.table import RIGHTS

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
PREFIX = "api/v1/"
WHO = {"a": "ana", "r": "ada", "m": "mia", "d": "root"}
DENIED = {401, 403, 405}
SAMPLES = {"int": "999999", "str": "unknown", "slug": "unknown", "path": "unknown", "uuid": "0" * 32}


def endpoints(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, set[str]]]:
    """Addresses with the methods that their views have."""
    for pattern in patterns:
        here = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from endpoints(pattern.url_patterns, here)
        elif here.startswith(PREFIX):
            view = getattr(pattern.callback, "view_class", None) or getattr(pattern.callback, "cls", None)
            yield here.removeprefix(PREFIX), {m for m in METHODS if view is None or hasattr(view, m.lower())}


def client_of(letter: str) -> APIClient:
    if letter == "-":
        return APIClient(raise_request_exception=False)
    return program_of("vic", "graph:read") if letter == "s" else browser_of(WHO[letter])


def sample(address: str) -> str:
    """The address of something that does not exist."""
    return "/" + PREFIX + re.sub(r"<(?:(\w+):)?\w+>", lambda part: SAMPLES[part[1] or "str"], address)


def test_every_endpoint_stands_in_the_table() -> None:
    there = {address for address, _ in endpoints(get_resolver().url_patterns)}

    missing = sorted(there - set(RIGHTS))
    assert not missing, f"Say in tests/rights/table.py who may use: {', '.join(missing)}."
    gone = sorted(set(RIGHTS) - there)
    assert not gone, f"tests/rights/table.py speaks of addresses that are not there: {', '.join(gone)}."


@pytest.mark.django_db
@pytest.mark.parametrize("address", sorted(RIGHTS))
def test_each_role_may_do_what_the_table_says_and_nothing_else(address: str, services: object) -> None:
    methods = dict(endpoints(get_resolver().url_patterns)).get(address, set(METHODS))
    wrong = []
    for letter in "-armsd":
        client = client_of(letter)
        for method in METHODS:
            if method not in methods and method not in RIGHTS[address] and letter != "d":
                continue  # what the view does not have is refused to the administrator, hence to all
            answer = client.generic(method, sample(address), "{}", content_type="application/json")
            if address == "session":  # where one logs out
                client = client_of(letter)
            if answer.status_code >= 500 and address not in {"health", "health/ready"}:
                wrong.append(f"{letter} {method}: answered {answer.status_code}")
            allowed = answer.status_code not in DENIED
            if allowed != (letter in RIGHTS[address].get(method, "")):
                verb = "let in" if allowed else "kept out"
                wrong.append(f"{letter} {method}: {verb} with {answer.status_code}")
    assert not wrong, f"{address}: {'; '.join(wrong)}."


@pytest.mark.django_db
def test_a_token_opens_no_more_than_its_scopes() -> None:
    program = program_of("root", "graph:read")

    assert program.get("/api/v1/titles").status_code == 200
    assert program.get("/api/v1/people").status_code == 403
    assert program.get("/api/v1/agreement").status_code == 403


@pytest.mark.django_db
def test_a_browser_that_writes_must_show_where_it_comes_from() -> None:
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(the("root"))

    refused = client.post("/api/v1/people", {"username": "eve", "role": "annotator"})
    assert refused.status_code == 403

    token = client.get("/api/v1/session").json()["csrf_token"]
    client.credentials(HTTP_X_CSRFTOKEN=token)
    assert client.post("/api/v1/people", {"username": "eve", "role": "annotator"}).status_code == 201


def test_every_role_has_somebody_here() -> None:
    assert set(SCOPES_OF_ROLE) == {
        "annotator",
        "reviewer",
        "ml_engineer",
        "search_client",
        "administrator",
    }
