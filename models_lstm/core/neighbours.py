"""Nearest title vectors: exact for small sets, an HNSW index for large ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from usearch.index import BatchMatches, Index

_BLOCK_CELLS: Final = 16_000_000
"""Similarities held at once by the exact search: 64 MB."""
_STRETCH: Final = 32


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
    neighbours the rest is filled with id -1 and similarity -inf. Above ``exact_limit`` rows an HNSW index
    (Malkov & Yashunin 2016) answers: recall about 0.97 or more, time n log n instead of n squared.

    Args:
        vectors: (n, d) float32, each of length 1 or 0.
        queries: (m, d) float32.
        threads: to search with.

    Returns:
        ids (m, top) int32 and cosine similarities (m, top) float32.
    """
    if vectors.ndim != 2 or (
        queries is not None and (queries.ndim != 2 or queries.shape[1] != vectors.shape[1])
    ):
        raise ValueError("vectors and queries must be matrices of the same width")
    if top < 1:
        raise ValueError(f"top must be at least 1, not {top}")
    asked = vectors if queries is None else queries
    ids = np.full((len(asked), top), -1, dtype=np.int32)
    similarity = np.full((len(asked), top), -np.inf, dtype=np.float32)
    if len(vectors) == 0 or len(asked) == 0:
        return ids, similarity
    if len(vectors) <= exact_limit:
        _search_exactly(vectors, asked, ids, similarity, skip_self=queries is None, threads=threads)
    else:
        _search_index(vectors, asked, ids, similarity, skip_self=queries is None, threads=threads)
    return ids, similarity


Found = tuple[NDArray[np.int32], NDArray[np.float32]]


def searcher(
    vectors: NDArray[np.float32], *, top: int, exact_limit: int = 50_000, threads: int = 1
) -> Callable[[NDArray[np.float32]], Found]:
    """``nearest`` for many batches of queries: an index is built once where there are many vectors."""
    if len(vectors) <= exact_limit:
        return lambda queries: nearest(vectors, top=top, queries=queries, threads=threads)
    index = VectorIndex(vectors, breadth=max(96, 2 * top), threads=threads)
    return lambda queries: index.nearest(queries, top=top)


def _search_exactly(
    vectors: NDArray[np.float32],
    asked: NDArray[np.float32],
    ids: NDArray[np.int32],
    similarity: NDArray[np.float32],
    *,
    skip_self: bool,
    threads: int,
) -> None:
    """Blocked matrix product, then the best of each row. O(n m d).

    The best ``width`` of a row lie in the ``width`` stretches of ``_STRETCH`` neighbouring cells with the highest
    maxima, so only those are sorted; that is some ten times faster than a partial sort of whole rows.
    """
    torch.set_num_threads(threads)
    count = len(vectors)
    width = min(ids.shape[1], count - 1 if skip_self else count)
    if width == 0:
        return
    stretches = -(-count // _STRETCH)
    rows = max(1, _BLOCK_CELLS // count)
    columns = torch.from_numpy(np.ascontiguousarray(vectors)).T
    inside = np.arange(_STRETCH)
    for start in range(0, len(asked), rows):
        block = torch.full((min(rows, len(asked) - start), stretches * _STRETCH), -torch.inf)
        torch.matmul(torch.from_numpy(asked[start : start + rows]), columns, out=block[:, :count])
        if skip_self:
            here = torch.arange(len(block))
            block[here, here + start] = -torch.inf
        highest = block.view(len(block), stretches, _STRETCH).amax(dim=2).numpy()
        if width < stretches:
            best = np.argpartition(-highest, width - 1, axis=1)[:, :width]
        else:
            best = np.broadcast_to(np.arange(stretches), highest.shape)
        found = (best[:, :, None] * _STRETCH + inside).reshape(len(block), -1)
        values = np.take_along_axis(block.numpy(), found, axis=1)
        order = np.lexsort((found, -values), axis=1)[:, :width]
        ids[start : start + rows, :width] = np.take_along_axis(found, order, axis=1)
        similarity[start : start + rows, :width] = np.take_along_axis(values, order, axis=1)


def _search_index(
    vectors: NDArray[np.float32],
    asked: NDArray[np.float32],
    ids: NDArray[np.int32],
    similarity: NDArray[np.float32],
    *,
    skip_self: bool,
    threads: int,
) -> None:
    """Build an HNSW index over ``vectors`` and ask it, one more than wanted where a row would find itself."""
    index = VectorIndex(vectors, breadth=max(96, 2 * ids.shape[1]), threads=threads)
    for start in range(0, len(asked), _STEP):
        stop = min(start + _STEP, len(asked))
        rows = np.arange(start, stop) if skip_self else None
        found = index.nearest(asked[start:stop], top=ids.shape[1], apart_from=rows)
        ids[start:stop], similarity[start:stop] = found


_STEP: Final = 8192
_EXACTLY: Final = 512
"""Queries whose neighbours' vectors are held at once."""


class VectorIndex:
    """An HNSW index over vectors (n, d) of length 1 or 0, for many questions.

    It holds them in half precision, which halves the time and costs no recall; what it finds is measured again in full.

    Args:
        breadth: how many vectors a search keeps an eye on: twice the number of those wanted finds nearly all.
    """

    def __init__(self, vectors: NDArray[np.float32], *, breadth: int = 96, threads: int = 1) -> None:
        self._vectors, self._threads = vectors, threads
        self._index = Index(
            ndim=vectors.shape[1],
            metric="cos",
            dtype="bf16",
            connectivity=16,
            expansion_add=96,
            expansion_search=breadth,
        )
        self._index.add(np.arange(len(vectors)), np.ascontiguousarray(vectors), threads=threads)

    def nearest(
        self,
        queries: NDArray[np.float32],
        *,
        top: int,
        apart_from: NDArray[np.int64] | None = None,
    ) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Ids (m, top) and cosines (m, top), best first; -1 and -inf where there are fewer.

        Args:
            apart_from: (m,) a row for each query that shall not be found.
        """
        wanted = min(top + (apart_from is not None), len(self._vectors))
        matches = self._index.search(np.ascontiguousarray(queries), wanted, threads=self._threads)
        keys = np.atleast_2d(np.asarray(matches.keys)).astype(np.int64)
        counts = matches.counts if isinstance(matches, BatchMatches) else [len(matches)]
        usable = np.arange(keys.shape[1])[None, :] < np.asarray(counts)[:, None]
        if apart_from is not None:
            usable &= keys != apart_from[:, None]
        values = np.where(usable, self._cosines(queries, np.where(usable, keys, 0)), -np.inf)
        order = np.argsort(-values, axis=1, kind="stable")[:, :top]
        ids = np.full((len(queries), top), -1, dtype=np.int32)
        similarity = np.full((len(queries), top), -np.inf, dtype=np.float32)
        width = order.shape[1]
        taken = np.take_along_axis(usable, order, axis=1)
        ids[:, :width] = np.where(taken, np.take_along_axis(keys, order, axis=1), -1)
        similarity[:, :width] = np.take_along_axis(values, order, axis=1)
        return ids, similarity

    def _cosines(self, queries: NDArray[np.float32], keys: NDArray[np.int64]) -> NDArray[np.float32]:
        values = np.empty(keys.shape, dtype=np.float32)
        for start in range(0, len(keys), _EXACTLY):
            part = slice(start, start + _EXACTLY)
            values[part] = np.matmul(self._vectors[keys[part]], queries[part, :, None])[:, :, 0]
        return values
