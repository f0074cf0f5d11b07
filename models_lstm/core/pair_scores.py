"""Score very many pairs of stored titles: every title is read once, pairs go through in large batches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from models_lstm.core.features import Ints
from models_lstm.core.scorer import Scorer

BATCH: Final = 8192
MOST_READ: Final = 200_000
"""Titles that are held at once (half a GB). Of more, stretches of pairs read their own."""
STRETCH: Final = 262_144


@dataclass(frozen=True, slots=True)
class TitleTexts:
    """Titles by id, in the order of their ids."""

    ids: Ints
    texts: list[str]

    def places(self, ids: Ints) -> Ints:
        """Where the titles are.

        Raises:
            KeyError: one of them is not there.
        """
        place = np.minimum(np.searchsorted(self.ids, ids), max(len(self.ids) - 1, 0))
        if len(ids) and (not len(self.ids) or (self.ids[place] != ids).any()):
            raise KeyError("a title is not among those that were read")
        return place


def score_pairs(
    scorer: Scorer,
    titles: TitleTexts,
    title_a: Ints,
    title_b: Ints,
    *,
    most_read: int = MOST_READ,
    stretch: int = STRETCH,
) -> Iterator[tuple[slice, NDArray[np.float32]]]:
    """The probabilities (n, 7) of the pairs of title ids, batch by batch: which pairs, and their table.

    Args:
        most_read: more titles than that are not held at once; every ``stretch`` of pairs reads its own then.
    """
    step = len(title_a) if len(titles.ids) <= most_read else stretch
    for start in range(0, len(title_a), max(step, 1)):
        left, right = (titles.places(side[start : start + step]) for side in (title_a, title_b))
        used, inverse = np.unique(np.concatenate([left, right]), return_inverse=True)
        texts = [titles.texts[place] for place in used.tolist()]
        read = scorer.read(texts)
        row = np.array([read.number[text] for text in texts], dtype=np.int64)[inverse]
        count = len(left)
        for begin in range(0, count, BATCH):
            end = min(begin + BATCH, count)
            table = scorer.score_rows(read, row[begin:end], row[count + begin : count + end])
            yield slice(start + begin, start + end), table
