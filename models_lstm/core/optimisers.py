"""Adam for two kinds of weights: embedding tables, of which a step touches few rows, and everything else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import torch
from torch import Tensor
from torch.nn.utils import clip_grad_norm_
from torch.optim import AdamW, Optimizer, SparseAdam

from models_lstm.core.network import RelationNetwork
from models_lstm.core.team import ALONE, Team

_SPARSE: Final = ("encoder.words.weight", "encoder.grams.weight")
_CLIP: Final = 1.0


class Optimisers:
    """The optimisers of one stage: sparse Adam on the tables, AdamW on the rest of the encoder and on the head.

    Args:
        anchor_rate: learning rate of the concepts' anchors, where the network has them.
        team: whose gradients are averaged before each step.
    """

    def __init__(
        self,
        network: RelationNetwork,
        *,
        encoder_rate: float,
        head_rate: float,
        weight_decay: float,
        anchor_rate: float = 0.0,
        team: Team = ALONE,
    ) -> None:
        self._team = team
        named = dict(network.named_parameters())
        self._rates: dict[str, float] = {}
        self._parameters: dict[str, Tensor] = {}
        groups: dict[str, list[str]] = {"sparse": [], "anchors": [], "encoder": [], "head": []}
        for name, parameter in named.items():
            kind = "sparse" if name in _SPARSE else name.split(".")[0]
            groups[kind].append(name)
            self._parameters[name] = parameter
        self._dense = [named[n] for n in (*groups["encoder"], *groups["head"])]
        self._optimisers: list[tuple[Optimizer, list[str], list[float]]] = [
            (SparseAdam([named[n] for n in groups["sparse"]], lr=1.0), groups["sparse"], [encoder_rate]),
            (
                AdamW(
                    [{"params": [named[n] for n in groups[kind]]} for kind in ("encoder", "head")],
                    lr=1.0,
                    weight_decay=weight_decay,
                ),
                [*groups["encoder"], *groups["head"]],
                [encoder_rate, head_rate],
            ),
        ]
        if groups["anchors"] and anchor_rate:
            anchors = SparseAdam([named[n] for n in groups["anchors"]], lr=1.0)
            self._optimisers.append((anchors, groups["anchors"], [anchor_rate]))

    def step(self, loss: Tensor, factor: float) -> None:
        """One step down ``loss`` at ``factor`` of the learning rates."""
        for optimiser, _, _ in self._optimisers:
            optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        self._team.average_gradients(self._parameters.values())
        clip_grad_norm_(self._dense, _CLIP)
        for optimiser, _, rates in self._optimisers:
            for group, rate in zip(optimiser.param_groups, rates, strict=True):
                group["lr"] = max(rate * factor, 1e-12)
            optimiser.step()

    def state(self) -> dict[str, Tensor]:
        """Moments and step counts as named tensors, for a checkpoint."""
        tensors: dict[str, Tensor] = {}
        for optimiser, names, _ in self._optimisers:
            for name in names:
                for key, value in optimiser.state.get(self._parameters[name], {}).items():
                    tensor = value if isinstance(value, Tensor) else torch.tensor(value, dtype=torch.int64)
                    tensors[f"{name}|{key}"] = tensor.detach().clone()
        return tensors

    def restore(self, tensors: Mapping[str, Tensor]) -> None:
        """Take over what ``state`` gave."""
        for optimiser, names, _ in self._optimisers:
            for name in names:
                found = {k.split("|")[1]: t for k, t in tensors.items() if k.split("|")[0] == name}
                if found:
                    step = found["step"]
                    whole = int(step) if step.dtype == torch.int64 else step.clone()
                    moments = {
                        k: t.to(self._parameters[name].device) for k, t in found.items() if k != "step"
                    }
                    optimiser.state[self._parameters[name]] = {"step": whole, **moments}
