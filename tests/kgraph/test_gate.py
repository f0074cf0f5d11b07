"""The port through which the taxonomy reaches the graph, and the worker behind it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

import pytest
from django.core.cache import cache
from django.db import connection, transaction

from kgraph.services.locks import GraphBusy, batch_lock, graph_lock
from kgraph.services.merge import merge_pending
from kgraph.tasks import merge_pending as merge_task
from taxonomy.core.ranks import RANKS
from taxonomy.gate import graph_gate
from taxonomy.models import Decision
from tests.kgraph.holding import held_elsewhere
from tests.kgraph.ledger import Ledger, stored_matches_replay


@pytest.mark.django_db
def test_the_gate_shows_the_graph_around_titles() -> None:
    ledger = Ledger()
    ledger.decide("Cook", "synonym", "Kitchen Cook")
    ledger.decide("Cook", "broader", "Line Cook")
    ledger.decide("Chef", "senior", "Cook")
    unknown = ledger.title("Captain")
    around = graph_gate().related_titles([ledger.title("Cook").pk, ledger.title("Chef").pk, unknown.pk])
    seen = {(item["relation"], item["text"]) for item in around[ledger.title("Cook").pk]}
    assert seen == {("synonym", "Kitchen Cook"), ("broader", "Line Cook"), ("junior", "Chef")}
    assert [item["relation"] for item in around[ledger.title("Chef").pk]] == ["senior"]
    assert around[unknown.pk] == []
    assert graph_gate().related_titles([]) == {}


@pytest.mark.django_db
def test_the_gate_previews_from_the_first_title_to_the_second() -> None:
    ledger = Ledger()
    ledger.decide("Cook", "broader", "Line Cook")
    seen = graph_gate().preview(ledger.title("Line Cook"), ledger.title("Cook"), "narrower")
    assert seen["outcome"] == "confirmed"


@pytest.mark.django_db(transaction=True)
def test_a_worker_merges_what_waits_and_running_it_twice_changes_nothing() -> None:
    cache.clear()
    ledger = Ledger()
    decision = ledger.decide("Cook", "broader", "Line Cook", merge="soon")
    assert decision.merge_state == "pending"
    merge_task.apply().get()
    merge_task.apply().get()
    decision.refresh_from_db()
    assert decision.merge_state == "merged"
    assert stored_matches_replay()


@pytest.mark.stack
def test_what_waits_is_merged_by_a_worker_without_being_asked(worker: object) -> None:
    cache.clear()
    decision = Ledger().decide("Cook", "broader", "Line Cook", merge="soon")
    until = time.monotonic() + 30
    while decision.merge_state == "pending" and time.monotonic() < until:
        time.sleep(0.05)
        decision.refresh_from_db()
    assert decision.merge_state == "merged"


@pytest.mark.django_db(transaction=True)
def test_only_one_batch_merges_at_a_time() -> None:
    with batch_lock():
        refused: list[bool] = []

        def other() -> None:
            try:
                merge_pending()
            except GraphBusy:
                refused.append(True)
            finally:
                connection.close()

        thread = threading.Thread(target=other)
        thread.start()
        thread.join(timeout=20)
        assert refused == [True]
    assert merge_pending()["decisions"] == 0


@pytest.mark.django_db(transaction=True)
def test_a_lead_is_told_when_the_graph_is_held_for_too_long() -> None:
    with held_elsewhere(_graph_held), pytest.raises(GraphBusy), transaction.atomic():
        graph_lock(wait_seconds=1)


@contextmanager
def _graph_held() -> Iterator[None]:
    with transaction.atomic():
        graph_lock()
        yield


@pytest.mark.django_db(transaction=True)
def test_leads_and_a_batch_at_once_never_contradict_each_other() -> None:
    ledger = Ledger()
    words = [f"title {number}" for number in range(12)]
    for word in words:
        ledger.title(word)
    for a, b in pairwise(words):
        ledger.decide(a, "broader", b, merge="soon")
    faults: list[BaseException] = []

    def lead(own: int) -> None:
        try:
            mine = Ledger(titles=dict(ledger.titles))
            for step in range(6):
                a, b = words[(own * 5 + step * 3) % 12], words[(own + step * 7 + 1) % 12]
                if a != b:
                    try:
                        mine.decide(a, "synonym" if step % 3 else "senior", b)
                    except Exception as fault:
                        if not getattr(fault, "code", "").startswith(("algebra.", "decision.")):
                            raise
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=lead, args=(own,)) for own in range(4)]
    for thread in threads:
        thread.start()
    merge_pending(chunk=2, read_whole=True)
    for thread in threads:
        thread.join(timeout=60)
    merge_pending()
    assert faults == []
    assert stored_matches_replay()
    assert not Decision.objects.filter(merge_state="pending").exists()


def test_every_way_of_settling_has_a_rank() -> None:
    assert set(Decision.SettledBy.values) == set(RANKS)
