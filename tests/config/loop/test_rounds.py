"""The closed loop from end to end, on a small world whose answers are known."""

from __future__ import annotations

import pytest

from config.loop.gold import Gold, gold_of_judgements
from config.loop.rounds import Loop, LoopOptions, _unasked, row_json
from kgraph.models import Edge, Release
from models_lstm.core.recipe import Recipe
from models_lstm.models import ModelVersion
from taxonomy.models import Decision
from tests.models_lstm.core.judgements import judgements

BUDGET = 160
OPTIONS = LoopOptions(
    rounds=2, budget=BUDGET, strategy="value", sample=10, alpha=0.3, recipe=Recipe.quick(), base=None
)


def gold() -> Gold:
    stated = judgements()
    titles = {title: title for pair in stated for title in (pair.title_a, pair.title_b)}
    return gold_of_judgements(
        [(pair.title_a, pair.title_b, pair.relation) for pair in stated if pair.relation != "unrelated"],
        titles=titles,
        family=dict.fromkeys(titles, ""),
        near="unrelated",
    )


@pytest.mark.django_db
def test_labels_become_edges_that_nobody_labelled() -> None:
    world = gold()
    loop = Loop(world, OPTIONS)
    rows = list(loop.run())

    assert [row.round for row in rows] == [1, 2]
    assert rows[0].labels <= BUDGET and rows[1].labels <= 2 * BUDGET
    assert rows[0].labels < rows[1].labels and rows[0].edges <= rows[1].edges
    assert rows[1].edges == Edge.objects.filter(active=True).count()
    assert rows[1].release == Release.objects.order_by("-number").values_list("number", flat=True)[0]
    assert ModelVersion.objects.count() == 2
    people = Decision.objects.exclude(settled_by=Decision.SettledBy.AUTOMATIC).count()
    assert people == len(loop.labelled) == rows[1].labels
    for row in rows:
        assert row.judging_macro_f1 is not None and 0.0 < row.judging_macro_f1 <= 1.0
        assert set(row_json(row)) >= {"labels", "edges", "precision", "recall", "judging_macro_f1"}


def test_what_champions_are_judged_by_depends_on_the_gold_alone() -> None:
    world = gold()
    keys = sorted(world.titles)
    candidates = {(a, b) for a in keys[:40] for b in keys[:40] if a < b}
    sample = _unasked(world, candidates)
    assert sample == _unasked(world, set(sorted(candidates, reverse=True)))
    assert all(world.relation(a, b) == relation for a, b, relation in sample)
