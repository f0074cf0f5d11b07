"""Nobody is asked what the graph has the answer of already."""

from __future__ import annotations

from itertools import combinations

import pytest

from taxonomy.gate import graph_gate
from taxonomy.models import Task
from taxonomy.services.candidates import candidates_store
from taxonomy.services.tasks import tasks_fill
from tests.kgraph.ledger import Ledger

pytestmark = pytest.mark.django_db


@pytest.fixture
def kitchen() -> Ledger:
    """Three words for a cook, a chef above one of them, and a waiter of whom nothing is known."""
    ledger = Ledger()
    ledger.decide("cook", "synonym", "kitchen cook")
    ledger.decide("kitchen cook", "synonym", "line cook")
    ledger.decide("sous chef", "senior", "cook")
    ledger.title("waiter")
    return ledger


def test_one_concept_or_an_edge_between_two_is_an_answer(kitchen: Ledger) -> None:
    number = {text: kitchen.title(text).pk for text in ("cook", "line cook", "sous chef", "waiter")}
    pairs = [
        ("cook", "line cook"), ("sous chef", "line cook"), ("line cook", "sous chef"), ("waiter", "cook"),
        ("sous chef", "waiter"),
    ]  # fmt: skip
    asked = [(number[a], number[b]) for a, b in pairs]
    assert graph_gate().told(asked) == [True, True, True, False, False]
    assert graph_gate().told([]) == []


def test_only_open_questions_become_tasks(kitchen: Ledger) -> None:
    texts = ["cook", "kitchen cook", "line cook", "sous chef", "waiter"]
    number = {text: kitchen.title(text).pk for text in texts}
    candidates_store(
        ((number[a], number[b], 0.9 if "waiter" not in (a, b) else 0.1) for a, b in combinations(texts, 2)),
        proposer="blocking",
    )
    tasks_fill(limit=50, per_title=10)
    asked = {
        frozenset(pair) for pair in Task.objects.values_list("pair__title_a__text", "pair__title_b__text")
    }
    assert asked == {frozenset(("waiter", other)) for other in texts if other != "waiter"}


def test_a_title_that_leaves_its_concept_is_asked_about_again(kitchen: Ledger) -> None:
    a, b = kitchen.title("cook").pk, kitchen.title("line cook").pk
    kitchen.decide("kitchen cook", "unrelated", "line cook")
    assert graph_gate().told([(a, b)]) == [True]  # now by the edge that keeps the two concepts apart
    kitchen.decide("kitchen cook", "related", "line cook")
    kitchen.decide("cook", "related", "kitchen cook")
    assert graph_gate().told([(a, b)]) == [False]
