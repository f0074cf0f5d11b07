from __future__ import annotations

import pytest

from config.loop.gold import gold_of_judgements
from config.loop.measure import harvest


def test_only_what_nobody_labelled_counts() -> None:
    titles = {key: key for key in "abcdx"}
    stated = [("a", "b", "synonym"), ("b", "c", "synonym"), ("a", "d", "senior")]
    gold = gold_of_judgements(stated, titles=titles, family={}, near="unrelated")

    result = harvest(
        gold,
        accepted=[("b", "c", "synonym"), ("c", "x", "synonym")],
        concept_of={"a": 1, "b": 1, "c": 1, "x": 1, "d": 2},
        closure=[(1, 2, "senior")],
        labelled={("a", "b"), ("a", "d")},
        candidates={("b", "c"), ("b", "d")},
    )

    assert result.precision == pytest.approx(1 / 2)
    # Related by the graph and not labelled: ac ax bc bx cx as synonyms, bd cd xd as senior; true are ac bc bd cd.
    assert (result.implied, result.implied_correct) == (8, 4)
    # In the gold and not labelled: ac, bc, bd, cd.
    assert result.recall == pytest.approx(1.0)
    assert (result.reachable, result.reachable_found) == (2, 2)


def test_nothing_merged_gives_no_figure_instead_of_a_nice_one() -> None:
    gold = gold_of_judgements([("a", "b", "synonym")], titles={"a": "a", "b": "b"}, family={}, near=None)

    result = harvest(gold, accepted=[], concept_of={}, closure=[], labelled=set(), candidates=set())

    assert result.precision is None
    assert result.recall == 0.0
