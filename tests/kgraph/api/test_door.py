"""The short way in for programs: the same answers as by the long one, and nothing that the long one would refuse."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.http import HttpRequest
from django.test import Client, override_settings
from rest_framework.test import APIClient

from kgraph.api.authentication import CachedBearerAuthentication
from kgraph.api.door import GraphDoor
from kgraph.services.rates import rates_forget
from taxonomy.models import ApiToken
from tests.doors import watch_door
from tests.kgraph.ledger import Ledger
from tests.people import program_of

V1 = "/api/v1/"
OF_EACH = frozenset({"X-Request-ID", "RateLimit-Remaining", "RateLimit-Reset"})
OF_THE_LONG_WAY = frozenset({"Allow"})

QUESTIONS = (
    "concepts/1",
    "concepts/1?language=de,en",
    "concepts/1/edges?limit=1&inferred=1",
    "concepts/1/edges?relation=&direction=out",
    "concepts/1/edges?relation=synonym, broader&release=1",
    "concepts/1/edges?inferred=maybe",
    "concepts/1/edges?limit=0",
    "concepts/1/edges?limit=1&limit=2",
    "concepts/1/ladder?scope=line",
    "concepts/987654",
    "concepts/1?release=77",
    "concepts/1?release=newest",
    "neighbourhood?concept=1&depth=2",
    "neighbourhood?concept=none",
    "path?from=Cook&to=Head%20Chef",
    "path?from=Cook",
    "suggest?q=co&limit=3",
    "suggest?q=",
    "normalize?q=sr.%20line%20cook&top=2",
    "normalize?q=%20&inspect=1",
    "normalize?title=cooook&inspect=on",
    "normalize",
    "expand?q=Cook&depth=2&relations=narrower",
    "expand?q=Cook&concept=1",
    "expand?concept=1&decay=0.25",
    "expand?concept=1&decay=nan",
)


@pytest.fixture
def handed_on(monkeypatch: pytest.MonkeyPatch) -> list[HttpRequest]:
    """What the door left to the long way."""
    return watch_door(monkeypatch, GraphDoor)


def _told(client: Client, question: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
    answer = client.get(V1 + question, headers=headers)
    left = {name: value for name, value in answer.headers.items() if name not in OF_EACH | OF_THE_LONG_WAY}
    content = answer.content
    if answer.status_code >= 400:  # a refusal names its request
        body: dict[str, Any] = answer.json()
        body.pop("request_id")
        content = repr(body).encode()
        left.pop("Content-Length")
        left.pop("Vary", None)  # the long way may compress a refusal
    return answer.status_code, content, left


def test_both_ways_give_the_same_answer(vic: APIClient, handed_on: list[HttpRequest]) -> None:
    for number, question in enumerate(QUESTIONS, start=1):
        CachedBearerAuthentication.seen.clear()
        long = _told(vic, question)
        assert len(handed_on) == number
        short = _told(vic, question)
        assert len(handed_on) == number
        assert short == long, question


def test_a_long_answer_is_compressed_by_both_ways(vic: APIClient, handed_on: list[HttpRequest]) -> None:
    packed = [
        vic.get(f"{V1}neighbourhood?concept=1&depth=4", headers={"Accept-Encoding": "gzip"}) for _ in "12"
    ]
    assert len(handed_on) == 1
    assert {answer["Content-Encoding"] for answer in packed} == {"gzip"}
    assert packed[0].content == packed[1].content
    assert packed[0]["ETag"] == packed[1]["ETag"]


def test_the_same_validator_serves_both_ways(vic: APIClient, handed_on: list[HttpRequest]) -> None:
    tag = vic.get(f"{V1}expand?q=Cook")["ETag"]
    again = vic.get(f"{V1}expand?q=Cook", headers={"If-None-Match": tag})
    assert (again.status_code, again["ETag"], len(handed_on)) == (304, tag, 1)


def test_a_merged_concept_leads_on(kitchen: Ledger, vic: APIClient, handed_on: list[HttpRequest]) -> None:
    old = kitchen.title("Chef de Partie").founded_concept.pk
    new = kitchen.concept("Line Cook").pk
    vic.get(f"{V1}meta")
    answer = vic.get(f"{V1}concepts/{old}/edges?limit=7")
    assert (answer.status_code, len(handed_on)) == (308, 1)
    assert answer["Location"] == f"{V1}concepts/{new}/edges?limit=7"


def test_what_is_not_plain_goes_the_long_way(
    kitchen: Ledger, vic: APIClient, handed_on: list[HttpRequest]
) -> None:
    vic.get(f"{V1}suggest?q=co")
    handed_on.clear()
    assert vic.head(f"{V1}suggest?q=co").status_code == 200
    assert vic.options(f"{V1}suggest").status_code == 200
    assert vic.post(f"{V1}suggest", {"q": "co"}).status_code == 405
    assert vic.get(f"{V1}meta").status_code == 200
    assert Client().get(f"{V1}suggest?q=co").status_code == 401
    assert len(handed_on) == 5


def test_a_token_without_the_right_is_refused_by_both_ways(
    kitchen: Ledger, handed_on: list[HttpRequest]
) -> None:
    other = program_of("ada", "review")
    first = other.get(f"{V1}suggest?q=co")
    second = other.get(f"{V1}suggest?q=co")
    assert (first.status_code, second.status_code, len(handed_on)) == (403, 403, 2)


def test_a_token_that_is_gone_is_let_in_by_neither(
    vic: APIClient, monkeypatch: pytest.MonkeyPatch, handed_on: list[HttpRequest]
) -> None:
    assert vic.get(f"{V1}suggest?q=co").status_code == 200
    monkeypatch.setattr("kgraph.api.authentication.FRESH_SECONDS", 0.0)
    ApiToken.objects.all().delete()
    assert vic.get(f"{V1}suggest?q=co").status_code == 401
    assert len(handed_on) == 2


def test_a_host_that_is_not_ours_is_refused(vic: APIClient) -> None:
    vic.get(f"{V1}suggest?q=co")
    with override_settings(ALLOWED_HOSTS=["graph.example.org"]):
        assert vic.get(f"{V1}suggest?q=co", headers={"Host": "elsewhere.example"}).status_code == 400


def test_the_short_way_counts_against_the_rate(
    vic: APIClient, settings: LazySettings, handed_on: list[HttpRequest]
) -> None:
    settings.GRAPH_RATE = 3
    rates_forget()
    cache.clear()
    left = [vic.get(f"{V1}suggest?q=co") for _ in range(4)]
    rates_forget()
    assert [answer.get("RateLimit-Remaining") for answer in left] == ["2", "1", "0", "0"]
    assert left[3].status_code == 429
    assert left[3].json()["code"] == "rate.exceeded"
    assert int(left[3]["Retry-After"]) >= 1
    assert len(handed_on) == 1


def test_a_failure_on_the_short_way_is_told_by_the_long_one(
    vic: APIClient, monkeypatch: pytest.MonkeyPatch, handed_on: list[HttpRequest]
) -> None:
    vic.get(f"{V1}suggest?q=co")

    def broken(*_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("kgraph.api.search._suggest", broken)
    assert vic.get(f"{V1}suggest?q=co").status_code == 500
    assert len(handed_on) == 2
