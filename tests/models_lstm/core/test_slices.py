from __future__ import annotations

import pytest

from models_lstm.core.data import Example
from models_lstm.core.families import families_of
from models_lstm.core.slices import LEAST_OF_GROUP, pair_slices


def test_pairs_fall_into_their_kinds() -> None:
    pairs = [
        ("senior nurse", "nurse"),
        ("lawyer", "attorney"),
        ("junior cook", "senior cook"),
        ("Maître d'hôtel", "waiter"),
        ("повар", "cook"),
    ]

    slices = pair_slices(pairs)

    def of(name: str) -> list[int]:
        return [row for row, belongs in enumerate(slices[name]) if belongs]

    assert of("no word in common") == [1, 3, 4]
    assert of("one inside the other") == [0]
    assert of("levels differ") == [0, 2]
    assert of("no level word") == [1, 3, 4]
    assert of("level word on one side") == [0]
    assert of("level words on both sides") == [2]
    assert of("letters beyond English") == [3]
    assert of("not in Latin letters") == [4]
    assert not {"head: common words only", "tail: a word that was not taught"} & slices.keys()


def test_head_and_tail_are_told_by_what_was_taught() -> None:
    taught = [f"nurse of ward {n}" for n in range(12)]

    slices = pair_slices([("nurse", "ward nurse"), ("nurse", "phlebotomist")], taught=taught)

    assert slices["head: common words only"] == [True, False]
    assert slices["tail: a word that was not taught"] == [False, True]


def test_large_groups_are_slices_of_their_own() -> None:
    groups = ["kitchen"] * LEAST_OF_GROUP + ["law"] * 3 + [""]

    slices = pair_slices([("cook", "chef")] * len(groups), groups=groups)

    assert sum(slices["group: kitchen"]) == LEAST_OF_GROUP
    assert "group: law" not in slices


@pytest.mark.parametrize(
    ("group", "told"), [("c8", False), ("2512", True), ("C2", True), ("unit 2512", True)]
)
def test_the_number_of_a_concept_is_no_slice(group: str, told: bool) -> None:
    groups = [group] * LEAST_OF_GROUP + ["law"]

    assert (f"group: {group}" in pair_slices([("cook", "chef")] * len(groups), groups=groups)) is told


def test_families_are_what_stands_under_one_broadest_concept() -> None:
    families = families_of(
        [
            Example("cook", "chef", "synonym"),
            Example("cook", "railway cook", "broader"),
            Example("night railway cook", "railway cook", "narrower"),
            Example("kitchen worker", "chef", "broader"),
            Example("nurse", "doctor", "related"),
            Example("a", "b", "broader"),
            Example("b", "a", "broader"),
        ]
    )
    assert {
        families[t] for t in ("cook", "chef", "railway cook", "night railway cook", "kitchen worker")
    } == {"kitchen worker"}
    assert "nurse" not in families
    assert {"a", "b"} <= families.keys()  # a circle ends somewhere


def test_large_families_and_several_languages_are_slices() -> None:
    cooks = [(f"cook {n}", "cook") for n in range(LEAST_OF_GROUP)]
    pairs = [*cooks, ("nurse", "doctor"), ("Köchin", "Koch"), ("Koch", "cook")]
    families = {title: "kitchen" for pair in cooks for title in pair}
    languages = {title: "en" for pair in pairs for title in pair} | {"Köchin": "de", "Koch": "de"}

    slices = pair_slices(pairs, families=families, languages=languages)

    assert sum(slices["family: kitchen"]) == LEAST_OF_GROUP + 1
    assert sum(slices["language: en"]) == LEAST_OF_GROUP + 1
    assert sum(slices["language: de"]) == sum(slices["two languages"]) == 1
    alone = pair_slices(cooks, families=families, languages=languages)
    assert not {name for name in alone if name.startswith(("family", "language", "two"))}
