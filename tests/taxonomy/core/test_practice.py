from __future__ import annotations

from collections import Counter

from taxonomy.core.practice import round_compose

GOLD = {"synonym": list(range(100, 120)), "senior": list(range(200, 220)), "related": [300], "junior": []}


def test_every_relation_is_asked_as_often_as_there_is_gold() -> None:
    asked = Counter(relation for _, relation in round_compose(GOLD, size=7, seed=1))
    assert asked == {"synonym": 3, "senior": 3, "related": 1}


def test_no_pair_is_asked_twice_and_the_order_does_not_give_the_relation_away() -> None:
    chosen = round_compose(GOLD, size=12, seed=5)
    assert len({pair for pair, _ in chosen}) == 12
    relations = [relation for _, relation in chosen]
    assert relations != sorted(relations) and relations[0::2] != ["synonym"] * 6


def test_little_gold_makes_a_short_round() -> None:
    assert round_compose({"related": [300]}, seed=1) == [(300, "related")]
    assert round_compose({}, seed=1) == []
