"""Retirement at the door, and what a retired number answers."""

from __future__ import annotations

import pytest
from rest_framework.test import APIClient

from kgraph.services.releases import release_build, release_publish
from tests.kgraph.ledger import Ledger
from tests.people import browser_of

pytestmark = pytest.mark.django_db

V1 = "/api/v1/"


@pytest.fixture
def monster(kitchen: Ledger) -> int:
    """The number of a concept that should not be one; an edge hangs on it."""
    return kitchen.concept("Cookie Monster").pk


def test_what_depends_on_a_concept_is_listed_and_in_the_way(kitchen: Ledger, monster: int) -> None:
    ada = browser_of("ada")
    state = ada.get(f"{V1}concepts/{monster}/retirement").json()
    assert state["retirement"] is None
    assert state["dependants"]["blocked"]
    assert [edge["name"] for edge in state["dependants"]["edges"]["sample"]] == ["Cook"]
    refused = ada.put(f"{V1}concepts/{monster}/retirement", {"reason": "no job"}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (409, "concept.in_use")
    assert refused.json()["dependants"]["edges"]["count"] == 1


def test_a_retired_number_answers_410_with_the_reason_and_comes_back(
    kitchen: Ledger, monster: int, vic: APIClient
) -> None:
    ada = browser_of("ada")
    kitchen.decide("Cook", None, "Cookie Monster")
    cook = kitchen.concept("Cook").pk
    done = ada.put(
        f"{V1}concepts/{monster}/retirement", {"reason": "no job", "use_instead": cook}, format="json"
    )
    assert done.status_code == 200, done.content
    assert done.json()["retirement"]["retired_by"] == "ada"
    release_publish(release_build(by=kitchen.ada).number, by=kitchen.ada)
    for path in ("", "/edges", "/ladder"):
        gone = vic.get(f"{V1}concepts/{monster}{path}")
        assert (gone.status_code, gone.json()["code"]) == (410, "concept.retired")
        assert (gone.json()["reason"], gone.json()["useInstead"]) == ("no job", cook)
        assert gone.json()["release"] == 2
        assert gone["Cache-Control"] == "no-store", "browsers keep a 410 for good otherwise"
    assert vic.get(f"{V1}neighbourhood?concept={monster}").status_code == 410
    assert vic.get(f"{V1}concepts/{monster}?release=1").status_code == 200
    changes = vic.get(f"{V1}releases/2/changes?since=1").json()
    assert changes["concepts"]["retired"] == [{"id": monster, "reason": "no job", "useInstead": cook}]
    assert vic.get(f"{V1}normalize?q=cookie monster").json().get("concept") is None

    assert ada.get(f"{V1}concepts/{monster}?release=working").status_code == 410
    back = ada.delete(f"{V1}concepts/{monster}/retirement?reason=he%20bakes")
    assert back.json() == {"concept": monster, "merged": []}
    assert ada.get(f"{V1}concepts/{monster}?release=working").status_code == 200
    again = ada.delete(f"{V1}concepts/{monster}/retirement")
    assert (again.status_code, again.json()["code"]) == (409, "concept.wrong_state")


def test_a_retirement_without_a_reason_is_refused(kitchen: Ledger, monster: int) -> None:
    ada = browser_of("ada")
    assert ada.put(f"{V1}concepts/{monster}/retirement", {}, format="json").status_code in (400, 422)
    assert ada.get(f"{V1}concepts/999999/retirement").status_code == 404
