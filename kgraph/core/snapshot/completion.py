"""What a title can be completed from: the beginning of each of its words, sorted.

An *entry* is a title from one of its words on: "senior software engineer" has the entries of itself, "software
engineer" and "engineer". All entries sorted by their bytes (a suffix array over word boundaries, after Manber and
Myers 1993) make every search by beginning a range, found by halving. Ranges too long to be ranked while somebody
types have their best titles stored.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from kgraph.core.snapshot.content import Numbers
from kgraph.core.snapshot.layout import Array, array_view
from kgraph.core.snapshot.strings import Strings, pack_strings
from kgraph.core.snapshot.words import WORD

TOP = 64
LONG = 2_048
"""Ranges with more entries than this have their `TOP` best stored."""
MAX_HEAD = 48
"""Bytes of an entry that are compared; beginnings are cut to this."""
AT_START = 4.0
"""How much more a title counts that begins with what was typed, rather than having it inside."""


def _entries(keys: Sequence[str]) -> Iterator[tuple[bytes, int, int]]:
    for title, key in enumerate(keys):
        data = key.encode()
        starts = {0}
        for match in WORD.finditer(key):
            if match.start():
                starts.add(len(key[: match.start()].encode()))
        for start in starts:
            yield data[start : start + MAX_HEAD], title, start


def pack_completion(keys: Sequence[str], count: Numbers) -> dict[str, Array]:
    """The entries ``entry_title`` (int32) and ``entry_start`` (uint16, bytes) in order, the stored beginnings
    ``beginning_*`` and the titles of each, best first, as rows ``beginning_tops_offsets`` and ``beginning_tops``.

    Args:
        keys: folded titles, T of them.
        count: how often each was seen, which ranks them.
    """
    entries = sorted(_entries(keys))
    title = np.fromiter((e[1] for e in entries), dtype=np.int32, count=len(entries))
    start = np.fromiter((e[2] for e in entries), dtype=np.uint16, count=len(entries))
    heads = [e[0] for e in entries]
    length = np.array([len(key.encode()) for key in keys], dtype=np.int64)
    weight = weights(title, start, np.asarray(count), length)
    beginnings: list[bytes] = []
    tops: list[npt.NDArray[np.int32]] = []
    for beginning, low, high in _long_ranges(heads):
        beginnings.append(beginning)
        tops.append(best_titles(title[low:high], weight[low:high], TOP))
    order = sorted(range(len(beginnings)), key=beginnings.__getitem__)
    offsets = np.zeros(len(order) + 1, dtype=np.int64)
    np.cumsum([len(tops[i]) for i in order], out=offsets[1:])
    return {
        "entry_title": title,
        "entry_start": start,
        **pack_strings("beginning", [beginnings[i] for i in order]),
        "beginning_tops_offsets": offsets,
        "beginning_tops": np.concatenate([tops[i] for i in order]) if order else np.zeros(0, dtype=np.int32),
    }


def weights(
    title: npt.NDArray[np.int32], start: npt.NDArray[np.uint16], count: Numbers, length: Numbers
) -> npt.NDArray[np.float64]:
    """How entries rank: by use, with a preference for titles that begin with what was typed; of equals the shorter.

    Args:
        length: bytes of each title.
    """
    use = np.maximum(count[title], 1) * np.where(start == 0, AT_START, 1.0)
    return np.asarray(use * (1.0 + 1e-3 / (1 + length[title])), dtype=np.float64)


def best_titles(
    title: npt.NDArray[np.int32], weight: npt.NDArray[np.float64], top: int
) -> npt.NDArray[np.int32]:
    """The ``top`` best different titles of some entries: by weight, then by number."""
    wanted = min(len(title), top * 3)  # a title may have several entries in a range
    if wanted < len(title):
        kept = np.argpartition(-weight, wanted - 1)[:wanted]
        # Ties at the edge of the cut would depend on the partition; take all of them.
        kept = np.flatnonzero(weight >= weight[kept].min())
        title, weight = title[kept], weight[kept]
    order = np.lexsort((title, -weight))
    ranked = title[order]
    _, first = np.unique(ranked, return_index=True)
    return np.asarray(ranked[np.sort(first)][:top], dtype=np.int32)


def _after(beginning: bytes) -> bytes:
    """A string that sorts after everything that begins so (no UTF-8 string holds the byte 255)."""
    return beginning + b"\xff"


def _long_ranges(heads: list[bytes]) -> Iterator[tuple[bytes, int, int]]:
    """All beginnings of whole characters whose range is long, with the range."""
    todo = [(b"", 0, len(heads))]
    while todo:
        beginning, low, high = todo.pop()
        if high - low <= LONG or len(beginning) >= MAX_HEAD - 4:
            continue
        if beginning:
            yield beginning, low, high
        while low < high:
            rest = heads[low][len(beginning) :].decode(errors="ignore")
            if not rest:
                low += 1
                continue
            longer = beginning + rest[0].encode()
            end = bisect_left(heads, _after(longer), low, high)
            todo.append((longer, low, max(end, low + 1)))
            low = max(end, low + 1)


class Completion:
    """The opened index."""

    __slots__ = (
        "_beginnings",
        "_count",
        "_keys",
        "_length",
        "_start",
        "_start_view",
        "_title",
        "_title_view",
        "_tops",
        "_tops_offsets",
    )

    def __init__(self, arrays: dict[str, Array], keys: Strings, beginnings: Strings) -> None:
        self._keys = keys
        self._title: npt.NDArray[np.int32] = arrays["entry_title"]
        self._start: npt.NDArray[np.uint16] = arrays["entry_start"]
        self._title_view = array_view(self._title)
        self._start_view = array_view(self._start)
        self._count: Numbers = arrays["title_count"]
        self._length: Numbers = np.diff(arrays["title_key_offsets"])
        self._beginnings = beginnings
        self._tops: npt.NDArray[np.int32] = arrays["beginning_tops"]
        self._tops_offsets: Numbers = arrays["beginning_tops_offsets"]

    def range_of(self, beginning: str) -> tuple[int, int]:
        """The entries that begin so, as a half-open range."""
        data = beginning.encode()[: MAX_HEAD - 4]
        low = self._left(data, 0)
        return low, self._left(_after(data), low)

    def _left(self, data: bytes, low: int) -> int:
        """The first entry from ``low`` on that does not come before ``data``."""
        titles, starts = self._title_view, self._start_view
        head = self._keys.head
        high = len(titles)
        while low < high:
            middle = (low + high) // 2
            if head(titles[middle], starts[middle], MAX_HEAD) < data:
                low = middle + 1
            else:
                high = middle
        return low

    def best(self, beginning: str, top: int = TOP) -> list[int]:
        """The best titles with a word from which on they begin so. Ranks `LONG` entries at the most, or looks up."""
        low, high = self.range_of(beginning)
        if low == high:
            return []
        if high - low > LONG and top <= TOP:
            stored = self._stored(beginning)
            if stored is not None:
                return stored[:top]
        title = self._title[low:high]
        weight = weights(title, self._start[low:high], self._count, self._length)
        return [int(t) for t in best_titles(title, weight, top)]

    def titles(self, beginning: str) -> npt.NDArray[np.int32]:
        """All titles with a word from which on they begin so; a title may occur more than once."""
        low, high = self.range_of(beginning)
        return self._title[low:high]

    def _stored(self, beginning: str) -> list[int] | None:
        data = beginning.encode()
        low, high = 0, len(self._beginnings)
        while low < high:
            middle = (low + high) // 2
            if self._beginnings.raw(middle) < data:
                low = middle + 1
            else:
                high = middle
        if low == len(self._beginnings) or self._beginnings.raw(low) != data:
            return None
        start, stop = int(self._tops_offsets[low]), int(self._tops_offsets[low + 1])
        return [int(t) for t in self._tops[start:stop]]
