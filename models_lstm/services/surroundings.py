"""What stands around the pairs of a proposal run, learnt anew in each run from the data set of its model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from models_lstm.core.data import Example
from models_lstm.core.features import Floats, Ints
from models_lstm.core.scorer import Scorer
from models_lstm.core.surroundings import Around, Doubles, Surroundings, Told, learn
from models_lstm.models import Dataset
from models_lstm.selectors.candidates import OpenCandidates, titles_of
from models_lstm.selectors.datasets import dataset_split
from taxonomy.core.relations import RELATIONS
from taxonomy.services.artifacts import ArtifactMissing

MOST_TAUGHT: Final = 20_000
MOST_HELD: Final = 10_000
"""Judged pairs that are looked at; a draw, where there are more."""
USUAL: Final = 20_000
"""Candidates that show what is usual."""
BATCH: Final = 8192
SEED: Final = 20_021


@dataclass(frozen=True, slots=True)
class Column:
    """The titles of a language, as a model sees them.

    Attributes:
        ids: (n,) in order. vectors: (n, d). nearest: (n, k) rows, -1 where there are fewer. similarity: (n, k).
    """

    language: str
    ids: Ints
    vectors: Floats
    nearest: NDArray[np.int32]
    similarity: Floats


class Record:
    """All titles by language, with what stands around each."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._columns = [
            (column.ids, Around(column.vectors, column.nearest, column.similarity)) for column in columns
        ]

    def features(self, title_a: Ints, title_b: Ints) -> tuple[NDArray[np.intp], Doubles]:
        """Which of the pairs of title ids (n,) are of one language, and the numbers of those."""
        rows, found = [], []
        for ids, around in self._columns:
            if not len(ids):
                continue
            places = [np.minimum(np.searchsorted(ids, side), len(ids) - 1) for side in (title_a, title_b)]
            here = np.flatnonzero((ids[places[0]] == title_a) & (ids[places[1]] == title_b))
            rows.append(here)
            found += [
                around.features(places[0][part], places[1][part])
                for part in (here[start : start + BATCH] for start in range(0, len(here), BATCH))
            ]
        if not found:
            return np.zeros(0, dtype=np.intp), np.zeros((0, 0))
        return np.concatenate(rows), np.concatenate(found)


@dataclass(frozen=True, slots=True)
class Weighing:
    """A model's opinion of pairs of the record, with what stands around them."""

    record: Record
    weights: Surroundings

    @classmethod
    def learnt(
        cls, scorer: Scorer, dataset: Dataset, columns: Sequence[Column], candidates: OpenCandidates
    ) -> Self | None:
        """From the judged pairs of the data set that the model was trained on.

        None where they are too few, or not in the record, or lost, or where nothing is gained.
        """
        try:
            split = dataset_split(dataset)
        except ArtifactMissing:
            return None
        record = Record(columns)
        draw = np.random.default_rng(SEED)
        some = draw.permutation(len(candidates.pair_id))[:USUAL]
        _, usual = record.features(candidates.title_a[some], candidates.title_b[some])
        number = {
            column.language: dict(zip(texts.texts, texts.ids.tolist(), strict=True))
            for column, texts in ((column, titles_of(column.language)) for column in columns)
        }
        taught, held = (
            _told(scorer, record, number, _drawn(side, most, draw))
            for side, most in ((split.train, MOST_TAUGHT), (split.validation, MOST_HELD))
        )
        weights = learn(taught, held, usual) if taught is not None and held is not None else None
        return None if weights is None else cls(record, weights)

    def apply(self, table: NDArray[np.float32], title_a: Ints, title_b: Ints) -> NDArray[np.float32]:
        """Probabilities (n, 7) of pairs of title ids; those of two languages keep what the model says."""
        rows, features = self.record.features(title_a, title_b)
        if not len(rows):
            return table
        weighed = table.copy()
        weighed[rows] = self.weights.apply(table[rows], features)
        return weighed


def _drawn(examples: Sequence[Example], most: int, draw: np.random.Generator) -> list[Example]:
    if len(examples) <= most:
        return list(examples)
    return [examples[place] for place in np.sort(draw.choice(len(examples), most, replace=False)).tolist()]


def _told(
    scorer: Scorer, record: Record, number: dict[str, dict[str, int]], examples: Sequence[Example]
) -> Told | None:
    """The examples whose titles are both in the record, in one language."""
    there: list[tuple[Example, int, int]] = []
    for example in examples:
        for ids in number.values():
            if example.title_a in ids and example.title_b in ids:
                there.append((example, ids[example.title_a], ids[example.title_b]))
                break
    if not there:
        return None
    known = [example for example, _, _ in there]
    rows, features = record.features(
        np.array([a for _, a, _ in there], dtype=np.int64), np.array([b for _, _, b in there], dtype=np.int64)
    )
    groups = np.unique([e.group or f"{e.title_a}\x1f{e.title_b}" for e in known], return_inverse=True)[1]
    told = Told(
        scorer.score([(e.title_a, e.title_b) for e in known])[rows],
        features,
        np.array([RELATIONS.index(e.relation) for e in known], dtype=np.int64)[rows],
        np.array([e.weight for e in known], dtype=np.float64)[rows],
        groups[rows],
    )
    return told if len(told) else None
