"""Everybody sees what they did, and when: their own trail and nobody else's."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from tests.people import browser_of
from tests.taxonomy.judging import pair

pytestmark = pytest.mark.django_db
ACTIVITY = "/api/v1/activity"


def pairs_of(count: int) -> list[int]:
    return [pair(f"weaver {number}", f"dyer {number}").pk for number in range(count)]


def judged(browser: APIClient, pairs: list[int]) -> None:
    for number, one in enumerate(pairs):
        key = f"00000000-0000-4000-8000-{number:012d}"
        body = {"pair_id": one, "relation": "related", "client_key": key}
        assert browser.post("/api/v1/annotations", body).status_code == 201


def test_my_trail_names_the_pairs_and_what_i_said() -> None:
    pairs = pairs_of(3)
    ana = browser_of("ana")
    judged(ana, pairs)

    rows = ana.get(ACTIVITY, {"group": "judged"}).json()["results"]

    assert [row["pair"]["id"] for row in rows] == pairs[::-1]
    assert {row["relation"] for row in rows} == {"related"}
    assert browser_of("ben").get(ACTIVITY, {"group": "judged"}).json()["results"] == []


def test_the_trail_is_read_page_by_page_in_few_queries() -> None:
    pairs = pairs_of(7)
    ana = browser_of("ana")
    judged(ana, pairs)

    seen, address = [], f"{ACTIVITY}?group=judged&page_size=3"
    while address:
        with CaptureQueriesContext(connection) as asked:
            body = ana.get(address).json()
        assert len(asked) <= 8
        seen += [row["pair"]["id"] for row in body["results"]]
        address = body["next"]
    assert seen == pairs[::-1]


def test_a_group_that_is_none_is_refused() -> None:
    assert browser_of("ana").get(ACTIVITY, {"group": "secrets"}).status_code == 422
