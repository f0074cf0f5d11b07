"""Nearest title vectors: exact for small sets, an HNSW index for large ones."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def nearest(
    vectors: NDArray[np.float32],
    *,
    top: int,
    queries: NDArray[np.float32] | None = None,
    exact_limit: int = 50_000,
    threads: int = 1,
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """The ``top`` most similar rows of ``vectors`` for each query, best first.

    Without ``queries`` every row looks for the others (never itself). Where there are fewer than ``top``
    neighbours the rest is filled with id -1 and similarity -inf.

    Returns:
        ids (n, top) int32 and cosine similarities (n, top) float32.
    """
    raise NotImplementedError
