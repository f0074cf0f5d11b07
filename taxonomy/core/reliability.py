"""How much each person's word is worth, and what several words say together.

The one-coin model of Dawid and Skene (1979, "Maximum Likelihood Estimation of Observer Error-Rates Using the EM
Algorithm"): person j is right with probability r_j and otherwise gives any of the other K - 1 labels alike. One
number per person needs few answers, where the full confusion matrix needs hundreds. A Beta prior keeps a person
with few answers near the prior's mean, so that nobody is called perfect or useless on five items; the frequencies
of the labels get one answer each beforehand.

Not expressed: that some pairs are harder than others, and that a person confuses two certain relations.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.stats import beta

Item = TypeVar("Item", bound=Hashable)
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

PRIOR = (8.0, 2.0)
"""Answers right and wrong that everybody is credited with beforehand: four of five, worth ten answers."""
MOST_ROUNDS = 200
STILL = 1e-6


@dataclass(frozen=True, slots=True)
class Reliability:
    """A person's chance of being right, with a 95 % credible interval, judged by ``answers`` answers."""

    value: float
    low: float
    high: float
    answers: int


@dataclass(frozen=True, slots=True)
class Estimate(Generic[Item]):
    """What the answers say together.

    Attributes:
        reliability: by person.
        posterior: by item, the probability of each label; shape (labels,), summing to 1.
        rounds: EM rounds; ``settled`` is false when the last one still moved a probability by more than `STILL`.
    """

    labels: tuple[str, ...]
    reliability: dict[int, Reliability]
    posterior: dict[Item, Floats]
    rounds: int
    settled: bool

    def best(self, item: Item) -> tuple[str, float]:
        """The most probable label of an item and its probability; of equals, the first in order."""
        at = int(np.argmax(self.posterior[item]))
        return self.labels[at], float(self.posterior[item][at])


def consensus_estimate(
    answers: Sequence[tuple[Item, int, str]],
    labels: Sequence[str],
    *,
    prior: tuple[float, float] = PRIOR,
) -> Estimate[Item]:
    """Estimate reliabilities and consensus by expectation maximisation. Deterministic.

    Args:
        answers: item, person, label.
        labels: all labels that may occur, at least two.
        prior: right and wrong answers credited beforehand, both above 0, more right than guessing gives.

    Raises:
        ValueError: an unknown label, fewer than two labels, or a prior that is none.

    Cost: linear in the answers times the labels for each round; some ten rounds are usual.
    """
    if len(labels) < 2:
        raise ValueError("two labels are needed at least")
    if min(prior) <= 0 or prior[0] / sum(prior) <= 1 / len(labels):
        raise ValueError("the prior must credit people with more than guessing")
    number = {label: at for at, label in enumerate(labels)}
    if unknown := {label for _, _, label in answers} - set(number):
        raise ValueError(f"unknown labels: {', '.join(sorted(unknown))}")
    items = {item: at for at, item in enumerate(dict.fromkeys(item for item, _, _ in answers))}
    people = {person: at for at, person in enumerate(sorted({person for _, person, _ in answers}))}
    of_item = np.array([items[item] for item, _, _ in answers], np.int64)
    of_person = np.array([people[person] for _, person, _ in answers], np.int64)
    said = np.array([number[label] for _, _, label in answers], np.int64)
    given = np.bincount(of_person, minlength=len(people)).astype(np.float64)

    right = np.full(len(people), prior[0] / sum(prior))
    frequency = np.full(len(labels), 1 / len(labels))
    posterior = _posterior(of_item, said, right[of_person], frequency, len(items))
    credited: Floats = right * given
    rounds, moved = 0, np.inf
    while rounds < MOST_ROUNDS and moved > STILL and len(answers):
        rounds += 1
        credited = np.bincount(of_person, weights=posterior[of_item, said], minlength=len(people)).astype(
            np.float64
        )
        right = (prior[0] + credited) / (sum(prior) + given)
        frequency = (1.0 + posterior.sum(0)) / (len(labels) + len(items))
        renewed = _posterior(of_item, said, right[of_person], frequency, len(items))
        moved = float(np.abs(renewed - posterior).max())
        posterior = renewed
    return Estimate(
        labels=tuple(labels),
        reliability={
            person: _reliability(prior[0] + credited[at], prior[1] + given[at] - credited[at], int(given[at]))
            for person, at in people.items()
        },
        posterior={item: posterior[at] for item, at in items.items()},
        rounds=rounds,
        settled=bool(moved <= STILL) or not len(answers),
    )


def _posterior(of_item: Ints, said: Ints, right: Floats, frequency: Floats, items: int) -> Floats:
    """The labels' probabilities per item, shape (items, labels).

    An answer multiplies its own label by r and every other one by (1 - r) / (K - 1); all factors but the quotient
    of the two are the same for every label, and fall out.

    Args:
        right: the reliability behind each answer, shape (answers,).
    """
    size = len(frequency)
    logs = np.tile(np.log(frequency), (items, 1))
    np.add.at(logs, (of_item, said), np.log(right * (size - 1) / (1 - right)))
    logs -= logs.max(1, keepdims=True, initial=-np.inf)
    weights = np.exp(logs)
    return np.asarray(weights / weights.sum(1, keepdims=True), np.float64)


def _reliability(right: float, wrong: float, answers: int) -> Reliability:
    low, high = beta.ppf([0.025, 0.975], right, wrong)
    return Reliability(float(right / (right + wrong)), float(low), float(high), answers)
