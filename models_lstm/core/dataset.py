"""All that training reads, as arrays, made once: titles, judged pairs, synonym pairs, concepts."""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self
from zlib import crc32

import numpy as np

from models_lstm.core.data import Example, Split, concept_of_titles
from models_lstm.core.errors import TooLittleData
from models_lstm.core.evaluation import relation_indices
from models_lstm.core.features import Floats, Ints, TitleTable, name_numbers
from models_lstm.core.lexical import LexicalTable
from models_lstm.core.recipe import Recipe
from models_lstm.core.tokens import title_forms
from models_lstm.core.vocabulary import Vocabulary

MOST_VIEWS_KEPT: Final = 4
"""Titles without labels that are read, in multiples of the views of one pass: a million titles teach no more."""


@dataclass(frozen=True, slots=True)
class JudgedPairs:
    """n judged pairs: rows of the title table, relation column, weight and number of the group of each."""

    left: Ints
    right: Ints
    relations: Ints
    weights: Floats
    groups: Ints

    @classmethod
    def of(cls, examples: Sequence[Example], number: dict[str, int]) -> Self:
        """Arrays of ``examples``; ``number`` maps a title to its row."""
        return cls(
            np.array([number[e.title_a] for e in examples], dtype=np.int64),
            np.array([number[e.title_b] for e in examples], dtype=np.int64),
            relation_indices([e.relation for e in examples]),
            np.array([e.weight for e in examples], dtype=np.float32),
            name_numbers([e.group or e.title_a for e in examples]),
        )

    def rows(self, rows: Ints) -> Self:
        """Some of the pairs, in that order."""
        return type(self)(
            self.left[rows], self.right[rows], self.relations[rows], self.weights[rows], self.groups[rows]
        )

    def __len__(self) -> int:
        return len(self.left)


@dataclass(frozen=True, slots=True)
class TrainingData:
    """What the stages draw from. The judged titles are the first rows of ``titles``.

    Attributes:
        forms: normal forms of every title, for making views.
        titles: all titles. lexical: the judged ones only.
        denied: pairs with a relation that they do not have.
        concepts: (judged titles,) concept number by the synonyms of the training split.
        all_concepts: (judged titles,) the same by the synonyms of both splits; nothing is taught by it.
        taught: rows of the titles that have at least one synonym in the training split, ordered by concept.
    """

    vocabulary: Vocabulary
    forms: list[list[str]]
    titles: TitleTable
    lexical: LexicalTable
    train: JudgedPairs
    validation: JudgedPairs
    concepts: Ints
    all_concepts: Ints
    taught: Ints
    denied: JudgedPairs

    @classmethod
    def build(
        cls, recipe: Recipe, split: Split, unlabelled: Sequence[str], *, known: Vocabulary | None = None
    ) -> Self:
        """Arrays of a split and of titles without labels; the order of the input does not matter.

        Args:
            known: the words of the model to start from, which are all kept.

        Raises:
            TooLittleData: when the training split is empty.
        """
        if not split.train:
            raise TooLittleData("There is no judged pair to train on; annotate some pairs first.")
        train, validation, denied = map(_sorted, (split.train, split.validation, split.denied))
        judged = sorted({t for e in (*train, *validation, *denied) for t in (e.title_a, e.title_b)})
        taught = {t for e in (*train, *denied) for t in (e.title_a, e.title_b)}
        number = {title: row for row, title in enumerate(judged)}
        texts = judged + _at_most(set(unlabelled) - number.keys(), MOST_VIEWS_KEPT * recipe.view_pairs)
        forms = [title_forms(t) for t in texts]
        seen = [f for t, f in zip(texts, forms, strict=True) if t in taught or t not in number]
        taught_words = {w for title in taught for w in forms[number[title]]}
        vocabulary = Vocabulary.build(seen, buckets=recipe.buckets, keep=taught_words)
        if known is not None:
            vocabulary = known.extended(vocabulary)
        concepts = _concepts(train, judged)
        return cls(
            vocabulary,
            forms,
            TitleTable.build(forms, vocabulary),
            LexicalTable.build(judged, TitleTable.build(forms[: len(judged)], vocabulary), vocabulary),
            JudgedPairs.of(train, number),
            JudgedPairs.of(validation, number),
            concepts,
            _concepts([*train, *validation], judged),
            _titles_with_synonyms(concepts),
            JudgedPairs.of(denied, number),
        )

    def validation_titles(self) -> Ints:
        """Rows of the titles that only the validation split has."""
        taught = np.concatenate([self.train.left, self.train.right])
        return np.setdiff1d(np.concatenate([self.validation.left, self.validation.right]), taught)

    def synonyms_of(self, titles: Ints, random: np.random.Generator) -> Ints:
        """For each judged title (n,) another one of its concept, drawn at random; the title itself where it has none."""
        starts, sizes, place = self._circles()
        size, here = sizes[titles], place[titles]
        step = 1 + (random.random(len(titles)) * (size - 1)).astype(np.int64)
        other = starts[titles] + (here + step) % np.maximum(size, 1)
        alone = size < 2
        return np.where(alone, titles, self.taught[np.where(alone, 0, other)] if len(self.taught) else titles)

    def _circles(self) -> tuple[Ints, Ints, Ints]:
        """Of each judged title: where its concept begins in ``taught``, how many it has there, and its own place."""
        judged = len(self.concepts)
        starts, sizes, place = (np.zeros(judged, dtype=np.int64) for _ in range(3))
        concepts = self.concepts[self.taught]
        first = np.flatnonzero(np.diff(concepts, prepend=-1))
        size = np.diff(np.append(first, len(concepts)))
        starts[self.taught], sizes[self.taught] = np.repeat(first, size), np.repeat(size, size)
        place[self.taught] = np.arange(len(concepts)) - starts[self.taught]
        return starts, sizes, place

    def synonym_pairs(self, random: np.random.Generator) -> Ints:
        """(s, 2): every taught title with another one of its concept, drawn anew at each call, in random order.

        Synonymy is transitive, so any two titles of a component may be paired, not only those judged together.
        """
        concepts = self.concepts[self.taught]
        starts = np.flatnonzero(np.diff(concepts, prepend=-1))
        sizes = np.diff(np.append(starts, len(concepts)))
        first, size = np.repeat(starts, sizes), np.repeat(sizes, sizes)
        here = np.arange(len(concepts))
        step = 1 + (random.random(len(concepts)) * (size - 1)).astype(np.int64)  # 1 .. size - 1
        partner = first + (here - first + step) % size
        return random.permutation(np.stack([self.taught, self.taught[partner]], axis=1))


def _concepts(examples: Sequence[Example], titles: Sequence[str]) -> Ints:
    """(n,) concept number of each title; one without a judgement among ``examples`` is a concept of its own."""
    concept = concept_of_titles(examples)
    return np.array([concept.get(t, len(concept) + row) for row, t in enumerate(titles)], dtype=np.int64)


def _at_most(titles: set[str], limit: int) -> list[str]:
    """The titles in alphabetical order; of too many a sample that only depends on the titles."""
    if len(titles) > limit:
        return sorted(heapq.nsmallest(limit, titles, key=lambda title: (crc32(title.encode()), title)))
    return sorted(titles)


def _titles_with_synonyms(concepts: Ints) -> Ints:
    """Rows whose concept has two titles or more, ordered by concept."""
    order = np.argsort(concepts, kind="stable")
    _, inverse, counts = np.unique(concepts, return_inverse=True, return_counts=True)
    return np.asarray(order[counts[inverse[order]] > 1], dtype=np.int64)


def _sorted(examples: Sequence[Example]) -> list[Example]:
    return sorted(examples, key=lambda e: (e.title_a, e.title_b, e.relation, e.weight, e.group))


def inputs_hash(split: Split, unlabelled: Sequence[str]) -> str:
    """SHA-256 of what a training run reads, whatever its order; a checkpoint only fits the same inputs."""
    digest = hashlib.sha256()
    for examples in (split.train, split.validation):
        for e in _sorted(examples):
            digest.update(repr((e.title_a, e.title_b, e.relation, e.weight)).encode())
        digest.update(b"\x1d")
    for e in _sorted(split.denied):
        digest.update(repr(("not", e.title_a, e.title_b, e.relation, e.weight)).encode())
    for title in sorted(set(unlabelled)):
        digest.update(title.encode() + b"\x1e")
    return digest.hexdigest()
