"""What happened, in one order for everybody."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from kgraph.models import Notice
from kgraph.selectors.notices import notices_after, place_last
from kgraph.services.notices import notice_record, notices_number
from kgraph.services.releases import release_build, release_publish, release_serve, release_withdraw
from kgraph.services.retirements import concept_retire, concept_unretire
from tests.kgraph.ledger import Ledger


@pytest.mark.django_db(transaction=True)
def test_who_commits_late_is_not_missed() -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            notice_record("graph.changed", {"who": "slow"})
            begun.set()
            go_on.wait(10)
        connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    assert begun.wait(10)
    with transaction.atomic():
        notice_record("graph.changed", {"who": "quick"})
    seen = notices_after(0, limit=10)
    assert [n.data["who"] for n in seen] == ["quick"]
    assert Notice.objects.get().place == 1
    go_on.set()
    thread.join(10)
    later = notices_after(1, limit=10)
    assert [(n.place, n.data["who"]) for n in later] == [(2, "slow")]
    assert later[0].pk < seen[0].pk  # by its number it would have been missed


@pytest.mark.django_db(transaction=True)
def test_places_have_no_gaps_whoever_gives_them() -> None:
    def write() -> None:
        for _ in range(20):
            with transaction.atomic():
                notice_record("graph.changed", {})
        connection.close()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert [n.place for n in notices_after(0, limit=200)] == list(range(1, 81))


@pytest.mark.django_db(transaction=True)
def test_what_was_taken_back_leaves_no_notice() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        notice_record("graph.changed", {})
        raise RuntimeError
    assert not Notice.objects.exists()


@pytest.mark.django_db
def test_each_event_of_the_graph_is_told() -> None:
    ledger = Ledger()
    ledger.decide("Cook", "broader", "Line Cook")
    ledger.decide("Line Cook", "synonym", "Commis")
    one = release_build(by=ledger.ada)
    release_publish(one.number, by=ledger.ada)
    ledger.decide("Cook", "broader", "Baker")
    release_publish(release_build(by=ledger.ada).number, by=ledger.ada)
    release_serve(1, by=ledger.ada, reason="the second hurts")
    release_withdraw(2, by=ledger.ada, reason="it hurts")
    ledger.decide("Cook", None, "Baker")
    baker = ledger.concept("Baker").pk
    concept_retire(concept_id=baker, reason="nobody bakes", person=ledger.ada)
    concept_unretire(concept_id=baker, reason="somebody does", person=ledger.ada)
    assert not place_last()  # nothing has committed
    notices_number()
    told = [(n.kind, n.data) for n in notices_after(0, limit=100)]
    assert [kind for kind, _ in told] == [
        "graph.changed", "graph.changed", "release.published", "graph.changed", "release.published", "release.served",
        "release.withdrawn", "graph.changed", "concept.retired", "concept.unretired",
    ]  # fmt: skip
    by_kind = dict(told)
    assert by_kind["release.published"]["before"] == 1
    assert by_kind["release.served"] == {"release": 1, "before": 2, "reason": "the second hurts"}
    assert by_kind["release.withdrawn"] == {"release": 2, "reason": "it hurts", "latest": 1}
    assert by_kind["concept.retired"] == {"concept": baker, "reason": "nobody bakes", "useInstead": None}
    assert [n.kind for n in notices_after(0, limit=9, kinds=["release.withdrawn"])] == ["release.withdrawn"]


@pytest.mark.django_db
def test_a_decision_that_changes_nothing_is_not_told() -> None:
    ledger = Ledger()
    ledger.decide("Cook", "broader", "Line Cook")
    before = Notice.objects.count()
    ledger.decide("Cook", "broader", "Line Cook")
    assert Notice.objects.count() == before
