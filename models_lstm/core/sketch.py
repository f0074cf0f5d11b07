"""How titles are spelled, as short dense vectors, so that one nearest-neighbour search sees spelling and meaning.

An encoder knows what its titles taught it; of words that it never met only the spelling is left. The search vector of a
title is therefore its encoder vector beside a random projection of its weighted character n-grams (Johnson and
Lindenstrauss 1984; signs as in Achlioptas 2003): the cosine of two search vectors is
``(1 - share) * cos(meaning) + share * cos(spelling)``, the latter up to an error of about 1 / sqrt(WIDTH).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from models_lstm.core.features import Floats, Ints

WIDTH: Final = 256
SHARES: Final = (0.0, 0.1, 0.2, 0.35, 0.5)
"""Shares of spelling that are tried."""
DEFAULT_SHARE: Final = 0.35
"""Where nothing can be measured."""
LEAST_QUERIES: Final = 50
"""Titles with a known synonym below which nothing is measured."""


@lru_cache(maxsize=2)
def _signs(buckets: int) -> Floats:
    draw = np.random.default_rng(20_03)
    signs = draw.integers(0, 2, size=(buckets, WIDTH), dtype=np.int8)
    return (2.0 * signs - 1.0).astype(np.float32) / np.float32(np.sqrt(WIDTH))


def spelling_sketch(grams: sparse.csr_matrix) -> Floats:
    """Vectors (n, WIDTH) of length 1 (or 0 for a title without letters) of weighted n-grams (n, buckets)."""
    return unit(np.asarray(grams @ _signs(grams.shape[1]), dtype=np.float32))


def unit(vectors: Floats) -> Floats:
    """Rows scaled to length 1; rows of zeros stay."""
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(length, 1e-9), dtype=np.float32)


def joined(meaning: Floats, spelling: Floats, share: float) -> Floats:
    """Search vectors: ``meaning`` (n, d) and ``spelling`` (n, WIDTH), each of length 1, at the given share in 0..1."""
    if not share:
        return meaning
    return np.concatenate([np.sqrt(1.0 - share) * meaning, np.sqrt(share) * spelling], axis=1).astype(
        np.float32
    )


def best_share(
    meaning: Floats, spelling: Floats, concepts: Ints, asked: Ints, *, shares: Sequence[float] = SHARES
) -> float:
    """The share at which most of the titles ``asked`` have another title of their concept as their nearest.

    Args:
        meaning, spelling: (n, d) and (n, WIDTH) of all titles. concepts: (n,).
        asked: rows whose concept has another title.

    Returns:
        the least of the best shares; `DEFAULT_SHARE` where fewer than `LEAST_QUERIES` titles are asked.
    """
    if len(asked) < LEAST_QUERIES:
        return DEFAULT_SHARE
    found = np.zeros(len(shares), dtype=np.int64)
    for start in range(0, len(asked), 512):
        rows = asked[start : start + 512]
        near, alike = meaning[rows] @ meaning.T, spelling[rows] @ spelling.T
        for place, share in enumerate(shares):
            similarity: NDArray[np.float32] = (1.0 - share) * near + share * alike
            similarity[np.arange(len(rows)), rows] = -np.inf
            found[place] += int((concepts[similarity.argmax(axis=1)] == concepts[rows]).sum())
    return float(shares[int(found.argmax())])
