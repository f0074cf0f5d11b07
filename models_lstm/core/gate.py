"""The gate that a worse model cannot pass.

Every rule is told with its figures, passed or not, so that a person can judge an override.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from models_lstm.core.comparison import Difference

ENOUGH_PAIRS: Final = 30
"""Test pairs below which nothing can be said about a model."""
SLACK: Final = 0.01
"""So much lower macro-F1 than the champion's still counts as equal, unless the interval says otherwise."""
WORST_ECE: Final = 0.15
"""Scores that are further off than this on average are no probabilities; reviewers and thresholds rely on them."""


@dataclass(frozen=True, slots=True)
class RuleResult:
    """One rule of the gate, and what it found."""

    rule: str
    passed: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate says of a model.

    Attributes:
        figures: what it was judged by: test set, pairs, macro-F1 of model, champion, baseline and majority.
    """

    passed: bool
    rules: tuple[RuleResult, ...]
    figures: Mapping[str, Any] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """The refusals, or that there is none."""
        refused = [r.sentence for r in self.rules if not r.passed]
        return " ".join(refused) if refused else "All rules of the gate are kept."

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {**asdict(self), "sentence": self.sentence}


def judge(
    *,
    pairs: int,
    ece: float,
    majority: float,
    against_baseline: Difference | None,
    against_champion: Difference | None,
    figures: Mapping[str, Any] | None = None,
) -> Verdict:
    """The verdict on a model that was tested on ``pairs`` pairs that it never saw.

    A first model must be better than always naming the most common relation (``majority``: that macro-F1) and not
    proven worse than the lexical baseline. A later one must not be worse than the champion: neither by more than
    `SLACK` nor by an interval that lies below zero.
    """
    if pairs < ENOUGH_PAIRS or against_baseline is None:
        few = f"Only {pairs} test pairs that the model never saw; the gate needs {ENOUGH_PAIRS}."
        return Verdict(False, (RuleResult("enough_pairs", False, few),), figures or {})
    rules = [
        RuleResult("enough_pairs", True, f"Judged on {pairs} pairs that it never saw."),
        _better_than_majority(against_baseline.first, majority),
        _not_below("lexical baseline", "not_below_baseline", against_baseline, slack=None),
        RuleResult(
            "calibrated", ece <= WORST_ECE, f"Calibration error (ECE) {ece:.3f}, allowed {WORST_ECE}."
        ),
    ]
    if against_champion is not None:
        rules.append(_not_below("champion", "not_below_champion", against_champion, slack=SLACK))
    return Verdict(all(r.passed for r in rules), tuple(rules), figures or {})


def _better_than_majority(macro_f1: float, majority: float) -> RuleResult:
    sentence = f"Macro-F1 {macro_f1:.3f} against {majority:.3f} of always naming the most common relation."
    return RuleResult("better_than_majority", macro_f1 > majority, sentence)


def _not_below(name: str, rule: str, difference: Difference, *, slack: float | None) -> RuleResult:
    between = difference.difference
    worse = between.high < 0 or (slack is not None and between.value < -slack)
    sentence = (
        f"Macro-F1 {difference.first:.3f} against {difference.second:.3f} of the {name}: "
        f"{between.value:+z.3f} (95 % interval {between.low:+z.3f} to {between.high:+z.3f})."
    )
    return RuleResult(rule, not worse, sentence)
