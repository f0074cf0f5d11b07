"""Bulk edit: rows of a spreadsheet, tried, done, and all of it taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kgraph.models import Edge
from taxonomy.models import AuditEntry, ChangeSet, Decision, Title
from tests.kgraph.ledger import Ledger, staff, stored_matches_replay
from tests.people import browser_of, posted

pytestmark = pytest.mark.django_db

Send = Callable[..., Any]


@pytest.fixture
def kitchen() -> Ledger:
    return staff(("Line Cook", "related", "Grill Cook"))


@pytest.fixture
def send(kitchen: Ledger) -> Send:
    client = browser_of("ada")
    return lambda text, status=200, **more: posted(client, "taxonomy/bulk", {"text": text, **more}, status)


def table(ledger: Ledger, text: str) -> str:
    answer = browser_of("ada").get(f"/api/v1/taxonomy/concepts/{ledger.concept(text).pk}/table")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/csv")
    return answer.getvalue().decode()


def verdicts(report: Any) -> list[str]:
    return [row["verdict"] for row in report["rows"]]


ROWS = """Cook\tbroader\tPastry Cook
Cook\tbroader\tLine Cook
Line Cook\tbroader\tGrill Cook
Line Cook\tbroader\tCook
Cook\tis a\tWaiter
Staff\tnone\tWaiter
Cook\tnarrower\tcook
***\tbroader\tCook
Pastry Cook\tbroader\tCook
"""


def test_a_dry_run_says_row_by_row_what_would_be_done(kitchen: Ledger, send: Send) -> None:
    before = Decision.objects.count(), Title.objects.count(), AuditEntry.objects.count()
    report = send(ROWS)
    assert verdicts(report) == [
        "add",
        "same",
        "change",
        "refused",
        "refused",
        "take_back",
        "refused",
        "refused",
        "refused",
    ]
    told = [row["sentence"] for row in report["rows"]]
    assert told[2] == "was related"
    assert "contradicts row 2" in told[3]
    assert "is not a relation" in told[4]
    assert "the same one" in told[6]
    assert "contradicts row 1" in told[8]
    assert report["new_titles"] == ["Pastry Cook"]
    assert report["counts"]["refused"] == 5
    assert (report["dry_run"], report["change_set"]) == (True, None)
    assert (Decision.objects.count(), Title.objects.count(), AuditEntry.objects.count()) == before


def test_what_the_dry_run_allows_is_done_as_one_change_set_and_taken_back_whole(
    kitchen: Ledger, send: Send
) -> None:
    before = {(e.subject_title_id, e.relation, e.object_title_id) for e in Edge.objects.filter(active=True)}
    report = send(ROWS, 201, dry_run=False, reason="spring cleaning")
    assert kitchen.below("Cook") == ["Line Cook", "Pastry Cook"]
    assert kitchen.below("Line Cook") == ["Grill Cook"]
    assert kitchen.below("Staff") == ["Cook"]
    made = Decision.objects.filter(change_set=report["change_set"])
    assert (made.count(), report["decisions"]) == (3, 3)
    assert {decision.merge_state for decision in made} == {"merged"}
    assert {decision.reason for decision in made} == {"spring cleaning"}
    assert not Title.objects.filter(text="***").exists()
    assert AuditEntry.objects.filter(action="taxonomy.bulk").count() == 1
    client = browser_of("ada")
    reverted = client.post(f"/api/v1/change-sets/{report['change_set']}/revert", {}, format="json")
    assert reverted.status_code == 201
    after = {(e.subject_title_id, e.relation, e.object_title_id) for e in Edge.objects.filter(active=True)}
    assert after == before
    assert stored_matches_replay()


def test_the_same_rows_again_do_nothing(kitchen: Ledger, send: Send) -> None:
    send("Cook\tbroader\tPastry Cook", 201, dry_run=False)
    again = send("Cook\tbroader\tPastry Cook", 200, dry_run=False)
    assert (verdicts(again), again["change_set"]) == (["same"], None)
    assert ChangeSet.objects.filter(kind="bulk").count() == 1


def test_a_row_may_move_what_stands_elsewhere(kitchen: Ledger, send: Send) -> None:
    kept = send("Waiter\tbroader\tLine Cook")
    assert verdicts(kept) == ["add"]
    report = send("Waiter\tbroader\tChef de Partie", 201, dry_run=False, moves=True)
    assert (verdicts(report), report["rows"][0]["sentence"]) == (["move"], "leaves Cook")
    assert (kitchen.below("Cook"), kitchen.below("Waiter")) == ([], ["Line Cook"])


def test_one_row_may_make_room_for_an_earlier_one(kitchen: Ledger, send: Send) -> None:
    report = send("Line Cook\tbroader\tStaff\nStaff\tnone\tCook\n", 201, dry_run=False)
    assert verdicts(report) == ["add", "take_back"]
    assert kitchen.below("Line Cook") == ["Staff"]


def test_what_breaks_the_algebra_is_refused_with_the_reason(kitchen: Ledger, send: Send) -> None:
    (row,) = send("Line Cook\tbroader\tStaff")["rows"]
    assert row["verdict"] == "refused"
    assert "circle" in row["sentence"]


def test_a_part_goes_out_and_comes_back_unchanged(kitchen: Ledger, send: Send) -> None:
    text = table(kitchen, "Cook")
    assert text.splitlines()[0].removeprefix("\ufeff") == "title_a,relation,title_b,decision,reason"
    report = send(text, part=kitchen.concept("Cook").pk)
    assert verdicts(report) == ["same", "same"]
    assert report["missing"] == 0


def test_an_edited_file_moves_changes_and_takes_back(kitchen: Ledger, send: Send) -> None:
    text = table(kitchen, "Staff")
    assert len(text.splitlines()) == 5
    edited = text.replace("Cook,broader,Line Cook", "Waiter,broader,Line Cook")
    edited = edited.replace("Line Cook,synonym,Chef de Partie", "Line Cook,junior,Chef de Partie")
    part = kitchen.concept("Staff").pk
    report = send(edited, part=part)
    assert sorted(verdicts(report)) == ["change", "move", "same", "same"]
    send(edited, 201, part=part, dry_run=False)
    assert (kitchen.below("Cook"), kitchen.below("Waiter")) == ([], ["Line Cook"])
    assert kitchen.concept("Chef de Partie") != kitchen.concept("Line Cook")
    assert stored_matches_replay()


def test_rows_that_are_missing_are_told_and_only_then_taken_back(kitchen: Ledger, send: Send) -> None:
    lines = table(kitchen, "Staff").splitlines()
    text = "\n".join(line for line in lines if "Waiter" not in line)
    part = kitchen.concept("Staff").pk
    told = send(text, part=part)
    assert (told["missing"], told["counts"]["take_back"]) == (1, 0)
    done = send(text, 201, part=part, missing=True, dry_run=False)
    assert done["counts"]["take_back"] == 1
    assert kitchen.below("Staff") == ["Cook"]


def test_a_row_that_somebody_changed_since_is_refused(kitchen: Ledger, send: Send) -> None:
    text = table(kitchen, "Cook").replace("Cook,broader,Line Cook", "Cook,related,Line Cook")
    kitchen.decide("Cook", "senior", "Line Cook")
    (row, _) = sorted(send(text)["rows"], key=lambda row: row["verdict"])
    assert row["verdict"] == "refused"
    assert "senior by ada" in row["sentence"]


def test_rows_of_another_language_keep_their_titles(kitchen: Ledger, send: Send) -> None:
    Title.objects.filter(text="Line Cook").update(language="fr")
    report = send(table(kitchen, "Cook"))
    assert verdicts(report) == ["same", "same"]
    assert report["new_titles"] == []


def test_many_rows_are_judged_with_the_whole_graph(kitchen: Ledger, send: Send) -> None:
    text = "\n".join(f"Cook\tbroader\tCook of kind {number}" for number in range(120))
    report = send(f"{text}\nCook of kind 7\tbroader\tStaff", 201, dry_run=False)
    assert report["counts"]["add"] == 120
    assert report["counts"]["refused"] == 1
    assert len(kitchen.below("Cook")) == 100
    assert stored_matches_replay()


@pytest.mark.parametrize("text", ["\n", "title_a\trelation\ttitle_b\n", "A\tbroader\tB\n" * 5_001])
def test_no_rows_and_too_many_are_refused(send: Send, text: str) -> None:
    send(text, 422)


def test_an_unknown_part_is_not_found(send: Send) -> None:
    send("A\tbroader\tB", 404, part=999_999)
    assert browser_of("ada").get("/api/v1/taxonomy/concepts/999999/table").status_code == 404
