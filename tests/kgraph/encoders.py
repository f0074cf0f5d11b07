"""An encoder for tests that knows which words mean the same: each sense has a direction of its own."""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

import numpy as np

from kgraph.core.snapshot.content import Numbers
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

    def words(self, titles: Sequence[str]) -> tuple[Floats, Numbers]:
        """The directions of the words' senses, and which of them each title has."""
        numbers = {"": 0}
        rows = [
            [numbers.setdefault(word, len(numbers)) for word in words_of(title.casefold())]
            for title in titles
        ]
        vectors = np.stack([self._sense(word) if word else np.zeros(WIDTH, np.float32) for word in numbers])
        width = max([1, *map(len, rows)])
        padded = np.array([row + [-1] * (width - len(row)) for row in rows], dtype=np.int64).reshape(
            -1, width
        )
        return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)), padded

    def _sense(self, word: str) -> Floats:
        seed = crc32(self.same.get(word, word).encode())
        return np.random.default_rng(seed).standard_normal(WIDTH).astype(np.float32)

    def vectors(self, titles: Sequence[str]) -> Floats:
        """(n, `WIDTH`)."""
        self.read += titles
        found = np.zeros((len(titles), WIDTH), dtype=np.float32)
        for place, title in enumerate(titles):
            for word in words_of(title.casefold()):
                found[place] += self._sense(word)
        return np.asarray(found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9))
