"""What a version thinks of the candidates: by the titles, what stands around them, and how often a relation is found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from models_lstm.core.features import Ints
from models_lstm.core.pair_scores import TitleTexts, score_pairs
from models_lstm.core.proposing import KnownConcepts
from models_lstm.core.scorer import Scorer
from models_lstm.core.shares import SharesByKind, are_listed, learn_by_kind
from models_lstm.models import Dataset
from models_lstm.selectors.candidates import (
    OpenCandidates,
    all_titles,
    listed_titles,
    settled_pairs,
)
from models_lstm.selectors.judgements import drawn_counts
from models_lstm.services.surroundings import Column, Weighing

USUAL: Final = 20_000
"""Candidates of which the mean opinion is taken; a draw, where there are more."""
SEED: Final = 20_027
Table = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Asked:
    """Open candidates (n) whose answer nothing settled implies, and the titles of the record.

    Attributes:
        keys: (n,) a number for the two concepts of each pair. listed: (n,) whether one imported list has both titles.
        lists: the titles of each of these lists. implied: how many more candidates there are.
    """

    titles: TitleTexts
    pair_id: Ints
    title_a: Ints
    title_b: Ints
    keys: Ints
    listed: NDArray[np.bool_]
    lists: tuple[Ints, ...]
    implied: int

    @classmethod
    def of(cls, found: OpenCandidates) -> Self:
        """Those of the open candidates."""
        known = KnownConcepts.of(settled_pairs())
        keys = known.keys(found.title_a, found.title_b)
        rows = np.flatnonzero(~known.are_known(keys))
        title_a, title_b = found.title_a[rows], found.title_b[rows]
        lists = tuple(listed_titles())
        return cls(
            all_titles(),
            found.pair_id[rows],
            title_a,
            title_b,
            keys[rows],
            are_listed(lists, title_a, title_b),
            lists,
            implied=len(keys) - len(rows),
        )

    def rows(self, rows: Ints) -> Self:
        """Some of them, in that order."""
        return replace(
            self,
            pair_id=self.pair_id[rows],
            title_a=self.title_a[rows],
            title_b=self.title_b[rows],
            keys=self.keys[rows],
            listed=self.listed[rows],
        )

    def __len__(self) -> int:
        return len(self.pair_id)


class Heard(NamedTuple):
    """A batch: which pairs, their probabilities (m, 7) by the two titles alone, and as they are told."""

    part: slice
    alone: Table
    table: Table


@dataclass(frozen=True, slots=True)
class Opinion:
    """How a version's word on a candidate is told.

    Attributes:
        weighing: how what stands around a pair counts; None: it is not heard.
        shares: how the word is moved to how often each relation is found among candidates; None: there are none.
    """

    weighing: Weighing | None = None
    shares: SharesByKind | None = None

    @classmethod
    def learnt(cls, scorer: Scorer, dataset: Dataset, columns: Sequence[Column], asked: Asked) -> Self:
        """From the version's data set, the vectors of all titles, and the latest answers of the random slice."""
        found = OpenCandidates(asked.pair_id, asked.title_a, asked.title_b)
        weighing = Weighing.learnt(scorer, dataset, columns, found) if columns else None
        some = np.sort(np.random.default_rng(SEED).permutation(len(asked))[:USUAL])
        tables = [heard.table for heard in cls(weighing).hear(scorer, asked.rows(some))]
        if not tables:
            return cls(weighing)
        shares = learn_by_kind(
            np.concatenate(tables),
            asked.listed[some],
            (int((~asked.listed).sum()), int(asked.listed.sum())),
            drawn_counts(asked.lists),
        )
        return cls(weighing, shares)

    def hear(self, scorer: Scorer, asked: Asked) -> Iterator[Heard]:
        """The word on each of the candidates, batch by batch."""
        for part, alone in score_pairs(scorer, asked.titles, asked.title_a, asked.title_b):
            table = alone
            if self.weighing is not None:
                table = self.weighing.apply(table, asked.title_a[part], asked.title_b[part])
            if self.shares is not None:
                table = self.shares.apply(table, asked.listed[part])
            yield Heard(part, alone, table)
