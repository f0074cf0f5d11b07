"""Quarantine: what has come of a model version, a person or an import goes, and comes back when it is lifted."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from kgraph.models import Notice
from kgraph.services import revert
from kgraph.services.merge import merge_pending
from kgraph.services.quarantines import (
    AlreadyLifted,
    AlreadyQuarantined,
    Subject,
    quarantine_begin,
    quarantine_lift,
    quarantine_preview,
)
from kgraph.services.revert import change_set_revert
from taxonomy.core.errors import BadInput, NotFound
from taxonomy.models import Annotation, AuditEntry, ImportRun, Pair, Person, Proposal, Task
from taxonomy.selectors.quarantines import ModelQuarantined, PersonQuarantined
from taxonomy.services.annotation_undo import annotation_undo
from taxonomy.services.annotations import Judgement, Receipt, annotation_record
from taxonomy.services.decisions import Settlement, change_set_open, decisions_record_many
from taxonomy.services.pairs import pair_get_or_create
from taxonomy.services.proposals import ProposalRow, proposals_replace
from taxonomy.services.queue import tasks_lease
from taxonomy.services.reviews import Verdict, proposals_review
from tests.kgraph.ledger import Ledger, person, stored_matches_replay
from tests.people import browser_of

pytestmark = pytest.mark.django_db

V1 = "/api/v1/"


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


def pair_of(ledger: Ledger, a: str, b: str) -> Pair:
    return pair_get_or_create(ledger.title(a).pk, ledger.title(b).pk)[0]


def task_of(ledger: Ledger, a: str, b: str, wanted: int = 1) -> Task:
    pair = pair_of(ledger, a, b)
    return Task.objects.create(
        pair=pair, wanted=wanted, created_at="2026-01-01T00:00Z", updated_at="2026-01-01T00:00Z"
    )


def says(who: Person, task: Task, relation: str) -> Receipt:
    receipt = annotation_record(person=who, judgement=Judgement(relation, uuid4(), task_id=task.pk))
    merge_pending()
    return receipt


def relation_of(ledger: Ledger, a: str, b: str) -> str | None:
    edge = ledger.edge(a, b)
    return edge.relation if edge else None


def test_the_word_of_a_person_goes_alone_and_in_company_and_comes_back(ledger: Ledger) -> None:
    ana, mia = person("ana", "annotator"), person("mia", "annotator")
    alone = task_of(ledger, "Cook", "Chef")
    together = task_of(ledger, "Cook", "Baker", wanted=2)
    others = task_of(ledger, "Cook", "Waiter")
    says(ana, alone, "related")
    says(ana, together, "related")
    says(mia, together, "related")
    says(mia, others, "related")
    assert quarantine_preview(Subject(person=ana.pk)) == {"decisions": 2, "proposals": 0, "annotations": 2}

    row, taken = quarantine_begin(subject=Subject(person=ana.pk), reason="odd answers", by=ledger.ada)
    assert (taken.decisions, taken.left_alone, row.annotations) == (2, 0, 2)
    assert [relation_of(ledger, "Cook", b) for b in ("Chef", "Baker", "Waiter")] == [None, None, "related"]
    for task in (alone, together):
        task.refresh_from_db()
    assert (alone.state, alone.answers) == ("open", 0)
    assert (together.state, together.answers, together.wanted) == ("open", 1, 2)
    assert Annotation.objects.count() == 4

    back, again = quarantine_lift(quarantine_id=row.pk, by=ledger.ada, reason="she was right")
    assert again.decisions == 2
    assert (back.lifted_by, back.lifted_why) == (ledger.ada, "she was right")
    assert [relation_of(ledger, "Cook", b) for b in ("Chef", "Baker", "Waiter")] == ["related"] * 3
    assert Annotation.objects.filter(stands=True).count() == 4
    assert stored_matches_replay()
    assert set(Notice.objects.values_list("kind", flat=True)) >= {"quarantine.begun", "quarantine.lifted"}
    assert AuditEntry.objects.filter(action__startswith="quarantine.").count() == 2


def test_meanwhile_the_person_is_asked_nothing_and_their_answers_are_kept_without_a_voice(
    ledger: Ledger,
) -> None:
    ana, mia = person("ana", "annotator"), person("mia", "annotator")
    task = task_of(ledger, "Cook", "Chef")
    assert tasks_lease(person=ana)
    row, _ = quarantine_begin(subject=Subject(person=ana.pk), reason="odd answers", by=ledger.ada)
    with pytest.raises(PersonQuarantined, match="talk to your lead"):
        tasks_lease(person=ana)
    late = says(ana, task, "senior")
    assert (late.state, late.decision) == ("open", None)
    assert not Annotation.objects.get(pk=late.id).stands
    assert [leased.id for leased in tasks_lease(person=mia)] == [task.pk]
    assert says(mia, task, "junior").state == "settled"
    quarantine_lift(quarantine_id=row.pk, by=ledger.ada)
    assert Annotation.objects.get(pk=late.id).stands
    assert relation_of(ledger, "Cook", "Chef") == "senior"
    assert ledger.edge("Cook", "Chef").subject_title.text == "Chef"  # type: ignore[union-attr]


def test_an_answer_that_was_taken_back_stays_so(ledger: Ledger) -> None:
    ana = person("ana", "annotator")
    task = task_of(ledger, "Cook", "Chef")
    first = says(ana, task, "senior")
    annotation_undo(annotation_id=first.id, by=ana)
    second = says(ana, task, "related")
    row, _ = quarantine_begin(subject=Subject(person=ana.pk), reason="odd", by=ledger.ada)
    quarantine_lift(quarantine_id=row.pk, by=ledger.ada)
    assert list(Annotation.objects.filter(stands=True).values_list("pk", flat=True)) == [second.id]
    assert relation_of(ledger, "Cook", "Chef") == "related"


def test_answers_that_agree_without_the_person_are_for_a_lead_to_see(ledger: Ledger) -> None:
    ana, mia, tom = (person(name, "annotator") for name in ("ana", "mia", "tom"))
    task = task_of(ledger, "Cook", "Chef", wanted=2)
    says(ana, task, "related")
    says(mia, task, "senior")
    task.refresh_from_db()
    assert task.state == "disputed"
    late = says(tom, task, "senior")
    assert late.state == "disputed"
    quarantine_begin(subject=Subject(person=ana.pk), reason="odd", by=ledger.ada)
    task.refresh_from_db()
    assert (task.state, task.answers) == ("disputed", 2)


@pytest.fixture
def proposed(ledger: Ledger) -> list[Proposal]:
    pairs = [pair_of(ledger, "Cook", other) for other in ("Chef", "Baker", "Waiter")]
    rows = [ProposalRow(pair.pk, "related", 0.9) for pair in pairs]
    proposals_replace(model_version="m-3", rows=rows, dataset="decisions-7")
    return list(Proposal.objects.order_by("pair_id"))


def test_a_model_version_goes_with_its_proposals_and_brings_no_new_ones(
    ledger: Ledger, proposed: list[Proposal]
) -> None:
    accepted, rejected, waiting = proposed
    proposals_review(verdicts=[Verdict(accepted.pk, "accept"), Verdict(rejected.pk, "reject")], by=ledger.ada)
    merge_pending()
    edge = ledger.edge("Cook", "Chef")
    assert edge is not None
    assert (edge.decision.model_version, edge.decision.dataset) == ("m-3", "decisions-7")
    row, taken = quarantine_begin(
        subject=Subject(model_version="m-3"), reason="trained on a leak", by=ledger.ada
    )
    assert (taken.decisions, row.proposals) == (1, 2)  # the accepted one had come back and is closed too
    assert relation_of(ledger, "Cook", "Chef") is None
    assert not Proposal.objects.filter(state="open").exists()
    with pytest.raises(ModelQuarantined, match="trained on a leak"):
        proposals_replace(model_version="m-3", rows=[])
    quarantine_lift(quarantine_id=row.pk, by=ledger.ada)
    waiting.refresh_from_db()
    rejected.refresh_from_db()
    assert (waiting.state, rejected.state) == ("open", "rejected")
    assert relation_of(ledger, "Cook", "Chef") == "related"
    assert stored_matches_replay()


def an_import(ledger: Ledger) -> ImportRun:
    return ImportRun.objects.create(
        path="relations.csv", format="csv", started_by=ledger.ada, started_at="2026-01-01T00:00Z"
    )


def settled_by_import(ledger: Ledger, others: list[str]) -> ImportRun:
    run = an_import(ledger)
    change_set = change_set_open(kind="import", made_by=ledger.ada)
    settlements = [
        Settlement(pair_of(ledger, "Cook", other).pk, "related", "import", evidence={"import": run.pk})
        for other in others
    ]
    decisions_record_many(settlements, change_set=change_set)
    merge_pending()
    return run


def test_an_import_goes_in_small_parts_as_one_change_set(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(revert, "CHUNK", 2)
    names = [f"Helper {letter}" for letter in "abcde"]
    run = settled_by_import(ledger, names)
    row, taken = quarantine_begin(subject=Subject(import_run=run.pk), reason="wrong file", by=ledger.ada)
    assert taken.decisions == 5
    assert row.change_set.decisions.count() == 5
    assert {relation_of(ledger, "Cook", name) for name in names} == {None}
    quarantine_lift(quarantine_id=row.pk, by=ledger.ada)
    assert {relation_of(ledger, "Cook", name) for name in names} == {"related"}


def test_what_stood_before_both_decisions_of_the_subject_stands_again(ledger: Ledger) -> None:
    """Going back one step only would let the import speak on through its former decision."""
    ledger.decide("Chef", "related", "Cook", by="import")
    first = settled_by_import(ledger, ["Waiter"])
    pair = pair_of(ledger, "Cook", "Chef")
    for relation in ("broader", "narrower"):
        change_set = change_set_open(kind="import", made_by=ledger.ada)
        settlement = Settlement(pair.pk, relation, "import", evidence={"import": first.pk})
        decisions_record_many([settlement], change_set=change_set)
    merge_pending()
    assert relation_of(ledger, "Cook", "Chef") == "broader"
    quarantine_begin(subject=Subject(import_run=first.pk), reason="wrong file", by=ledger.ada)
    assert relation_of(ledger, "Cook", "Chef") == "related"


def test_pairs_settled_anew_meanwhile_are_left_alone(ledger: Ledger) -> None:
    run = settled_by_import(ledger, ["Chef", "Baker"])
    row, _ = quarantine_begin(subject=Subject(import_run=run.pk), reason="wrong file", by=ledger.ada)
    ledger.decide("Cook", "unrelated", "Chef")
    _, again = quarantine_lift(quarantine_id=row.pk, by=ledger.ada)
    assert (again.decisions, again.left_alone) == (1, 1)
    assert [relation_of(ledger, "Cook", b) for b in ("Chef", "Baker")] == ["unrelated", "related"]


def test_a_change_set_that_was_reverted_by_itself_does_not_keep_the_quarantine(ledger: Ledger) -> None:
    run = settled_by_import(ledger, ["Chef"])
    row, _ = quarantine_begin(subject=Subject(import_run=run.pk), reason="wrong file", by=ledger.ada)
    change_set_revert(change_set_id=row.change_set_id, person=ledger.ada)
    assert relation_of(ledger, "Cook", "Chef") == "related"
    back, again = quarantine_lift(quarantine_id=row.pk, by=ledger.ada)
    assert (again.decisions, back.lifted_at is not None) == (0, True)


def test_once_begun_and_once_lifted(ledger: Ledger) -> None:
    run = an_import(ledger)
    row, _ = quarantine_begin(subject=Subject(import_run=run.pk), reason="wrong file", by=ledger.ada)
    with pytest.raises(AlreadyQuarantined):
        quarantine_begin(subject=Subject(import_run=run.pk), reason="again", by=ledger.ada)
    quarantine_lift(quarantine_id=row.pk, by=ledger.ada)
    with pytest.raises(AlreadyLifted):
        quarantine_lift(quarantine_id=row.pk, by=ledger.ada)
    quarantine_begin(subject=Subject(import_run=run.pk), reason="after all", by=ledger.ada)


@pytest.mark.parametrize(
    ("subject", "fault"),
    [
        (Subject(), BadInput),
        (Subject(model_version="m-1", person=1), BadInput),
        (Subject(model_version="m-404"), NotFound),
        (Subject(person=404), NotFound),
        (Subject(import_run=404), NotFound),
    ],
)
def test_what_cannot_be_put_into_quarantine(ledger: Ledger, subject: Subject, fault: type[Exception]) -> None:
    with pytest.raises(fault):
        quarantine_begin(subject=subject, reason="why not", by=ledger.ada)
    with pytest.raises(BadInput):
        quarantine_begin(subject=Subject(person=ledger.ada.pk), reason="mine", by=ledger.ada)
    assert not AuditEntry.objects.filter(action="change_set.open").exists()


def post(client: Client, path: str, body: dict[str, Any], status: int) -> Any:
    answer = client.post(V1 + path, body, content_type="application/json")
    assert answer.status_code == status, answer.content
    return answer.json()


def test_a_lead_does_it_at_the_door(ledger: Ledger) -> None:
    run = settled_by_import(ledger, ["Chef"])
    lead = browser_of("ada")
    seen = lead.get(f"{V1}quarantines/preview?import_run={run.pk}").json()
    assert seen == {"decisions": 1, "proposals": 0, "annotations": 0}
    begun = post(lead, "quarantines", {"import_run": run.pk, "reason": "wrong file"}, 201)
    assert begun["quarantine"]["import_run"] == {"id": run.pk, "file": "relations.csv"}
    assert begun["reverted"]["decisions"] == 1
    number = begun["quarantine"]["id"]
    assert (
        post(lead, "quarantines", {"import_run": run.pk, "reason": "x"}, 409)["code"] == "quarantine.standing"
    )
    listed = lead.get(f"{V1}quarantines?state=standing").json()["results"]
    assert [row["id"] for row in listed] == [number]
    lifted = post(lead, f"quarantines/{number}/lift", {}, 200)
    assert lifted["quarantine"]["lifted_by"] == "ada"
    assert lead.get(f"{V1}quarantines?state=standing").json()["results"] == []
    assert post(lead, "quarantines", {"reason": "nothing named"}, 422)["code"] == "bad_input"
    nobody = post(lead, "quarantines", {"username": "nobody", "reason": "x"}, 404)
    assert nobody["field"] == "username"
    person("ana", "annotator")
    by_name = post(lead, "quarantines", {"username": "ana", "reason": "odd answers"}, 201)
    assert by_name["quarantine"]["person"]["username"] == "ana"


def test_why_tells_of_answers_that_were_set_aside(ledger: Ledger) -> None:
    ana, mia = person("ana", "annotator"), person("mia", "annotator")
    task = task_of(ledger, "Cook", "Chef")
    says(ana, task, "related")
    quarantine_begin(subject=Subject(person=ana.pk), reason="odd", by=ledger.ada)
    says(mia, task, "related")
    edge = ledger.edge("Cook", "Chef")
    assert edge is not None
    why = browser_of("ada").get(f"{V1}edges/{edge.pk}/why").json()
    assert [(a["person"], a["stands"]) for a in why["annotations"]] == [("ana", False), ("mia", True)]
