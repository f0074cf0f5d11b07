"""Titles by the runs of three bytes in them, for finding the nearest to one that nobody has seen.

Cosine of binary vectors weighted by inverse document frequency (Salton and Buckley 1988), with an inverted list
for each run. Bytes of UTF-8 rather than letters, so that every script works alike and the whole index is built
by array operations.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from kgraph.core.snapshot.content import Numbers
from kgraph.core.snapshot.layout import Array
from kgraph.core.snapshot.words import plain

RUN = 3
_BATCH = 200_000
BUDGET = 40_000
"""Entries of lists that are read for one question; beyond it the commonest runs count only for the best titles."""
_LEAST = 3
_BLOCK = 64
_SOME = float(np.nextafter(0, 1))
"""More than nothing."""


def grams_of(text: str) -> npt.NDArray[np.int64]:
    """The different runs of a text with a space at either end, as 24-bit numbers, ascending."""
    data = np.frombuffer(f" {text} ".encode(), dtype=np.uint8).astype(np.int64)
    if len(data) < RUN:
        return np.zeros(0, dtype=np.int64)
    return np.unique((data[:-2] << 16) | (data[1:-1] << 8) | data[2:])


def _postings(texts: Sequence[str], first: int) -> Numbers:
    """All (run, title) of some titles as one number each, run first; ascending and without repeats."""
    data = np.frombuffer(b"".join(f" {text} ".encode() for text in texts), dtype=np.uint8).astype(np.int64)
    sizes = np.array([len(text.encode()) + 2 for text in texts], dtype=np.int64)
    ends = np.cumsum(sizes)
    title = np.repeat(np.arange(len(texts), dtype=np.int64), sizes)
    run = (data[:-2] << 16) | (data[1:-1] << 8) | data[2:]
    inside = np.arange(len(run), dtype=np.int64) + 2 < ends[title[: len(run)]]
    both = (run[inside] << 32) | (title[: len(run)][inside] + first)
    both.sort()  # and then to look for repeats takes a tenth of what np.unique takes
    fresh = np.ones(len(both), dtype=bool)
    np.not_equal(both[1:], both[:-1], out=fresh[1:])
    return both[fresh]


def pack_grams(keys: Sequence[str]) -> dict[str, Array]:
    """The runs ``gram`` (int64, ascending), their titles as rows ``gram_offsets`` and ``gram_titles`` (int32), the
    weights ``gram_weight`` (float32: squared inverse document frequency) and ``title_norm`` (float32)."""
    texts = [plain(key) for key in keys]
    parts = [_postings(texts[at : at + _BATCH], at) for at in range(0, len(texts), _BATCH)]
    both = np.sort(np.concatenate(parts), kind="stable") if parts else np.zeros(0, dtype=np.int64)
    run, title = both >> 32, both & 0xFFFFFFFF
    gram, count = np.unique(run, return_counts=True)
    offsets = np.zeros(len(gram) + 1, dtype=np.int64)
    np.cumsum(count, out=offsets[1:])
    weight = idf(len(texts), count) ** 2
    norm = np.sqrt(np.bincount(title, weights=np.repeat(weight, count), minlength=len(texts)))
    return {
        "gram": gram,
        "gram_offsets": offsets,
        "gram_titles": title.astype(np.int32),
        "gram_weight": weight.astype(np.float32),
        "title_norm": norm.astype(np.float32),
    }


def idf(titles: int, count: Numbers | float) -> npt.NDArray[np.float64]:
    """Inverse document frequency of runs that occur in ``count`` of ``titles``."""
    return np.asarray(np.log1p(titles / np.maximum(count, 1.0)))


class Grams:
    """The opened index."""

    __slots__ = ("_gram", "_norm", "_offsets", "_titles", "_unseen", "_weight")

    def __init__(self, arrays: dict[str, Array]) -> None:
        self._gram: Numbers = arrays["gram"]
        self._offsets: Numbers = arrays["gram_offsets"]
        self._titles: npt.NDArray[np.int32] = arrays["gram_titles"]
        self._weight: npt.NDArray[np.float32] = arrays["gram_weight"]
        self._norm: npt.NDArray[np.float32] = arrays["title_norm"]
        self._unseen = float(idf(len(self._norm), 1.0) ** 2)

    def nearest(self, text: str, top: int) -> list[tuple[int, float]]:
        """The ``top`` titles of the highest cosine, with it, in 0..1. Cost: the lists of the text's runs.

        Runs that no title has make a text longer, so that text which is mostly foreign is near to nothing.
        """
        wanted = grams_of(text)
        if not len(wanted) or not len(self._gram):
            return []
        at = np.minimum(np.searchsorted(self._gram, wanted), len(self._gram) - 1)
        known = at[self._gram[at] == wanted]
        if not len(known):
            return []
        norm = float(np.sqrt(self._weight[known].sum() + self._unseen * (len(wanted) - len(known))))
        rare, common = self._rarest(known, BUDGET)
        score = self._scores(rare)
        wanted_most = top * 3 if len(common) else top
        near = score / self._norm
        found = np.flatnonzero(near >= _bar(near, wanted_most))
        kept = _best(found, near[found], wanted_most)
        cosine = (score[kept] + self._rest(kept, common)) / self._norm[kept] / norm
        order = np.lexsort((kept, -cosine))[:top]
        return [(int(kept[i]), min(1.0, float(cosine[i]))) for i in order]

    def candidates(self, text: str, top: int) -> Numbers:
        """The ``top`` titles that share most of the text's rarer runs, ascending; for whoever measures them better.

        Cost: the lists of a quarter of `nearest`'s budget, whatever the number of titles.
        """
        known, _, _ = self.known(text)
        if not len(known):
            return np.zeros(0, dtype=np.int64)
        rare, _ = self._rarest(known, BUDGET // 4)
        rows, weight = self._entries(rare)
        near = np.bincount(rows, weights=weight)[rows] / self._norm[rows]
        # a title stands in each list at most once, so these are ``top`` titles or more
        some = top * len(rare)
        if len(rows) > some:
            best = near >= np.partition(near, len(near) - some)[len(near) - some]
            rows, near = rows[best], near[best]
        found, first = np.unique(rows, return_index=True)
        return np.sort(_best(found.astype(np.int64), near[first], top))

    def known(self, text: str) -> tuple[Numbers, npt.NDArray[np.float32], float]:
        """The runs of a text that some title has, as rows of the table, their weights, and the length of the text."""
        wanted = grams_of(text)
        if not len(wanted) or not len(self._gram):
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32), 0.0
        at = np.minimum(np.searchsorted(self._gram, wanted), len(self._gram) - 1)
        known = at[self._gram[at] == wanted]
        weight = self._weight[known]
        unseen = self._unseen * (len(wanted) - len(known))
        return known, weight, float(np.sqrt(weight.sum() + unseen))

    def lengths(self, titles: Numbers) -> npt.NDArray[np.float32]:
        """The lengths of some titles: what their cosines are divided by."""
        return self._norm[titles]

    def __len__(self) -> int:
        return len(self._gram)

    def _rarest(self, known: Numbers, budget: int) -> tuple[Numbers, Numbers]:
        """The runs whose lists are read whole, and the common ones left: they weigh little and cost most."""
        sizes = self._offsets[known + 1] - self._offsets[known]
        order = np.argsort(sizes, kind="stable")
        cut = max(_LEAST, int(np.searchsorted(np.cumsum(sizes[order]), budget, side="right")))
        return known[order[:cut]], known[order[cut:]]

    def _scores(self, runs: Numbers) -> npt.NDArray[np.float64]:
        """For each title the weight of these runs that it has."""
        rows, weight = self._entries(runs)
        return np.asarray(np.bincount(rows, weights=weight, minlength=len(self._norm)), dtype=np.float64)

    def _entries(self, runs: Numbers) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float32]]:
        """The lists of these runs side by side, each entry with the weight of its run."""
        starts, stops = self._offsets[runs], self._offsets[runs + 1]
        rows = np.concatenate(
            [self._titles[a:b] for a, b in zip(starts.tolist(), stops.tolist(), strict=True)]
        )
        return rows, np.repeat(self._weight[runs], stops - starts)

    def _rest(self, titles: Numbers, runs: Numbers) -> npt.NDArray[np.float64]:
        """The weight of common runs that a few titles have, looked up in the lists (which are ascending)."""
        found = np.zeros(len(titles))
        for run in runs.tolist():
            listed = self._titles[self._offsets[run] : self._offsets[run + 1]]
            at = np.minimum(np.searchsorted(listed, titles), len(listed) - 1)
            found += np.where(listed[at] == titles, self._weight[run], 0.0)
        return found


def _bar(score: npt.NDArray[np.float64], top: int) -> float:
    """What the ``top`` best scores all reach: the least of the best ``top`` of the highest of each block.

    These are as many different entries, so the true bar is no lower; looking for it among all would cost a sort.
    """
    blocks = len(score) // _BLOCK
    if blocks <= top:
        return _SOME
    highest = score[: blocks * _BLOCK].reshape(blocks, _BLOCK).max(axis=1)
    return max(_SOME, float(np.partition(highest, blocks - top)[blocks - top]))


def _best(found: Numbers, score: npt.NDArray[np.float64], top: int) -> Numbers:
    """The ``top`` of the highest score; ties at the cut go to the lower number."""
    if len(found) > top:
        least = np.partition(score, len(score) - top)[len(score) - top]
        found, score = found[score >= least], score[score >= least]
    return found[np.lexsort((found, -score))][:top]
