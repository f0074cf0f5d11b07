"""Changes of the taxonomy: what they would do, what they do, and all of it back again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kgraph.models import Concept, Edge, SecondYesPolicy
from kgraph.selectors.tree import tops_page
from kgraph.services.retirements import concept_retire
from taxonomy.models import AuditEntry, ChangeSet, Decision, Title
from tests.kgraph.ledger import Ledger, staff, stored_matches_replay
from tests.people import browser_of, posted

pytestmark = pytest.mark.django_db

Ask = Callable[..., Any]


@pytest.fixture
def kitchen() -> Ledger:
    """Staff over Cook and Waiter; Cook over Line Cook over Grill Cook."""
    return staff(("Line Cook", "broader", "Grill Cook"), ("Line Cook", "synonym", "Station Chef"))


@pytest.fixture
def send(kitchen: Ledger) -> Ask:
    client = browser_of("ada")
    return lambda path, status=201, **body: posted(client, path, body, status)


def move(ledger: Ledger, what: str, out_of: str | None, under: str | None) -> dict[str, Any]:
    return {
        "kind": "move",
        "concept": ledger.concept(what).pk,
        "out_of": ledger.concept(out_of).pk if out_of else None,
        "under": ledger.concept(under).pk if under else None,
    }


def test_a_move_is_shown_before_it_is_made(kitchen: Ledger, send: Ask) -> None:
    ledger = kitchen
    seen = send("taxonomy/preview", 200, **move(ledger, "Line Cook", "Cook", "Waiter"))
    assert seen["allowed"]
    assert [(e["subject_title"], e["object_title"]) for e in seen["ends"]] == [("Cook", "Line Cook")]
    assert seen["adds"] == [{"relation": "broader", "subject_title": "Waiter", "object_title": "Line Cook"}]
    gained = {(e["subject_name"], e["object_name"]) for e in seen["gained"]["sample"]}
    lost = {(e["subject_name"], e["object_name"]) for e in seen["lost"]["sample"]}
    assert (gained, lost) == ({("Waiter", "Grill Cook")}, {("Cook", "Grill Cook")})
    assert ledger.below("Cook") == ["Line Cook"]
    assert not ChangeSet.objects.exists()


def test_a_move_is_one_change_set_that_can_be_taken_back(kitchen: Ledger, send: Ask) -> None:
    made = send("taxonomy/changes", **move(kitchen, "Line Cook", "Cook", "Waiter"), reason="serves")
    assert kitchen.below("Cook") == []
    assert kitchen.below("Waiter") == ["Line Cook"]
    assert Decision.objects.filter(change_set=made["change_set"], reason="serves").count() == 2
    assert AuditEntry.objects.filter(action="change_set.open", object_id=str(made["change_set"])).exists()
    send(f"change-sets/{made['change_set']}/revert")
    assert kitchen.below("Cook") == ["Line Cook"]
    assert kitchen.below("Waiter") == []
    assert stored_matches_replay()


def test_a_move_to_the_top_and_one_to_a_second_place(kitchen: Ledger, send: Ask) -> None:
    send("taxonomy/changes", **move(kitchen, "Line Cook", None, "Waiter"))
    assert (kitchen.below("Cook"), kitchen.below("Waiter")) == (["Line Cook"], ["Line Cook"])
    send("taxonomy/changes", **move(kitchen, "Line Cook", "Cook", None))
    send("taxonomy/changes", **move(kitchen, "Line Cook", "Waiter", None))
    assert [node["name"] for node in tops_page().nodes] == ["Line Cook", "Staff"]


def test_a_move_that_would_make_a_circle_changes_nothing(kitchen: Ledger, send: Ask) -> None:
    asked = move(kitchen, "Cook", "Staff", "Grill Cook")
    seen = send("taxonomy/preview", 200, **asked)
    assert (seen["allowed"], seen["refusal"]["rule"]) == (False, "cycle")
    assert len(seen["refusal"]["chain"]) == 2
    before = Decision.objects.count()
    refused = send("taxonomy/changes", 409, **asked)
    assert refused["code"] == "algebra.cycle"
    assert Decision.objects.count() == before
    assert kitchen.below("Staff") == ["Cook", "Waiter"]


def test_a_move_that_somebody_else_has_made_meanwhile_is_told(kitchen: Ledger, send: Ask) -> None:
    asked = move(kitchen, "Line Cook", "Cook", "Waiter")
    send("taxonomy/changes", **asked)
    assert send("taxonomy/changes", 409, **asked)["code"] == "change.overtaken"
    assert send("taxonomy/preview", 409, **asked)["code"] == "change.overtaken"


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "move"},
        {"kind": "move", "under": 1, "out_of": 1},
        {"kind": "merge"},
        {"kind": "split"},
        {"kind": "split", "titles": [10**12]},
        {"kind": "split", "relation": "synonym", "titles": [1]},
        {"kind": "swap"},
    ],
)
def test_a_change_that_says_too_little_is_refused(kitchen: Ledger, send: Ask, wrong: dict[str, Any]) -> None:
    send("taxonomy/changes", 422, concept=kitchen.concept("Line Cook").pk, **wrong)


def test_an_unknown_or_a_merged_concept_cannot_be_moved(kitchen: Ledger, send: Ask) -> None:
    send("taxonomy/changes", 404, kind="move", concept=10**6, under=1)
    gone = Concept.objects.filter(replaced_by__isnull=False).values_list("pk", flat=True)[0]
    assert send("taxonomy/changes", 409, kind="move", concept=gone, under=1)["code"] == "change.overtaken"


def test_two_concepts_are_merged_although_one_stood_under_the_other(kitchen: Ledger, send: Ask) -> None:
    asked = {
        "kind": "merge",
        "concept": kitchen.concept("Line Cook").pk,
        "into": kitchen.concept("Cook").pk,
    }
    seen = send("taxonomy/preview", 200, **asked)
    assert seen["allowed"]
    assert [(one["name"], one["into_name"], one["titles"]) for one in seen["joined"]] == [
        ("Line Cook", "Cook", 3)
    ]
    made = send("taxonomy/changes", **asked)
    assert kitchen.concept("Line Cook") == kitchen.concept("Cook")
    assert kitchen.below("Cook") == ["Grill Cook"]
    send(f"change-sets/{made['change_set']}/revert")
    assert kitchen.below("Cook") == ["Line Cook"]
    assert stored_matches_replay()


def test_a_concept_is_split_and_both_parts_stay_whole(kitchen: Ledger, send: Ask) -> None:
    line = kitchen.concept("Line Cook").pk
    leaving = [kitchen.title(text).pk for text in ("Chef de Partie", "Station Chef")]
    asked = {"kind": "split", "concept": line, "titles": leaving, "relation": "senior"}
    seen = send("taxonomy/preview", 200, **asked)
    assert seen["allowed"]
    assert len(seen["parted"]) == 2
    made = send("taxonomy/changes", **asked)
    chef = kitchen.concept("Chef de Partie")
    assert chef == kitchen.concept("Station Chef") != kitchen.concept("Line Cook")
    assert Edge.objects.filter(
        active=True, relation="senior", subject_concept=chef, object_concept=line
    ).exists()
    send(f"change-sets/{made['change_set']}/revert")
    assert (
        kitchen.concept("Chef de Partie") == kitchen.concept("Station Chef") == kitchen.concept("Line Cook")
    )
    assert stored_matches_replay()


def test_a_change_that_needs_a_second_person_is_refused_whole(kitchen: Ledger, send: Ask) -> None:
    SecondYesPolicy.objects.create(inferred_edges=0, created_at=kitchen.ada.date_joined)
    asked = move(kitchen, "Line Cook", "Cook", "Waiter")
    assert "Another person must agree" in send("taxonomy/preview", 200, **asked)["second_yes"]
    assert send("taxonomy/changes", 409, **asked)["code"] == "change.second_yes_needed"
    assert kitchen.below("Cook") == ["Line Cook"]


def test_nothing_is_moved_under_a_retired_concept(kitchen: Ledger, send: Ask) -> None:
    kitchen.decide("Staff", None, "Waiter")
    concept_retire(concept_id=kitchen.concept("Waiter").pk, reason="old", person=kitchen.ada)
    asked = move(kitchen, "Line Cook", "Cook", "Waiter")
    seen = send("taxonomy/preview", 200, **asked)
    assert (seen["allowed"], seen["refusal"]["rule"]) == (False, "retired")
    assert send("taxonomy/changes", 409, **asked)["code"] == "concept.retired"


def test_a_concept_gets_a_new_title_and_is_called_by_it(kitchen: Ledger, send: Ask) -> None:
    line = kitchen.concept("Line Cook").pk
    added = send(f"taxonomy/concepts/{line}/titles", text="  Commis   Chef ", preferred=True)
    assert added["title"]["text"] == "Commis Chef"
    concept = Concept.objects.get(pk=line)
    assert (concept.preferred.text, concept.size, concept.sort_key) == ("Commis Chef", 4, "commis chef")
    again = send(f"taxonomy/concepts/{line}/titles", text="commis chef")
    assert again == {"title": added["title"], "change_set": None}
    send(f"change-sets/{added['change_set']}/revert")
    assert Concept.objects.get(pk=line).preferred.text == "Line Cook"
    assert Title.objects.filter(key="commis chef").exists()
    send(f"taxonomy/concepts/{line}/titles", text="Commis Chef")
    assert kitchen.concept("Line Cook").size == 4


def test_a_title_of_another_concept_is_not_taken_from_it(kitchen: Ledger, send: Ask) -> None:
    line, waiter = kitchen.concept("Line Cook").pk, kitchen.concept("Waiter").pk
    refused = send(f"taxonomy/concepts/{line}/titles", 409, text="waiter")
    assert (refused["code"], refused["concept"]) == ("title.elsewhere", waiter)
    assert send(f"taxonomy/concepts/{line}/titles", 422, text="***")["code"] == "title.refused"
    send("taxonomy/concepts/999999/titles", 404, text="Someone")


def test_only_leads_change_the_taxonomy(kitchen: Ledger) -> None:
    asked = move(kitchen, "Line Cook", "Cook", "Waiter")
    assert browser_of("ana").post("/api/v1/taxonomy/changes", asked, format="json").status_code == 403


def test_a_preview_costs_the_same_in_a_wide_tree(kitchen: Ledger) -> None:
    client = browser_of("ada")
    asked = move(kitchen, "Line Cook", "Cook", "Waiter")

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.post("/api/v1/taxonomy/preview", asked, format="json").status_code == 200
        return len(queries)

    cost()
    few = cost()
    for number in range(20):
        kitchen.decide("Cook", "broader", f"Cook {number}")
        kitchen.decide("Line Cook", "broader", f"Line {number}")
    assert cost() <= few
