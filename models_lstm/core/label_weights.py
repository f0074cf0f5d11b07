"""How much a judged pair counts in training: by what settled it, and by whose word it stands on."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Final

from taxonomy.core.relations import RELATIONS
from taxonomy.core.reliability import PRIOR

WEIGHTS: Final = {
    "import": 0.7,
    "rule": 0.7,
    "automatic": 0.5,
    "consensus": 1.0,
    "review": 1.0,
    "adjudication": 1.5,
}
"""By what settled a pair: a signed judgement counts more, a model's own word less."""
UNKNOWN: Final = PRIOR[0] / sum(PRIOR)
"""Reliability of a person of whom too little is known."""
STEP: Final = 0.05
"""Reliabilities and weights are rounded to it, so that a few more answers do not make another data set."""


def rounded(value: float) -> float:
    """``value`` to the nearest `STEP`."""
    return round(round(value / STEP) * STEP, 2)


def label_weight(
    settled_by: str,
    relation: str,
    answers: Iterable[tuple[int, str]] = (),
    reliability: Mapping[int, float] | None = None,
) -> float:
    """The weight of a pair that was settled as ``relation``.

    A consensus counts by the probability that it is right: one-coin model of Dawid and Skene (1979), each relation as
    likely as any other beforehand. Two reliable people who agree count nearly in full, one unreliable person little.

    Args:
        answers: person and relation of each answer behind a consensus; without any it counts in full.
        reliability: of each person the chance of being right, above guessing.
    """
    weight = WEIGHTS[settled_by]
    told = list(answers)
    if settled_by != "consensus" or not told:
        return weight
    known = reliability or {}
    logs = dict.fromkeys(RELATIONS, 0.0)
    for person, said in told:
        right = min(max(known.get(person, UNKNOWN), 1.0 / len(RELATIONS)), 0.99)
        logs[said] += math.log(right * (len(RELATIONS) - 1) / (1.0 - right))
    most = max(logs.values())
    odds = {name: math.exp(log - most) for name, log in logs.items()}
    return max(STEP, rounded(weight * odds[relation] / sum(odds.values())))
