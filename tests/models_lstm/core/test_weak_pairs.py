from __future__ import annotations

from models_lstm.core.weak_pairs import UNSURE, weak_pairs

GROUPS = {
    "onet 35-2014.00": ("grill cook", "cook", "senior grill cook", "fry station cook", "cook of the grill"),
    "onet 35-1011.00": ("head chef", "chef de cuisine", "pastry chef"),
    "onet 51-4121.00": ("arc welder", "welder", "grill welder", "line welder"),
    "ons 5434/00": ("grill cook", "fry station cook"),
    "ons 5213/00": ("arc welder", "line welder"),
}


def judged(kind: str) -> dict[frozenset[str], tuple[str, str, float]]:
    pairs = weak_pairs(GROUPS, most=200, seed=1)
    return {
        frozenset((e.title_a, e.title_b)): (e.title_a, e.title_b, e.weight)
        for e in pairs
        if e.relation == kind
    }


def test_the_same_words_in_another_order_are_a_synonym() -> None:
    assert judged("synonym")[frozenset(("grill cook", "cook of the grill"))][2] == 1.0


def test_the_same_job_at_another_level_is_senior_or_junior() -> None:
    pair = frozenset(("grill cook", "senior grill cook"))
    ordered = {**judged("senior"), **{p: (b, a, w) for p, (a, b, w) in judged("junior").items()}}
    assert ordered[pair][:2] == ("senior grill cook", "grill cook")


def test_a_further_word_makes_a_title_narrower() -> None:
    ordered = {**judged("broader"), **{p: (b, a, w) for p, (a, b, w) in judged("narrower").items()}}
    assert ordered[frozenset(("cook", "grill cook"))][:2] == ("cook", "grill cook")
    assert ordered[frozenset(("welder", "arc welder"))][:2] == ("welder", "arc welder")


def test_what_only_two_lists_say_counts_less() -> None:
    assert judged("synonym")[frozenset(("grill cook", "fry station cook"))][2] == UNSURE


def test_one_head_in_two_trades_is_unrelated_and_one_trade_never() -> None:
    found = judged("unrelated")
    assert found
    cooks = set(GROUPS["onet 35-2014.00"]) | set(GROUPS["onet 35-1011.00"])
    assert not any(pair <= cooks for pair in found)


def test_a_kind_has_no_more_pairs_than_wanted_and_the_seed_decides_which() -> None:
    few = weak_pairs(GROUPS, most=2, seed=1)
    assert few == weak_pairs(GROUPS, most=2, seed=1)
    assert sum(e.relation == "unrelated" for e in few) == 2
    assert sum(e.relation == "related" for e in few) <= 2
