"""Several processes that train one model together, started by ``torchrun``: each takes its share of every step.

Gradients are averaged after each step (gloo on the CPU, NCCL on GPUs), so all members always hold the same weights; the
first one alone writes. Without ``torchrun`` a team has one member and none of this costs anything.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, Self

import torch
import torch.distributed as dist
from torch import Tensor, nn

from models_lstm.core.features import Ints


@dataclass(frozen=True, slots=True)
class Team:
    """The member ``rank`` (from 0) of ``size``."""

    rank: int = 0
    size: int = 1

    @classmethod
    @contextmanager
    def gathered(cls, device: torch.device) -> Iterator[Self]:
        """The team that ``torchrun`` started this process in (its RANK and WORLD_SIZE), or a team of one.

        Raises:
            RuntimeError: the others cannot be reached.
        """
        size = _started()
        if size < 2:
            yield cls()
            return
        if dist.is_initialized():  # by who called
            yield cls(dist.get_rank(), size)
            return
        if device.type == "cuda":
            torch.cuda.set_device(device)
        dist.init_process_group("cpu:gloo,cuda:nccl" if device.type == "cuda" else "gloo")
        try:
            yield cls(dist.get_rank(), size)
        finally:
            dist.destroy_process_group()

    def wait(self) -> None:
        """Until all members have come here."""
        if self.size > 1:
            dist.barrier()

    @property
    def leads(self) -> bool:
        """Whether this member writes and speaks for all."""
        return self.rank == 0

    def share(self, rows: Ints) -> Ints:
        """This member's part of a step's rows; all of them where there are too few to share."""
        few = self.size == 1 or len(rows) < 2 * self.size
        return rows if few else rows[self.rank :: self.size]

    def average_gradients(self, parameters: Iterable[Tensor]) -> None:
        """Give every member the mean of all members' gradients, sparse ones too."""
        if self.size == 1:
            return
        for parameter in parameters:
            if parameter.grad is None:
                continue
            gradient = parameter.grad.coalesce() if parameter.grad.is_sparse else parameter.grad
            if gradient.is_sparse and gradient.is_cuda:  # NCCL adds dense tensors only
                gradient = gradient.cpu()
            dist.all_reduce(gradient)
            parameter.grad = (gradient / self.size).to(parameter.device)

    def average_buffers(self, network: nn.Module) -> None:
        """Give every member the mean of what the members have counted (running means, not numbers of steps)."""
        if self.size == 1:
            return
        for buffer in network.buffers():
            if buffer.is_floating_point():
                dist.all_reduce(buffer)
                buffer /= self.size

    def any(self, answer: bool) -> bool:
        """Whether any member says yes: all hear the same, so that all stop at the same step."""
        if self.size == 1:
            return answer
        said = torch.tensor([float(answer)])
        dist.all_reduce(said)
        return bool(said.item() > 0)

    def agree(self, number: int) -> int:
        """The first member's number, told to all: the others wait for it."""
        if self.size == 1:
            return number
        told = torch.tensor([number])
        dist.broadcast(told, src=0)
        return int(told.item())


ALONE: Final = Team()


def _started() -> int:
    """How many processes ``torchrun`` started; 1 without it."""
    return int(os.environ.get("WORLD_SIZE", "1")) if "RANK" in os.environ else 1


def member_device(name: str) -> str:
    """The device of this process: of ``cuda``, each of the members on a machine takes a card of its own."""
    alone = _started() < 2 or name != "cuda"
    return name if alone else f"cuda:{os.environ.get('LOCAL_RANK', '0')}"
