"""Rungs and ladders: how high each concept stands in seniority, and which concepts stand on one ladder.

A concept's rung is the length of the longest way down to somebody who has nobody below (0 for those). Taking the
longest way puts everybody above all whom they outrank, also where a shorter way skips a rung. A ladder is a
connected component of the ``senior`` edges.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from kgraph.core.snapshot.content import ContentWrong, Numbers
from kgraph.core.snapshot.layout import Array


def longest_ways(concepts: int, high: Numbers, low: Numbers, what: str) -> npt.NDArray[np.int32]:
    """For each concept the longest way down, by peeling off the lowest level again and again.

    Cost: edges times the height of the graph.

    Args:
        high: dense numbers of the upper ends of the edges; ``low`` of the lower ends.

    Raises:
        ContentWrong: the edges run in a circle; ``what`` names them.
    """
    rung = np.zeros(concepts, dtype=np.int32)
    below = np.bincount(high, minlength=concepts)
    level = 0
    while len(high):
        free = below[low] == 0
        if not free.any():
            raise ContentWrong(f"The {what} edges run in a circle.")
        level += 1
        rung[high[free]] = level  # levels only rise, so the last one written is the longest
        below -= np.bincount(high[free], minlength=concepts)
        high, low = high[~free], low[~free]
    return rung


def components(concepts: int, one: Numbers, other: Numbers) -> npt.NDArray[np.int32]:
    """For each concept the smallest dense number in its connected component (itself when it stands alone).

    Hooking of the larger root under the smaller one and pointer jumping (Shiloach and Vishkin 1982), whole arrays
    at a time.
    """
    root = np.arange(concepts, dtype=np.int64)
    while len(one):
        low, high = np.minimum(root[one], root[other]), np.maximum(root[one], root[other])
        open_ = low != high
        if not open_.any():
            break
        one, other = one[open_], other[open_]
        np.minimum.at(root, high[open_], low[open_])
        while not np.array_equal(jumped := root[root], root):
            root = jumped
    return root.astype(np.int32)


def pack_ladders(concepts: int, high: Numbers, low: Numbers) -> dict[str, Array]:
    """The arrays ``ladder_rung``, ``ladder_of`` (one number for all on a ladder, -1 for those on none), and the
    members of each ladder as rows ``ladder_members_offsets`` and ``ladder_members``."""
    rung = longest_ways(concepts, high, low, "senior")
    root = components(concepts, high, low)
    size = np.bincount(root, minlength=concepts)
    ladders = np.flatnonzero(size > 1)
    number = np.full(concepts, -1, dtype=np.int32)
    number[ladders] = np.arange(len(ladders), dtype=np.int32)
    ladder_of = number[root] if concepts else number
    on_one = np.flatnonzero(ladder_of >= 0)
    members = on_one[np.lexsort((on_one, rung[on_one], ladder_of[on_one]))]
    offsets = np.zeros(len(ladders) + 1, dtype=np.int64)
    np.cumsum(size[ladders], out=offsets[1:])
    return {
        "ladder_rung": rung,
        "ladder_of": ladder_of,
        "ladder_members_offsets": offsets,
        "ladder_members": members.astype(np.int32),
    }
