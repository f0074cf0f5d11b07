from __future__ import annotations

import threading
import uuid
from collections.abc import Callable

import pytest
from django.db import connection
from django.utils import timezone

from kgraph.models import Edge
from kgraph.services.merge import merge_pending
from kgraph.services.revert import decision_revert
from taxonomy.core.errors import Fault
from taxonomy.models import Annotation, AuditEntry, Decision, Pair, Person, Task
from taxonomy.services.adjudications import NotDisputed, task_adjudicate
from taxonomy.services.annotation_undo import NotYourAnswer, annotation_undo
from taxonomy.services.annotations import (
    AlreadyAnswered,
    Judgement,
    KeyTaken,
    annotation_record,
    annotations_record,
)
from taxonomy.services.queue import tasks_lease
from tests.taxonomy.conftest import says

MakeTask = Callable[..., Task]


def test_one_answer_settles_a_task_that_wants_one(ana: Person, make_task: MakeTask) -> None:
    task = make_task("senior cook", "cook")
    tasks_lease(person=ana)

    receipt = annotation_record(person=ana, judgement=says(task, "senior"))

    decision = Decision.objects.get()
    assert receipt.decision == decision.seq
    assert (receipt.state, decision.relation, decision.settled_by) == ("settled", "senior", "consensus")
    assert Pair.objects.get().decision == decision
    assert (
        AuditEntry.objects.filter(action="annotation.record", object_id=str(receipt.id), actor=ana).count()
        == 1
    )
    task.refresh_from_db()
    assert (task.leased_by, task.answers, task.seen_by) == (None, 1, [ana.pk])


def test_a_pair_shown_the_other_way_round_is_stored_the_right_way(ana: Person, make_task: MakeTask) -> None:
    task = make_task("cook", "senior cook")

    annotation_record(person=ana, judgement=says(task, "senior", swapped=True))

    decision = Decision.objects.get()
    assert (decision.relation, decision.reversed) == ("senior", True)


def test_the_same_key_again_changes_nothing_and_answers_the_same(ana: Person, make_task: MakeTask) -> None:
    judgement = says(make_task("cook", "chef"), "related")
    first = annotation_record(person=ana, judgement=judgement)

    again = annotation_record(person=ana, judgement=judgement)

    assert again.id == first.id
    assert again.replay and not first.replay
    assert Annotation.objects.count() == Decision.objects.count() == 1


def test_somebody_elses_key_is_refused(ana: Person, ben: Person, make_task: MakeTask) -> None:
    judgement = says(make_task("cook", "chef", wanted=2), "related")
    annotation_record(person=ana, judgement=judgement)

    with pytest.raises(KeyTaken):
        annotation_record(person=ben, judgement=judgement)


def test_a_second_answer_of_the_same_person_is_refused_or_replaces_the_first(
    ana: Person, make_task: MakeTask
) -> None:
    task = make_task("cook", "chef")
    first = annotation_record(person=ana, judgement=says(task, "related"))

    with pytest.raises(AlreadyAnswered):
        annotation_record(person=ana, judgement=says(task, "synonym"))
    annotation_record(person=ana, judgement=says(task, "synonym", supersedes=first.id))

    pair = Pair.objects.select_related("decision").get()
    assert pair.decision is not None and pair.decision.relation == "synonym"
    assert Annotation.objects.filter(stands=True).count() == 1


def test_two_that_agree_settle_and_two_that_differ_wait_for_a_lead(
    ana: Person, ben: Person, make_task: MakeTask
) -> None:
    agreed, disputed = make_task("cook", "chef", wanted=2), make_task("nurse", "rn", wanted=2)

    assert annotation_record(person=ana, judgement=says(agreed, "related")).state == "open"
    assert annotation_record(person=ben, judgement=says(agreed, "related")).state == "settled"
    annotation_record(person=ana, judgement=says(disputed, "synonym"))
    assert annotation_record(person=ben, judgement=says(disputed, "unsure")).state == "disputed"
    assert Decision.objects.count() == 1


def test_unsure_is_kept_and_settles_nothing(ana: Person, make_task: MakeTask) -> None:
    receipt = annotation_record(person=ana, judgement=says(make_task("cook", "chef"), "unsure"))

    assert (receipt.state, receipt.decision) == ("settled", None)
    assert Annotation.objects.get().relation == "unsure"


def test_a_flag_calls_a_lead_at_once(ana: Person, make_task: MakeTask) -> None:
    assert (
        annotation_record(
            person=ana, judgement=says(make_task("cook", "chef"), "related", flagged=True)
        ).state
        == "disputed"
    )


def test_undo_asks_again_and_takes_the_edge_out_of_the_graph(ana: Person, make_task: MakeTask) -> None:
    task = make_task("senior cook", "cook")
    receipt = annotation_record(person=ana, judgement=says(task, "senior"))
    merge_pending()
    assert Edge.objects.filter(active=True).count() == 1

    annotation_undo(annotation_id=receipt.id, by=ana)
    merge_pending()

    task.refresh_from_db()
    assert (task.state, task.answers, task.seen_by, task.leased_by) == ("open", 0, [], ana)
    assert not Edge.objects.filter(active=True).exists()
    assert [d.relation for d in Decision.objects.order_by("seq")] == ["senior", ""]
    assert annotation_undo(annotation_id=receipt.id, by=ana).task_id == task.pk
    assert Decision.objects.count() == 2


def test_only_the_author_or_a_lead_takes_an_annotation_back(
    ana: Person, ben: Person, ada: Person, make_task: MakeTask
) -> None:
    receipt = annotation_record(person=ana, judgement=says(make_task("cook", "chef"), "related"))

    with pytest.raises(NotYourAnswer):
        annotation_undo(annotation_id=receipt.id, by=ben)
    annotation_undo(annotation_id=receipt.id, by=ada, may_undo_others=True)


def test_what_a_lead_has_settled_since_stands_when_an_annotation_is_taken_back(
    ana: Person, ben: Person, ada: Person, make_task: MakeTask
) -> None:
    task = make_task("cook", "chef", wanted=2)
    first = annotation_record(person=ana, judgement=says(task, "related"))
    annotation_record(person=ben, judgement=says(task, "synonym"))
    task_adjudicate(task_id=task.pk, relation="synonym", by=ada, client_key=uuid.uuid4())

    annotation_undo(annotation_id=first.id, by=ana)

    pair = Pair.objects.select_related("decision").get()
    assert pair.decision is not None and pair.decision.settled_by == "adjudication"
    task.refresh_from_db()
    assert task.state == "settled"


def test_an_answer_after_the_lease_ran_out_is_kept(ana: Person, ben: Person, make_task: MakeTask) -> None:
    task = make_task("cook", "chef")
    tasks_lease(person=ana)
    Task.objects.update(leased_by=ben, leased_until=timezone.now())
    annotation_record(person=ben, judgement=says(task, "synonym"))

    late = annotation_record(person=ana, judgement=says(task, "related"))

    assert late.state == "settled" and late.decision is None
    assert Annotation.objects.count() == 2
    assert Decision.objects.get().relation == "synonym"


def test_a_disputed_task_is_settled_once_by_a_lead(
    ana: Person, ben: Person, ada: Person, make_task: MakeTask
) -> None:
    task = make_task("cook", "chef", wanted=2)
    with pytest.raises(NotDisputed):
        task_adjudicate(task_id=task.pk, relation="related", by=ada, client_key=uuid.uuid4())
    annotation_record(person=ana, judgement=says(task, "related"))
    annotation_record(person=ben, judgement=says(task, "synonym"))
    key = uuid.uuid4()

    first = task_adjudicate(task_id=task.pk, relation="related", by=ada, client_key=key)
    again = task_adjudicate(task_id=task.pk, relation="related", by=ada, client_key=key)

    assert first is not None and first == again
    assert first.merge_state == "merged"


def test_of_a_batch_each_stands_for_itself(ana: Person, make_task: MakeTask) -> None:
    task = make_task("cook", "chef")
    missing = Judgement(relation="related", client_key=uuid.uuid4(), task_id=10**9)

    results = annotations_record(person=ana, judgements=[missing, says(task, "related")])

    assert isinstance(results[0], Fault) and results[0].code == "not_found"
    assert Annotation.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_key_sent_ten_times_at_once_is_stored_once(ana: Person, make_task: MakeTask) -> None:
    judgement = says(make_task("cook", "chef"), "related")
    ids: list[int] = []
    start = threading.Barrier(10)

    def send() -> None:
        try:
            start.wait()
            ids.append(annotation_record(person=ana, judgement=judgement).id)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(ids) == 10 and len(set(ids)) == 1
    assert Annotation.objects.count() == 1


def test_an_annotator_who_thinks_again_after_a_dispute_is_not_blind_any_more(
    ana: Person, ben: Person, make_task: MakeTask
) -> None:
    task = make_task("cook", "chef", wanted=2)
    annotation_record(person=ana, judgement=says(task, "related"))
    hasty = annotation_record(person=ben, judgement=says(task, "synonym"))
    assert hasty.state == "disputed"

    undone = annotation_undo(annotation_id=hasty.id, by=ben)
    again = annotation_record(person=ben, judgement=says(task, "related"))

    assert undone.task_id == task.pk
    assert again.state == "settled"
    assert not Annotation.objects.get(pk=again.id).blind


def test_a_decision_that_was_taken_back_by_a_lead_is_asked_of_somebody_else(
    ana: Person, ben: Person, ada: Person, make_task: MakeTask
) -> None:
    task = make_task("cook", "chef")
    receipt = annotation_record(person=ana, judgement=says(task, "synonym"))
    merge_pending()

    decision_revert(decision_id=receipt.decision or 0, person=ada)

    task.refresh_from_db()
    assert (task.state, task.wanted) == ("open", 2)
    assert tasks_lease(person=ana) == []
    assert [t.id for t in tasks_lease(person=ben)] == [task.pk]
    assert annotation_record(person=ben, judgement=says(task, "related")).state == "disputed"


def test_each_answer_leaves_its_audit_rows(ana: Person, make_task: MakeTask) -> None:
    receipt = annotation_record(person=ana, judgement=says(make_task("cook", "chef"), "related"))
    annotation_undo(annotation_id=receipt.id, by=ana)

    assert list(AuditEntry.objects.order_by("pk").values_list("action", "actor")) == [
        ("annotation.record", ana.pk),
        ("decision.record", ana.pk),
        ("decision.record", ana.pk),
        ("annotation.undo", ana.pk),
    ]


@pytest.mark.django_db(transaction=True)
def test_two_who_answer_at_the_same_moment_settle_their_pair_once(
    ana: Person, ben: Person, make_task: MakeTask
) -> None:
    tasks = [make_task("cook", f"chef {n}", wanted=2) for n in range(25)]
    start = threading.Barrier(2)
    states: list[str] = []

    def work(person: Person) -> None:
        try:
            for task in tasks:
                start.wait()
                states.append(annotation_record(person=person, judgement=says(task, "related")).state)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(p,)) for p in (ana, ben)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(states) == ["open"] * 25 + ["settled"] * 25
    assert Decision.objects.count() == 25
    assert Task.objects.filter(state="settled", answers=2).count() == 25
