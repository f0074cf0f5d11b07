from __future__ import annotations

import pytest

from taxonomy.core.levels import label_relation
from taxonomy.core.relations import inverse


@pytest.mark.parametrize(
    ("one", "other", "relation"),
    [
        ("cook", "kitchen cook", "synonym"),
        ("senior cook", "sr. line cook", "synonym"),
        ("cook", "senior cook", "junior"),
        ("brand manager", "senior brand manager", "junior"),
        ("supermarket manager", "deputy supermarket manager", "senior"),
        ("head teacher", "deputy head teacher", "senior"),
        ("actuarial assistant", "junior actuarial assistant", "senior"),
        ("president of sales", "vice president of sales", "senior"),
        ("engineer", "engineer ii", "junior"),
        ("roofing supervisor", "roofing foreman", "synonym"),
        ("roofer", "roofing supervisor", None),
        ("cook", "head of kitchen", None),
        ("nurse", "staff nurse", None),
        ("executive chef", "head chef", None),
        ("engineer i", "engineer ii", "junior"),
        ("lottery manager", "lottery managing director", None),
        ("import export manager in toys", "senior import manager in toys", None),
    ],
)
def test_what_a_label_is_to_another_of_its_concept(one: str, other: str, relation: str | None) -> None:
    assert label_relation(one, other) == relation
    assert label_relation(other, one) == (relation and inverse(relation))
