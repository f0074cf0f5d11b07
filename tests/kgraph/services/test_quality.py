"""The sample is drawn, asked blind, and what people say again counts."""

from __future__ import annotations

import uuid

import pytest
from django.utils import timezone

from kgraph.models import AuditedEdge
from kgraph.selectors.quality import release_quality
from kgraph.selectors.releases import release_served, snapshot_open
from kgraph.services.quality import sample_top_up
from kgraph.services.releases import release_build, release_publish
from taxonomy.core.queue_order import AT_RANDOM
from taxonomy.models import AuditEntry, Task
from taxonomy.services.annotations import Judgement, annotation_record
from tests.kgraph.ledger import Ledger
from tests.people import browser_of, the

pytestmark = pytest.mark.django_db


@pytest.fixture
def orchard(db: None) -> Ledger:
    """25 fruits under one tree each, published."""
    ledger = Ledger()
    for number in range(25):
        ledger.decide(f"tree {number}", "broader", f"apple {number}")
    ledger.decide("pear", "synonym", "pear tree")
    release_publish(release_build(by=ledger.ada).number, by=ledger.ada)
    return ledger


def say(task: Task, relation: str, name: str = "ana") -> None:
    annotation_record(
        person=the(name),
        judgement=Judgement(task_id=task.pk, relation=relation, client_key=uuid.uuid4()),
    )


def quality() -> dict[str, dict[str, float | None]]:
    served = release_served()
    assert served is not None
    found = release_quality(snapshot_open(served.artifact))
    return {**found["relations"], "together": found["together"]}


def test_the_sample_is_drawn_once_and_asked_in_the_queue(orchard: Ledger) -> None:
    assert sample_top_up(size=10) == 11
    assert sample_top_up(size=10) == 0
    assert {task.reason for task in Task.objects.all()} == {AT_RANDOM}
    assert Task.objects.filter(state="open", wanted=1).count() == 11
    assert AuditEntry.objects.get(action="quality.draw").data == {"drawn": 11, "size": 10}
    assert sample_top_up(size=12) == 2


def test_what_people_say_again_is_the_precision(orchard: Ledger) -> None:
    sample_top_up()
    tasks = list(Task.objects.select_related("pair").order_by("pk"))
    broader = [t for t in tasks if orchard.edge("pear", "pear tree").pair_id != t.pair_id]  # type: ignore[union-attr]
    assert quality()["broader"]["precision"] is None
    for place, task in enumerate(broader[:22]):
        audited = AuditedEdge.objects.get(pair_id=task.pair_id)
        edge = orchard.edge_by_id(audited.edge)
        forward = "broader" if task.pair.title_a_id == edge.subject_title_id else "narrower"
        backward = "narrower" if forward == "broader" else "broader"
        say(task, forward if place >= 4 else ("unsure", "unrelated", backward, backward)[place])
    found = quality()["broader"]
    assert (found["edges"], found["sampled"], found["judged"], found["right"]) == (25, 25, 21, 18)
    assert found["precision"] == pytest.approx(18 / 21)
    assert found["low"] < 18 / 21 < found["high"]  # type: ignore[operator]
    assert quality()["together"]["precision"] is None  # nobody has judged the synonym yet


def test_what_nobody_has_judged_is_not_wrong(db: None) -> None:
    ledger = Ledger()
    for number in range(3):
        ledger.title(f"plum {number}")
        ledger.decide(
            f"plum tree {number}", "broader", f"plum {number}"
        )  # the subject is the pair's second title
    release_publish(release_build(by=ledger.ada).number, by=ledger.ada)
    sample_top_up()
    assert (quality()["broader"]["sampled"], quality()["broader"]["judged"]) == (3, 0)
    say(Task.objects.order_by("pk")[0], "narrower")
    assert (quality()["broader"]["judged"], quality()["broader"]["right"]) == (1, 1)


def test_an_answer_that_differs_waits_for_a_lead(orchard: Ledger) -> None:
    pair = orchard.edge("tree 1", "apple 1").pair  # type: ignore[union-attr]
    say_first = Task.objects.create(
        pair=pair, state="open", wanted=1, created_at=timezone.now(), updated_at=timezone.now()
    )
    say(say_first, "broader" if pair.title_a.text == "tree 1" else "narrower", "ben")
    sample_top_up()
    task = Task.objects.get(pair=pair)
    assert (task.state, task.wanted) == ("open", 2)
    say(task, "unrelated", "ana")
    assert Task.objects.get(pair=pair).state == "disputed"


def test_the_figures_are_on_the_first_screen_and_in_meta(orchard: Ledger) -> None:
    sample_top_up()
    ada = browser_of("ada")
    told = ada.get("/api/v1/meta").json()["quality"]
    assert told["release"] == 1
    assert told["relations"]["broader"]["sampled"] == 25
    assert told["together"]["precision"] is None
    assert ada.get("/api/v1/home").json()["quality"]["together"]["sampled"] == 26
