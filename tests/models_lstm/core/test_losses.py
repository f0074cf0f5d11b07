from __future__ import annotations

import math

import pytest
import torch

from models_lstm.core.losses import denial_loss


def test_a_denial_costs_what_is_left_of_the_other_relations() -> None:
    logits = torch.log(torch.tensor([[0.5, 0.3, 0.1, 0.04, 0.03, 0.02, 0.01]]))

    loss = denial_loss(logits, torch.tensor([1]), torch.ones(1))

    assert float(loss) == pytest.approx(-math.log(0.7), abs=1e-6)


def test_a_denial_takes_from_its_relation_and_gives_to_all_others() -> None:
    logits = torch.tensor([[3.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0]], requires_grad=True)

    denial_loss(logits, torch.tensor([0]), torch.ones(1)).backward()  # type: ignore[no-untyped-call]

    assert logits.grad is not None
    slope = logits.grad[0]
    assert slope[0] > 0 and (slope[1:] < 0).all()
    assert float(slope.sum()) == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize("sure", [80.0, -80.0, -math.inf])
def test_a_denial_of_what_is_certain_or_impossible_stays_finite(sure: float) -> None:
    logits = torch.tensor([[sure, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]], requires_grad=True)

    loss = denial_loss(logits, torch.tensor([0]), torch.ones(1))
    loss.backward()  # type: ignore[no-untyped-call]

    assert logits.grad is not None
    assert math.isfinite(float(loss)) and torch.isfinite(logits.grad).all()
