"""The words a model knows by name, how rare each is, and the hashed character n-grams of any word."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Self
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

MOST_WORDS = 60_000
_LONGEST_REMEMBERED = 24


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words with an embedding of their own.

    Attributes:
        words: in the order of their ids; word i of this tuple has id i + 1, id 0 is every other word.
        idf: (len(words) + 1,) float32, inverse document frequency; entry 0 for unknown words.
        buckets: number of hash buckets of the character n-grams.
    """

    words: tuple[str, ...]
    idf: NDArray[np.float32]
    buckets: int
    ids: Mapping[str, int]

    @classmethod
    def of(cls, words: Sequence[str], idf: NDArray[np.float32], buckets: int) -> Self:
        """A vocabulary from its stored parts."""
        return cls(tuple(words), idf, buckets, {word: number + 1 for number, word in enumerate(words)})

    def extended(self, other: Vocabulary) -> Vocabulary:
        """These words, and those of ``other`` that are new, with ids behind; a word here keeps its frequency."""
        new = [word for word in other.words if word not in self.ids]
        idf = np.concatenate([self.idf, other.idf[[other.ids[word] for word in new]]])
        return Vocabulary.of((*self.words, *new), idf.astype(np.float32), self.buckets)

    @classmethod
    def build(
        cls, titles: Iterable[Sequence[str]], *, buckets: int, keep: Iterable[str] = (), least: int = 2
    ) -> Self:
        """Count the words of ``titles`` (normal forms); those seen in ``least`` titles, or in ``keep``, are known."""
        seen: Counter[str] = Counter()
        count = 0
        for forms in titles:
            seen.update(set(forms))
            count += 1
        wanted = set(keep)
        often = [w for w, n in seen.most_common(MOST_WORDS) if n >= least or w in wanted]
        words = sorted(often)
        rarest = math.log(1.0 + count) + 1.0
        idf = [rarest, *(math.log((1.0 + count) / (1.0 + seen[w])) + 1.0 for w in words)]
        return cls.of(words, np.array(idf, dtype=np.float32), buckets)


def gram_hashes(word: str) -> tuple[int, ...]:
    """CRC-32 of the character 3- to 5-grams of ``<word>`` and of the whole; the same on every machine."""
    return _remembered(word) if len(word) <= _LONGEST_REMEMBERED else _gram_hashes(word)


def _gram_hashes(word: str) -> tuple[int, ...]:
    marked = f"<{word}>"
    grams = {marked}
    for size in (3, 4, 5):
        grams.update(marked[start : start + size] for start in range(len(marked) - size + 1))
    return tuple(sorted(crc32(gram.encode()) for gram in grams))


# At 1 kB each: web processes read whatever is typed, so neither many nor long words may fill their memory.
_remembered = lru_cache(maxsize=65_536)(_gram_hashes)
