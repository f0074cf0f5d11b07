"""Titles as arrays: tokens, n-grams, levels. Made once per set of titles, then only indexed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from models_lstm.core.titles import parse_title
from models_lstm.core.tokens import MAX_TOKENS, title_forms
from models_lstm.core.vocabulary import Vocabulary, gram_hashes

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class TokenTable:
    """Distinct tokens (T of them) of a set of titles.

    Attributes:
        words: (T,) id in the vocabulary, 0 unknown.
        grams: flat bucket numbers of all tokens' n-grams.
        starts: (T + 1,) token t owns ``grams[starts[t]:starts[t + 1]]``.
        idf: (T,) float32.
    """

    words: Ints
    grams: Ints
    starts: Ints
    idf: Floats

    @classmethod
    def build(cls, tokens: Sequence[str], vocabulary: Vocabulary) -> Self:
        """Look up and hash ``tokens``; one token is one row."""
        words = np.array([vocabulary.ids.get(t, 0) for t in tokens], dtype=np.int64)
        hashes = [gram_hashes(t) for t in tokens]
        starts = np.zeros(len(tokens) + 1, dtype=np.int64)
        np.cumsum([len(h) for h in hashes], out=starts[1:])
        flat = np.fromiter((g for h in hashes for g in h), dtype=np.int64, count=int(starts[-1]))
        return cls(words, flat % vocabulary.buckets, starts, vocabulary.idf[words])

    def grams_of(self, rows: Ints) -> tuple[Ints, Ints]:
        """n-grams of the tokens ``rows``: flat buckets, and where each token's begin."""
        sizes = self.starts[rows + 1] - self.starts[rows]
        offsets = np.zeros(len(rows), dtype=np.int64)
        np.cumsum(sizes[:-1], out=offsets[1:])
        places = np.repeat(self.starts[rows] - offsets, sizes) + np.arange(int(sizes.sum()))
        return self.grams[places], offsets


class TokenNumbers:
    """Numbers the distinct tokens of titles as they come; number 0 is the empty token, for titles without any."""

    def __init__(self) -> None:
        self._numbers = {"": 0}

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def rows(self, titles: Sequence[Sequence[str]]) -> tuple[Ints, Ints]:
        """Of n titles, given as lists of normal forms, the token numbers (n, L), padded with -1, and how many (n,)."""
        lengths = np.array([min(len(forms), MAX_TOKENS) for forms in titles], dtype=np.int64)
        flat = np.fromiter(
            (self._numbers.setdefault(f, len(self._numbers)) for forms in titles for f in forms[:MAX_TOKENS]),
            dtype=np.int64,
            count=int(lengths.sum()),
        )
        rows = np.full((len(titles), max(int(lengths.max(initial=1)), 1)), -1, dtype=np.int64)
        rows[np.arange(rows.shape[1])[None, :] < lengths[:, None]] = flat
        return rows, lengths


@dataclass(frozen=True, slots=True)
class TitleTable:
    """A set of n titles as arrays.

    Attributes:
        tokens: the distinct tokens.
        rows: (n, L) token numbers, padded with -1; L at most ``MAX_TOKENS``.
        lengths: (n,) tokens per title; 0 for a title without any letter or digit.
    """

    tokens: TokenTable
    rows: Ints
    lengths: Ints

    @classmethod
    def build(cls, titles: Sequence[Sequence[str]], vocabulary: Vocabulary) -> Self:
        """Arrays of titles that are given as lists of normal forms."""
        numbers = TokenNumbers()
        rows, lengths = numbers.rows(titles)
        return cls(TokenTable.build(list(numbers), vocabulary), rows, lengths)

    @classmethod
    def of_titles(cls, titles: Sequence[str], vocabulary: Vocabulary) -> Self:
        """Arrays of titles as people write them."""
        return cls.build([title_forms(t) for t in titles], vocabulary)

    def __len__(self) -> int:
        return len(self.lengths)


LEVEL_COLUMNS = ("standing", "stated", "numeral", "graded")


def level_table(titles: Sequence[str]) -> Floats:
    """(n, 4) float32: standing / 25, whether a level is stated, the grade number / 3, whether there is one."""
    table = np.zeros((len(titles), len(LEVEL_COLUMNS)), dtype=np.float32)
    for row, title in enumerate(titles):
        parsed = parse_title(title)
        numeral = parsed.numeral
        table[row] = (
            parsed.standing / 25.0,
            parsed.level is not None,
            0.0 if numeral is None else numeral / 3.0,
            numeral is not None,
        )
    return table


def name_numbers(names: Sequence[str]) -> Ints:
    """(n,) the same number for the same non-empty name; -1 for an empty one."""
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(n, len(numbers)) if n else -1 for n in names], dtype=np.int64)
