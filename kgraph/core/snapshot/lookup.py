"""Exact lookup of a folded title: its hash by halving, then the string itself."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Sequence

import numpy as np

from kgraph.core.snapshot.layout import Array, array_view
from kgraph.core.snapshot.strings import Strings


def key_hash(key: str) -> int:
    """64 bits of BLAKE2b."""
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "little")


def pack_lookup(keys: Sequence[str]) -> dict[str, Array]:
    """The hashes ``key_hash`` (uint64, ascending) and the title of each, ``key_title`` (int32)."""
    hashes = np.fromiter((key_hash(key) for key in keys), dtype=np.uint64, count=len(keys))
    order = np.argsort(hashes, kind="stable")
    return {"key_hash": hashes[order], "key_title": order.astype(np.int32)}


class Lookup:
    """The opened index."""

    __slots__ = ("_hashes", "_keys", "_titles")

    def __init__(self, arrays: dict[str, Array], keys: Strings) -> None:
        self._hashes = array_view(arrays["key_hash"])
        self._titles = array_view(arrays["key_title"])
        self._keys = keys

    def titles(self, key: str) -> list[int]:
        """The titles with this key: none, one, or one in each of several languages."""
        wanted = key_hash(key)
        at = bisect_left(self._hashes, wanted)
        found = []
        while at < len(self._hashes) and self._hashes[at] == wanted:
            title = self._titles[at]
            if self._keys[title] == key:
                found.append(title)
            at += 1
        return found
