"""Titles keep their side from one data set to the next."""

from __future__ import annotations

from models_lstm.core.data import Example
from models_lstm.core.steady_split import sides_of, split_steadily
from tests.models_lstm.core.judgements import judgements


def test_without_a_former_split_it_is_the_plain_one() -> None:
    split = split_steadily(judgements(count=400), {}, seed=1)
    assert split.train and split.validation and split.test


def test_what_was_trained_on_is_never_tested() -> None:
    examples = judgements(count=700)
    before = sides_of(split_steadily(examples[:400], {}, seed=1))
    after = sides_of(split_steadily(examples, before, seed=1))
    assert all(after[t] == "train" for t, side in before.items() if side == "train" and t in after)
    kept = [t for t, side in before.items() if side == "test" and after.get(t) == "test"]
    assert kept


def test_a_concept_that_joins_two_sides_goes_to_training() -> None:
    examples = [Example("cook", "chef", "synonym"), Example("chef", "kitchen worker", "synonym")]
    split = split_steadily(examples, {"cook": "train", "kitchen worker": "test"}, seed=1)
    assert len(split.train) == 2 and not split.test


def test_the_order_of_the_former_sides_does_not_matter() -> None:
    examples = judgements(count=500)
    before = sides_of(split_steadily(examples[:300], {}, seed=1))
    turned = dict(reversed(before.items()))
    assert split_steadily(examples, before, seed=3) == split_steadily(examples, turned, seed=3)
