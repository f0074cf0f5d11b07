from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from taxonomy.core.queue_order import AT_RANDOM
from taxonomy.models import AuditEntry, Candidate, Person, Proposal, Role, Task, Title
from taxonomy.selectors.queue import queue_empty_reason
from taxonomy.services.annotations import annotation_record
from taxonomy.services.decisions import Settlement, decision_record
from taxonomy.services.queue import leases_release, task_skip, tasks_lease, tasks_release
from taxonomy.services.queue_policy import queue_policy_change
from taxonomy.services.tasks import tasks_fill
from tests.taxonomy.conftest import says

MakeTask = Callable[..., Task]
MakeCandidate = Callable[..., Candidate]


def test_the_most_valuable_task_comes_first(ana: Person, make_task: MakeTask) -> None:
    make_task("cook", "chef", priority=1.0)
    better = make_task("nurse", "rn", priority=2.0)

    assert [t.id for t in tasks_lease(person=ana)] == [better.pk]


def test_a_leased_task_goes_to_nobody_else_until_the_lease_runs_out(
    ana: Person, ben: Person, make_task: MakeTask
) -> None:
    task = make_task("cook", "chef")
    tasks_lease(person=ana)

    assert tasks_lease(person=ben) == []
    assert queue_empty_reason(ben.pk).reason == "all_leased"

    Task.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert [t.id for t in tasks_lease(person=ben)] == [task.pk]


def test_after_a_reload_my_own_leases_come_back_first(ana: Person, make_task: MakeTask) -> None:
    for i in range(4):
        make_task("cook", f"chef {i}", priority=i)
    first = [t.id for t in tasks_lease(person=ana, count=2)]

    assert [t.id for t in tasks_lease(person=ana, count=2)] == first
    others = [t.id for t in tasks_lease(person=ana, count=2, holding=first)]
    assert not set(others) & set(first)
    assert len(others) == 2


def test_what_was_skipped_or_answered_never_comes_back(ana: Person, ben: Person, make_task: MakeTask) -> None:
    skipped, answered = make_task("cook", "chef"), make_task("nurse", "rn", wanted=2)
    tasks_lease(person=ana, count=2)
    task_skip(task_id=skipped.pk, by=ana)
    annotation_record(person=ana, judgement=says(answered, "synonym"))

    assert tasks_lease(person=ana, count=2) == []
    assert queue_empty_reason(ana.pk).reason == "all_seen"
    assert {t.id for t in tasks_lease(person=ben, count=2)} == {skipped.pk, answered.pk}
    assert AuditEntry.objects.filter(action="task.skip", actor=ana).count() == 1


def test_leases_are_given_back(ana: Person, ben: Person, ada: Person, make_task: MakeTask) -> None:
    task = make_task("cook", "chef")
    tasks_lease(person=ana)

    assert tasks_release(task_ids=[task.pk], by=ben) == 0
    assert tasks_release(task_ids=[task.pk], by=ana) == 1
    tasks_lease(person=ana)
    assert leases_release(by=ada) == 1
    assert len(tasks_lease(person=ben)) == 1


@pytest.mark.django_db(transaction=True)
def test_a_lease_lasts_as_long_as_the_lead_says(ana: Person, ada: Person, make_task: MakeTask) -> None:
    make_task("cook", "chef")
    queue_policy_change(by=ada, lease_seconds=3_600)

    leased = tasks_lease(person=ana)[0]

    assert leased.leased_until - timezone.now() > timedelta(seconds=3_000)


def test_the_policy_says_by_what_the_queue_is_filled(ada: Person, make_candidate: MakeCandidate) -> None:
    rare, used = make_candidate("cook", "chef", score=0.9), make_candidate("nurse", "rn", score=0.2)
    Title.objects.filter(text__in=["nurse", "rn"]).update(count=1_000)
    queue_policy_change(by=ada, strategy="frequent", random_share=0.0)

    tasks_fill(limit=2)

    assert [t.pair_id for t in Task.objects.order_by("-priority")] == [used.pair_id, rare.pair_id]
    assert AuditEntry.objects.filter(action="tasks.fill", object_id="frequent").exists()
    assert AuditEntry.objects.filter(action="queue_policy.change", actor=ada).exists()


def test_an_empty_queue_says_so(ana: Person) -> None:
    assert tasks_lease(person=ana) == []
    assert queue_empty_reason(ana.pk).reason == "nothing_open"


@pytest.mark.django_db(transaction=True)
def test_twenty_people_at_once_never_get_the_same_task(make_task: MakeTask) -> None:
    for i in range(200):
        make_task("cook", f"chef {i}", priority=i % 7)
    people = [Person.objects.create(username=f"p{i}", role=Role.ANNOTATOR) for i in range(20)]
    taken: list[int] = []
    lock, start = threading.Lock(), threading.Barrier(20)

    def work(person: Person) -> None:
        try:
            start.wait()
            for _ in range(10):
                tasks = tasks_lease(person=person, count=1)
                for task in tasks:
                    receipt = annotation_record(person=person, judgement=says(Task(pk=task.id), "related"))
                    assert receipt.state == "settled"
                with lock:
                    taken.extend(t.id for t in tasks)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(p,)) for p in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(taken) == len(set(taken)) == 200
    assert Task.objects.filter(state="settled", answers=1).count() == 200


def test_filling_takes_what_nobody_was_asked_about(
    ana: Person, make_candidate: MakeCandidate, make_task: MakeTask
) -> None:
    make_candidate("cook", "chef", score=0.9)
    make_candidate("nurse", "rn", score=0.4)
    make_task("cook", "chef")

    assert tasks_fill(limit=10, seed=1) == 1
    assert tasks_fill(limit=10, seed=1) == 0


def test_filling_spares_settled_pairs(make_candidate: MakeCandidate) -> None:
    candidate = make_candidate("cook", "chef")
    decision_record(Settlement(candidate.pair_id, "synonym", "import"))

    assert tasks_fill(limit=10) == 0


def test_a_pair_for_which_a_relation_was_only_rejected_is_asked(make_candidate: MakeCandidate) -> None:
    candidate = make_candidate("cook", "chef")
    Proposal.objects.create(
        pair=candidate.pair, relation="synonym", score=0.9, state="rejected", created_at=timezone.now()
    )

    assert tasks_fill(limit=10) == 1


def test_one_title_does_not_fill_the_batch(make_candidate: MakeCandidate) -> None:
    for i in range(10):
        make_candidate("manager", f"manager {i}", score=0.9)

    assert tasks_fill(limit=10, random_share=0.0) == 3


def test_a_share_is_judged_twice_and_a_share_is_drawn_at_random(make_candidate: MakeCandidate) -> None:
    for i in range(60):
        make_candidate(f"cook {i}", f"chef {i}", score=i / 60)

    made = tasks_fill(limit=60, overlap=0.5, random_share=0.2, seed=3)

    assert made == 60
    assert Task.objects.filter(in_random_slice=True).count() == 12
    assert 15 < Task.objects.filter(wanted=2).count() < 45
    assert set(Task.objects.filter(in_random_slice=True).values_list("reason", flat=True)) == {AT_RANDOM}
