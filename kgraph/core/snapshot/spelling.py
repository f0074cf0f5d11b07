"""Words within one typing slip of a word: one letter too many, missing, wrong, or two swapped.

Two words are one slip apart only when they become equal by leaving out at most one letter of each (Mor and
Fraenkel 1982; the deletion dictionary of "SymSpell"). So every word is filed under itself and under each of its
shortened forms, by a 32-bit hash; what is found is then compared letter by letter.
"""

from __future__ import annotations

import math
import zlib
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from kgraph.core.snapshot.layout import Array, array_view
from kgraph.core.snapshot.strings import Strings, pack_strings
from kgraph.core.snapshot.words import words_of

SHORTEST = 4
"""Shorter words are not filed: one slip makes most of them another word."""
LONGEST = 24
_REMEMBERED = 50_000


def shortened(word: str) -> set[str]:
    """The word itself and all that come of leaving out one letter."""
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}


def _hash(word: str) -> int:
    return zlib.crc32(word.encode())


def pack_spelling(keys: Sequence[str]) -> dict[str, Array]:
    """The words ``word_*`` in ascending order of their bytes, ``word_titles`` (in how many titles each occurs) and
    the files ``slip_hash`` (uint32, ascending) and ``slip_word`` (int32)."""
    seen = Counter(word for key in keys for word in set(words_of(key)))
    words = sorted(seen, key=str.encode)
    filed = sorted(
        (_hash(form), index)
        for index, word in enumerate(words)
        if SHORTEST <= len(word) <= LONGEST
        for form in shortened(word)
    )
    return {
        **pack_strings("word", words),
        "word_titles": np.array([seen[word] for word in words], dtype=np.int64),
        "slip_hash": np.array([hash_ for hash_, _ in filed], dtype=np.uint32),
        "slip_word": np.array([word for _, word in filed], dtype=np.int32),
    }


def one_slip_apart(one: str, other: str) -> bool:
    """Whether one insertion, deletion, replacement, or swap of neighbours makes one word of the other; or none."""
    if one == other:
        return True
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1:
        return False
    start = 0
    while start < len(one) and one[start] == other[start]:
        start += 1
    if len(one) < len(other):
        return one[start:] == other[start + 1 :]
    if one[start + 1 :] == other[start + 1 :]:
        return True
    swapped = one[start : start + 2][::-1] == other[start : start + 2]
    return swapped and one[start + 2 :] == other[start + 2 :]


class Spelling:
    """The opened index."""

    __slots__ = ("_hashes", "_seen", "_slips", "_titles", "_weights", "words")

    def __init__(self, arrays: dict[str, Array], words: Strings) -> None:
        self.words = words
        self._seen: dict[str, int] = {}
        self._weights: dict[str, float] = {}
        self._titles = array_view(arrays["word_titles"])
        self._hashes = array_view(arrays["slip_hash"])
        self._slips = array_view(arrays["slip_word"])

    def frequency(self, word: str) -> int:
        """In how many titles a word occurs. What was asked lately is remembered."""
        known = self._seen.get(word)
        if known is None:
            if len(self._seen) >= _REMEMBERED:
                self._seen.clear()
            known = self._seen[word] = self._count(word)
        return known

    def weight(self, word: str, titles: int) -> float:
        """How much a word tells among so many titles: more, the rarer it is. Remembered likewise."""
        known = self._weights.get(word)
        if known is None:
            if len(self._weights) >= _REMEMBERED:
                self._weights.clear()
            known = self._weights[word] = math.log1p(titles / (1 + self.frequency(word)))
        return known

    def _count(self, word: str) -> int:
        data = word.encode()
        low, high = 0, len(self.words)
        while low < high:
            middle = (low + high) // 2
            if self.words.raw(middle) < data:
                low = middle + 1
            else:
                high = middle
        found = low < len(self.words) and self.words.raw(low) == data
        return int(self._titles[low]) if found else 0

    def near(self, word: str, top: int = 5) -> list[str]:
        """Other words one slip away. Of three letters only with the fourth put back.

        First those that begin alike, then those in most titles: few slips are made in the first letter of a word
        (Yannakoudakis and Fawthrop 1983).
        """
        if not SHORTEST - 1 <= len(word) <= LONGEST:
            return []
        found = {
            self.words[index]: int(self._titles[index])
            for form in shortened(word)
            for index in self._filed(_hash(form))
        }
        apart = [other for other in found if other != word and one_slip_apart(word, other)]
        return sorted(apart, key=lambda other: (other[0] != word[0], -found[other], other))[:top]

    def _filed(self, hash_: int) -> Iterator[int]:
        at = bisect_left(self._hashes, hash_)
        while at < len(self._hashes) and self._hashes[at] == hash_:
            yield self._slips[at]
            at += 1
