"""A split that keeps what an earlier one decided.

Two models are only comparable on pairs that neither was trained on. A fresh random split for every data set would
put what the older model has learnt by heart into the test side of the younger one, and the older model would look
better than it is. So a title that stood on a side stays there as long as it can.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from models_lstm.core.data import Example, Side, Split, concept_of_titles, split_by_component


def sides_of(split: Split) -> dict[str, Side]:
    """The side of every title of a split."""
    sides: dict[str, Side] = {}
    parts: tuple[tuple[Side, tuple[Example, ...]], ...] = (
        ("train", (*split.denied, *split.train)),
        ("validation", split.validation),
        ("test", split.test),
    )
    for side, examples in parts:
        for e in examples:
            sides[e.title_a] = sides[e.title_b] = side
    return sides


def split_steadily(
    examples: Sequence[Example],
    former: Mapping[str, Side],
    *,
    seed: int,
    validation: float = 0.15,
    test: float = 0.15,
) -> Split:
    """Split by concept component, keeping the ``former`` side of every title where its concept allows it.

    A concept whose titles stood on several sides goes to training: what was tested before may be learnt now, but
    what was learnt must never be tested. New concepts follow the ones they are judged with; those with no such
    neighbour fill the sides in random order. Pairs between two sides are dropped, as in `split_by_component`.
    """
    if not former:
        return split_by_component(examples, seed=seed, validation=validation, test=test)
    concept = concept_of_titles(examples)
    side_of = _kept(concept, former)
    near = _neighbours(examples, concept)
    room = {"validation": validation * len(examples), "test": test * len(examples)}
    for number, side in side_of.items():
        if side != "train":
            room[side] -= sum(near[number].values()) / 2
    fresh = sorted({n for n in concept.values() if n not in side_of})
    for number in np.random.default_rng([seed, 29]).permutation(fresh).tolist():
        load = sum(near[number].values()) / 2
        side_of[number] = side = _choose(near[number], side_of, room, load)
        if side != "train":
            room[side] -= load
    return _divide(examples, concept, side_of)


def _kept(concept: Mapping[str, int], former: Mapping[str, Side]) -> dict[int, Side]:
    stood: defaultdict[int, set[Side]] = defaultdict(set)
    for title, number in concept.items():
        if title in former:
            stood[number].add(former[title])
    return {number: next(iter(sides)) if len(sides) == 1 else "train" for number, sides in stood.items()}


def _neighbours(examples: Sequence[Example], concept: Mapping[str, int]) -> dict[int, Counter[int]]:
    """For every concept: judged pairs with every other (and, twice, within itself)."""
    near: dict[int, Counter[int]] = {number: Counter() for number in concept.values()}
    for e in examples:
        near[concept[e.title_a]][concept[e.title_b]] += 1
        near[concept[e.title_b]][concept[e.title_a]] += 1
    return near


def _choose(near: Counter[int], side_of: Mapping[int, Side], room: Mapping[str, float], load: float) -> Side:
    votes: Counter[Side] = Counter()
    for number, pairs in near.items():
        if number in side_of:
            votes[side_of[number]] += pairs
    wished: tuple[Side, ...] = ("test", "validation")
    if votes:
        wished = (max(sorted(votes), key=lambda side: votes[side]),)
    for side in wished:
        if side != "train" and room[side] >= load:
            return side
    return "train"


def _divide(examples: Sequence[Example], concept: Mapping[str, int], side_of: Mapping[int, Side]) -> Split:
    sides: dict[Side, list[Example]] = {"train": [], "validation": [], "test": []}
    for e in examples:
        side = side_of[concept[e.title_a]]
        if side == side_of[concept[e.title_b]]:
            sides[side].append(e)
    dropped = len(examples) - sum(len(rows) for rows in sides.values())
    return Split(tuple(sides["train"]), tuple(sides["validation"]), tuple(sides["test"]), dropped)
