"""Simulated people of known reliability are found out; the prior holds where there is little to go by."""

from __future__ import annotations

import numpy as np
import pytest

from taxonomy.core.reliability import PRIOR, Estimate, consensus_estimate

LABELS = ("synonym", "broader", "narrower", "senior", "junior", "related", "unrelated")
TRUTH = {1: 0.95, 2: 0.9, 3: 0.75, 4: 0.5}
"""Ana, Ben, Cleo, and Dan who guesses half of the time."""


def simulated(items: int, seed: int) -> tuple[list[tuple[int, int, str]], list[str]]:
    rng = np.random.default_rng(seed)
    true = rng.choice(len(LABELS), size=items, p=[0.3, 0.1, 0.1, 0.1, 0.1, 0.2, 0.1])
    answers = []
    for item, label in enumerate(true):
        for person, right in TRUTH.items():
            said = label if rng.random() < right else rng.choice([k for k in range(7) if k != label])
            answers.append((item, person, LABELS[said]))
    return answers, [LABELS[label] for label in true]


def test_recovers_the_reliability_of_every_person() -> None:
    answers, _ = simulated(800, seed=1)
    found = consensus_estimate(answers, LABELS)

    assert found.settled
    for person, right in TRUTH.items():
        assert found.reliability[person].value == pytest.approx(right, abs=0.04)
        assert found.reliability[person].answers == 800


def test_knows_better_than_the_majority() -> None:
    answers, true = simulated(800, seed=2)
    found = consensus_estimate(answers, LABELS)
    by_item: dict[int, list[str]] = {}
    for item, _, label in answers:
        by_item.setdefault(item, []).append(label)
    majority = sum(max(sorted(set(v)), key=v.count) == true[i] for i, v in by_item.items())
    ours = sum(found.best(item)[0] == label for item, label in enumerate(true))

    assert ours >= majority
    assert ours / len(true) > 0.93


def test_its_probabilities_mean_what_they_say() -> None:
    answers, true = simulated(2_000, seed=3)
    found = consensus_estimate(answers, LABELS)
    best = [found.best(item) for item in range(len(true))]
    promised = float(np.mean([score for _, score in best]))
    kept = float(np.mean([label == t for (label, _), t in zip(best, true, strict=True)]))

    assert promised == pytest.approx(kept, abs=0.02)
    assert all(found.posterior[item].sum() == pytest.approx(1.0) for item in range(len(true)))


def test_a_newcomer_stays_near_the_prior() -> None:
    answers, _ = simulated(300, seed=4)
    found = consensus_estimate([*answers, (0, 9, answers[0][2])], LABELS)
    prior = PRIOR[0] / sum(PRIOR)

    assert found.reliability[9].value == pytest.approx(prior, abs=0.03)
    assert found.reliability[9].high - found.reliability[9].low > 0.3
    assert found.reliability[1].high - found.reliability[1].low < 0.1


def test_single_answers_alone_leave_everybody_at_the_prior() -> None:
    found = consensus_estimate([(1, 1, "synonym"), (2, 2, "related")], LABELS)

    assert found.best(1)[0] == "synonym"
    assert found.reliability[1].value == pytest.approx(found.reliability[2].value)


def test_no_answers_are_no_error() -> None:
    found: Estimate[int] = consensus_estimate([], LABELS)

    assert (found.reliability, found.posterior, found.settled) == ({}, {}, True)


def test_the_order_of_the_answers_does_not_matter() -> None:
    answers, _ = simulated(100, seed=5)
    one, other = consensus_estimate(answers, LABELS), consensus_estimate(answers[::-1], LABELS)

    assert all(np.allclose(one.posterior[i], other.posterior[i], atol=1e-6) for i in range(100))


def test_refuses_what_it_cannot_reckon_with() -> None:
    with pytest.raises(ValueError, match="unknown labels: sort of"):
        consensus_estimate([(1, 1, "sort of")], LABELS)
    with pytest.raises(ValueError, match="two labels"):
        consensus_estimate([], ["synonym"])
    with pytest.raises(ValueError, match="more than guessing"):
        consensus_estimate([], LABELS, prior=(1.0, 9.0))
