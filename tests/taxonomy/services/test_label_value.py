"""What the model thinks of candidates, which pairs are asked because of it, and whether that is worth it."""

from __future__ import annotations

import pytest
from django.utils import timezone

from taxonomy.core.errors import BadInput
from taxonomy.models import AuditEntry, Candidate, Decision, Opinion, Pair, Task, Title
from taxonomy.selectors.label_value import ENOUGH, Surprise, gain_gone, label_value
from taxonomy.services.opinions import OpinionRow, opinions_replace
from taxonomy.services.pairs import pair_get_or_create
from taxonomy.services.tasks import tasks_fill
from tests.people import browser_of

pytestmark = pytest.mark.django_db


def pairs(count: int) -> list[Pair]:
    """Candidates of two titles each, all equally close."""
    found = []
    for n in range(count):
        a, b = (
            Title.objects.create(text=f"{word} {n}", key=f"{word} {n}", created_at=timezone.now())
            for word in ("baker", "miller")
        )
        pair, _ = pair_get_or_create(a.pk, b.pk)
        Candidate.objects.create(pair=pair, proposer="nearest", score=0.5, created_at=timezone.now())
        found.append(pair)
    return found


def opine(known: list[Pair], margins: list[float]) -> None:
    rows = [OpinionRow(p.pk, "related", 0.5, m) for p, m in zip(known, margins, strict=True)]
    opinions_replace(model_version="v1", rows=rows)


def answer(task: Task, relation: str) -> None:
    """The pair's decision by consensus."""
    decision = Decision.objects.create(
        pair=task.pair, relation=relation, settled_by="consensus", created_at=timezone.now()
    )
    Pair.objects.filter(pk=task.pair_id).update(decision=decision)
    Task.objects.filter(pk=task.pk).update(state="settled", updated_at=timezone.now())


def test_opinions_are_swapped_as_a_whole_with_an_audit_row() -> None:
    first, second = pairs(2)
    opine([first], [0.1])

    stored = opinions_replace(
        model_version="v2",
        rows=[OpinionRow(second.pk, "senior", 0.9, 0.8), OpinionRow(10**9, "senior", 0.9, 0.8)],
    )

    assert stored == 1
    assert list(Opinion.objects.values_list("pair", "relation", "model_version")) == [
        (second.pk, "senior", "v2")
    ]
    assert AuditEntry.objects.filter(action="opinions.replace").count() == 2


@pytest.mark.parametrize("row", [("friend", 0.5, 0.1), ("senior", 1.5, 0.1), ("senior", 0.5, -0.1)])
def test_what_is_no_opinion_is_refused_and_changes_nothing(row: tuple[str, float, float]) -> None:
    known = pairs(1)
    opine(known, [0.4])

    with pytest.raises(BadInput):
        opinions_replace(model_version="v2", rows=[OpinionRow(known[0].pk, *row)])

    assert Opinion.objects.get().model_version == "v1"


def test_the_pairs_of_which_the_model_is_least_sure_are_asked_first() -> None:
    known = pairs(30)
    opine(known, [n / 30 for n in range(30)])

    tasks_fill(limit=10, strategy="uncertain", random_share=0.0, seed=1)

    asked = Task.objects.order_by("-priority", "pk").values_list("pair", flat=True)
    assert list(asked) == [p.pk for p in known[:10]]
    assert set(Task.objects.values_list("guess", flat=True)) == {"related"}


def test_without_answers_nothing_is_told() -> None:
    value = label_value()

    assert (value.gain_gone, value.corrections(200)) == (None, None)


def test_surprises_are_counted_apart_for_chosen_and_random_pairs() -> None:
    known = pairs(3 * ENOUGH)
    opine(known, [n / 1_000 for n in range(len(known))])
    tasks_fill(limit=2 * ENOUGH, strategy="uncertain", random_share=0.5, seed=1)
    for n, task in enumerate(Task.objects.order_by("pk")):
        answer(task, "related" if task.in_random_slice or n % 2 else "senior")

    value = label_value()

    assert value.at_random == Surprise(ENOUGH, 0)
    assert value.chosen.answered == ENOUGH
    assert 0.3 < value.chosen.share < 0.7
    assert value.gain_gone is False
    assert value.corrections(200) == round(200 * value.chosen.share)


def test_when_the_gain_is_gone_pairs_are_drawn_at_random() -> None:
    known = pairs(3 * ENOUGH + 40)
    opine(known, [n / 1_000 for n in range(len(known))])
    tasks_fill(limit=2 * ENOUGH, strategy="uncertain", random_share=0.5, seed=1)
    for task in Task.objects.all():
        answer(task, "related")  # nobody ever contradicts the model
    assert label_value().gain_gone is True

    tasks_fill(limit=20, strategy="uncertain", random_share=0.0, seed=2)

    assert set(Task.objects.filter(state="open").values_list("in_random_slice", flat=True)) == {True}


def test_leads_and_engineers_read_it_by_the_api() -> None:
    told = browser_of("mia").get("/api/v1/queue/value").json()

    assert told == {
        "chosen": {"answered": 0, "surprising": 0},
        "at_random": {"answered": 0, "surprising": 0},
        "gain_gone": None,
        "corrections": None,
    }


@pytest.mark.parametrize(
    ("chosen", "at_random", "gone"),
    [
        ((200, 80), (200, 40), False),
        ((200, 40), (200, 40), True),
        ((200, 20), (200, 40), True),
        ((50, 40), (200, 0), None),
    ],
)
def test_the_gain_is_told_by_both_shares(
    chosen: tuple[int, int], at_random: tuple[int, int], gone: bool | None
) -> None:
    assert gain_gone(Surprise(*chosen), Surprise(*at_random)) is gone
