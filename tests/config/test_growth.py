"""Labels, edges and coverage over time, as the home page draws them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from config.home import WEEKS, _growth, workers_state
from kgraph.models import Edge
from kgraph.services.revert import decision_revert
from taxonomy.models import Annotation, Title
from tests.kgraph.ledger import Ledger
from tests.people import browser_of
from tests.taxonomy.judging import answer, pair

pytestmark = pytest.mark.django_db


def test_what_was_long_ago_counts_from_the_first_week_and_what_ended_counts_no_more() -> None:
    now, ledger = timezone.now(), Ledger()
    first = ledger.decide("Weaver", "related", "Dyer")
    second = ledger.decide("Weaver", "broader", "Silk weaver")
    Edge.objects.filter(decision=first).update(created_at=now - timedelta(weeks=80))
    Edge.objects.filter(decision=second).update(created_at=now - timedelta(weeks=3))
    Title.objects.update(created_at=now - timedelta(weeks=80))
    ledger.title("Fuller")
    decision_revert(decision_id=second.seq, person=ledger.ada)
    given = answer("ana", pair("carder", "comber"), "related")
    Annotation.objects.filter(pk=given.pk).update(created_at=now - timedelta(weeks=1))

    weeks = _growth(now)["weeks"]

    assert len(weeks) == WEEKS
    assert [week["edges"] for week in weeks] == [1] * (WEEKS - 4) + [2] * 3 + [1]
    assert [week["labels"] for week in weeks[-3:]] == [0, 1, 1]
    assert (weeks[0]["covered"], weeks[0]["titles"]) == (2, 3)
    assert (weeks[-1]["covered"], weeks[-1]["titles"], weeks[-1]["coverage"]) == (2, 6, 0.3333)


def test_an_empty_installation_has_no_coverage_rather_than_a_wrong_one() -> None:
    assert {week["coverage"] for week in _growth(timezone.now())["weeks"]} == {None}


def test_everybody_may_see_it_and_workers_are_told_by_queue() -> None:
    assert len(browser_of("vic").get("/api/v1/home/growth").json()["weeks"]) == WEEKS
    assert set(workers_state()) == {"default", "training"}
