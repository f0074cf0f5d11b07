"""Quality of ranked lists: hits@k and mean reciprocal rank."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class RankReport:
    """Share of queries with a right answer among the first k, and the mean of 1/rank of the first right one."""

    queries: int
    hits: Mapping[int, float]
    mrr: float

    def to_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON (the keys of ``hits`` become strings)."""
        return {**asdict(self), "hits": {str(k): v for k, v in self.hits.items()}}


def first_hit_ranks(ranked: NDArray[np.int32], relevant: Sequence[Collection[int]]) -> NDArray[np.int64]:
    """Rank (from 1) of the first right id in each row of ``ranked`` (n, top), 0 where there is none."""
    ranks = np.zeros(len(relevant), dtype=np.int64)
    for row, right in enumerate(relevant):
        places = np.flatnonzero(np.isin(ranked[row], list(right)))
        if len(places):
            ranks[row] = places[0] + 1
    return ranks


def rank_metrics(
    ranked: NDArray[np.int32], relevant: Sequence[Collection[int]], *, ks: Sequence[int] = (1, 5, 10, 50)
) -> RankReport:
    """Metrics of ranked ids (n, top), best first, -1 = none, against the right ids of each query.

    A query without a right id counts as missed. Right answers beyond ``top`` are not seen: they add nothing to MRR.
    """
    if len(ranked) != len(relevant):
        raise ValueError(f"{len(ranked)} ranked lists for {len(relevant)} queries")
    ranks = first_hit_ranks(ranked, relevant)
    if not len(ranks):
        return RankReport(0, {k: 0.0 for k in ks}, 0.0)
    found = ranks > 0
    reciprocal = np.where(found, 1.0 / np.maximum(ranks, 1), 0.0)
    return RankReport(
        len(ranks), {k: float((found & (ranks <= k)).mean()) for k in ks}, float(reciprocal.mean())
    )
