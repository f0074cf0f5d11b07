"""The tree of the working graph: what stands where, in a bounded number of statements and rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from kgraph.models import Concept
from kgraph.selectors.tree import ancestry, children_page, tops_page, unplaced_page
from kgraph.services.concepts import concept_prefer
from kgraph.services.rebuild import graph_rebuild, graph_verify
from tests.kgraph.ledger import Ledger, person
from tests.people import browser_of

pytestmark = pytest.mark.django_db

Ask = Callable[..., Any]


@pytest.fixture
def kitchen() -> Ledger:
    """Cook over Line Cook and Pastry Cook; Line Cook also under Team Member; a Chef beside the tree."""
    ledger = Ledger()
    ledger.title("Line Cook", 500)
    ledger.decide("Cook", "broader", "Line Cook")
    ledger.decide("Cook", "broader", "Pastry Cook")
    ledger.decide("Team Member", "broader", "Line Cook")
    ledger.decide("Line Cook", "broader", "Grill Cook")
    ledger.decide("Line Cook", "synonym", "Chef de Partie")
    ledger.decide("Head Chef", "senior", "Line Cook")
    return ledger


@pytest.fixture
def ask(kitchen: Ledger) -> Ask:
    client: APIClient = browser_of("ada")

    def get(path: str, status: int = 200, **query: str | int) -> Any:
        answer = client.get(f"/api/v1/taxonomy/{path}", query)
        assert answer.status_code == status, answer.content
        return answer.json()

    return get


def names(page: Any) -> list[str]:
    return [node["name"] for node in page["results"]]


def test_tops_have_something_below_and_nothing_above(ask: Ask) -> None:
    page = ask("tops")
    assert names(page) == ["Cook", "Team Member"]
    cook = page["results"][0]
    assert (cook["children"], cook["descendants"], cook["parents"]) == (2, 3, 0)
    assert cook["counted_all"]


def test_what_has_no_place_stands_apart(ask: Ask) -> None:
    assert names(ask("unplaced")) == ["Head Chef"]
    assert names(ask("unplaced", q="he")) == ["Head Chef"]
    assert names(ask("unplaced", q="%")) == []


def test_a_concept_stands_under_each_of_its_broader_ones(kitchen: Ledger, ask: Ask) -> None:
    cook, member = kitchen.concept("Cook").pk, kitchen.concept("Team Member").pk
    assert names(ask(f"concepts/{cook}/narrower")) == ["Line Cook", "Pastry Cook"]
    assert names(ask(f"concepts/{member}/narrower")) == ["Line Cook"]
    line = ask(f"concepts/{kitchen.concept('Line Cook').pk}")
    assert [[step["name"] for step in way] for way in line["paths"]] == [["Cook"], ["Team Member"]]
    assert line["parents"] == 2
    assert line["family"]["name"] == "Cook"
    assert [title["text"] for title in line["all_titles"]] == ["Line Cook", "Chef de Partie"]
    assert [(r["relation"], r["other"]["name"]) for r in line["relations"]] == [
        ("narrower", "Cook"),
        ("narrower", "Team Member"),
        ("broader", "Grill Cook"),
        ("junior", "Head Chef"),
    ]
    assert (line["state"], line["edges"], line["watching"]) == ("current", 4, False)


def test_search_finds_any_title_and_the_way_down(ask: Ask) -> None:
    found = ask("search", q="partie")["results"]
    assert [(row["title"]["text"], row["name"]) for row in found] == [("Chef de Partie", "Line Cook")]
    (grill,) = ask("search", q="grill")["results"]
    assert [step["name"] for step in grill["path"]] == ["Cook", "Line Cook"]


def test_search_pages_by_use(ask: Ask) -> None:
    first = ask("search", q="cook", page_size=2)
    rest = ask("search", q="cook", page_size=2, cursor=first["next"])
    found = [row["title"]["text"] for row in first["results"] + rest["results"]]
    assert found[0] == "Line Cook"
    assert sorted(found) == ["Cook", "Grill Cook", "Line Cook", "Pastry Cook"]
    assert rest["next"] is None


def test_pages_of_a_wide_concept_meet_without_gap(kitchen: Ledger, ask: Ask) -> None:
    for number in range(25):
        kitchen.decide("Pastry Cook", "broader", f"Pastry {number:02d}", merge="now")
    pastry = kitchen.concept("Pastry Cook").pk
    seen, cursor = [], ""
    while True:
        page = ask(f"concepts/{pastry}/narrower", page_size=10, cursor=cursor)
        seen += names(page)
        if page["next"] is None:
            break
        cursor = page["next"]
    assert seen == [f"Pastry {number:02d}" for number in range(25)]


def test_a_cursor_of_nobody_is_refused(ask: Ask) -> None:
    assert ask("tops", status=422, cursor="abc")["field"] == "cursor"


def test_an_unknown_concept_is_not_found(ask: Ask) -> None:
    ask("concepts/999999", status=404)
    ask("concepts/999999/narrower", status=404)


def test_the_tree_follows_what_is_decided(kitchen: Ledger) -> None:
    def tops() -> list[str]:
        return [node["name"] for node in tops_page().nodes]

    kitchen.decide("Cook", None, "Line Cook")
    kitchen.decide("Cook", None, "Pastry Cook")
    assert tops() == ["Team Member"]
    assert [node["name"] for node in unplaced_page().nodes] == ["Cook", "Head Chef", "Pastry Cook"]
    kitchen.decide("Cook", "synonym", "Team Member")
    assert len(tops()) == 1
    kitchen.decide("Cook", None, "Team Member")
    assert tops() == ["Team Member"]
    chosen = kitchen.concept("Line Cook")
    concept_prefer(concept_id=chosen.pk, title_id=kitchen.title("Chef de Partie").pk, person=kitchen.ada)
    below = children_page(kitchen.concept("Team Member").pk)
    assert [node["name"] for node in below.nodes] == ["Chef de Partie"]
    assert Concept.objects.get(pk=chosen.pk).sort_key == "chef de partie"
    assert graph_verify().ok


def test_places_are_the_same_after_a_rebuild_and_damage_is_told(kitchen: Ledger) -> None:
    def places() -> list[tuple[Any, ...]]:
        kept = Concept.objects.filter(replaced_by=None).order_by("pk")
        return list(kept.values_list("pk", "sort_key", "has_broader", "has_narrower"))

    before = places()
    Concept.objects.update(has_broader=False, sort_key="")
    assert any("place in the tree" in problem for problem in graph_verify().problems)
    graph_rebuild()
    assert places() == before
    assert graph_verify().ok


def test_descendants_are_counted_up_to_a_bound(kitchen: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kgraph.selectors.tree.DESCENDANTS_COUNTED", 2)
    cook, member = tops_page().nodes
    assert (cook["descendants"], cook["counted_all"]) == (2, False)
    assert (member["descendants"], member["counted_all"]) == (2, True)


def test_ways_up_are_the_shortest_first_and_bounded(kitchen: Ledger) -> None:
    for number in range(30):
        kitchen.decide(f"Group {number}", "broader", "Grill Cook")
    grill = kitchen.concept("Grill Cook").pk
    ways = ancestry([grill]).paths(grill, most=5)
    assert [len(way) for way in ways] == [1] * 5


def test_no_more_statements_for_a_larger_tree(kitchen: Ledger) -> None:
    client = browser_of("ada")
    line = kitchen.concept("Line Cook").pk
    asked = ("tops", "unplaced", "search?q=cook", f"concepts/{line}", f"concepts/{line}/narrower")

    def cost() -> list[int]:
        counts = []
        for path in asked:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(f"/api/v1/taxonomy/{path}").status_code == 200
            counts.append(len(queries))
        return counts

    cost()
    small = cost()
    for number in range(40):
        kitchen.decide("Line Cook", "broader", f"Cook {number}")
        kitchen.decide(f"Top {number}", "broader", "Line Cook")
    assert cost() == small
    assert max(small) <= 10


def test_only_people_who_judge_see_the_working_tree(kitchen: Ledger) -> None:
    assert browser_of("ana").get("/api/v1/taxonomy/tops").status_code == 200
    person("mia", "ml_engineer")
    assert browser_of("mia").get("/api/v1/taxonomy/tops").status_code == 403
