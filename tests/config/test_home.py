"""The home page: what waits, what there is, what was done, and whether somebody works in the background."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from config.home import home_read, workers_state
from config.observability.broker import broker_connection
from config.observability.heartbeat import KEY, WorkerBeat, beat_write
from taxonomy.models import Annotation, Task
from taxonomy.selectors.home import cache_key
from taxonomy.selectors.table_counts import table_counts
from tests.people import browser_of, the
from tests.taxonomy.judging import answer, pair, take_back

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_cached(services: object) -> None:
    days = f"closed-days:{timezone.now():%Y-%m-%d}"
    cache.delete_many([cache_key("shared"), cache_key("graph-overview"), cache_key(days)])


def test_ana_sees_what_waits_and_what_she_did() -> None:
    now = timezone.now()
    done, waiting = pair("head chef", "sous chef"), pair("nurse", "midwife")
    answer("ana", done, "senior")
    take_back(answer("ana", waiting, "related"))
    Task.objects.create(
        pair=waiting,
        leased_by=the("ana"),
        leased_until=now + timedelta(minutes=5),
        created_at=now,
        updated_at=now,
    )

    body = browser_of("ana").get("/api/v1/home").json()

    assert (body["waiting"]["open_tasks"], body["waiting"]["my_leases"]) == (1, 1)
    assert body["mine"]["annotations_total"] == body["mine"]["annotations_today"] == 1
    assert body["totals"]["titles"] == 4 and body["totals"]["pairs"] == 2
    assert (body["release"], body["model"]) == (None, None)
    assert set(body["workers"]) == {"default", "training"}


def test_the_activity_has_thirty_days_and_ends_today() -> None:
    of = pair("head chef", "sous chef")
    answer("ana", of, "senior")
    early = answer("ben", of, "senior")
    Annotation.objects.filter(pk=early.pk).update(created_at=timezone.now() - timedelta(days=3))

    days = browser_of("ada").get("/api/v1/home").json()["activity"]

    assert len(days) == 30
    assert days[-1] == {"day": f"{timezone.now():%Y-%m-%d}", "annotations": 1, "decisions": 0}
    assert days[-4]["annotations"] == 1


def test_it_costs_few_queries_and_fewer_while_fresh(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    ana, now = the("ana"), timezone.now()
    with django_assert_max_num_queries(10):
        home_read(ana, now)
    with django_assert_max_num_queries(1):
        home_read(ana, now)


def test_a_silent_worker_is_shown_with_the_time_it_was_last_heard_of() -> None:
    now = time.time()
    with broker_connection() as broker:
        broker.delete(KEY)
        beat_write(broker, WorkerBeat("a@here", ("default",), 1, now - 900, now))
        beat_write(broker, WorkerBeat("b@here", ("training",), 2, now - 900, now - 600))
        state = workers_state()
        broker.delete(KEY)

    assert state["default"]["alive"] is True
    assert state["training"]["alive"] is False
    assert state["training"]["last_seen_at"].timestamp() == pytest.approx(now - 600)
    assert workers_state()["default"] == {"alive": False, "last_seen_at": None}


def test_small_tables_are_counted_exactly() -> None:
    pair("head chef", "sous chef")

    assert table_counts(["taxonomy_pair", "taxonomy_title"]) == {"taxonomy_pair": 1, "taxonomy_title": 2}
