"""Quality of ranked lists: hits@k and mean reciprocal rank."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class RankReport:
    """Share of queries with a right answer among the first k, and the mean of 1/rank of the first right one."""

    queries: int
    hits: Mapping[int, float]
    mrr: float


def rank_metrics(
    ranked: NDArray[np.int32], relevant: Sequence[Collection[int]], *, ks: Sequence[int] = (1, 5, 10, 50)
) -> RankReport:
    """Metrics of ranked ids (n, top), best first, -1 = none, against the right ids of each query."""
    raise NotImplementedError
