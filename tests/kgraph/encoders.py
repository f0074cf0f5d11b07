"""An encoder for tests that knows which words mean the same: each sense has a direction of its own."""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

import numpy as np

from kgraph.core.snapshot.learned import Floats
from kgraph.core.snapshot.words import words_of

WIDTH = 64


class Senses:
    """Titles to the mean direction of their words' senses.

    Args:
        same: word -> the word in whose sense it is read.
    """

    def __init__(self, **same: str) -> None:
        self.same = same
        self.read: list[str] = []

    @property
    def dimensions(self) -> int:
        """Width of the vectors."""
        return WIDTH

    def vectors(self, titles: Sequence[str]) -> Floats:
        """(n, `WIDTH`)."""
        self.read += titles
        found = np.zeros((len(titles), WIDTH), dtype=np.float32)
        for place, title in enumerate(titles):
            for word in words_of(title.casefold()):
                seed = crc32(self.same.get(word, word).encode())
                found[place] += np.random.default_rng(seed).standard_normal(WIDTH)
        return np.asarray(found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9))
