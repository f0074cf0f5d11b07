"""Judged pairs as the learner reads them: examples, splits and their identity."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Example:
    """One judged pair: ``title_a`` is ``relation`` to ``title_b``.

    Attributes:
        relation: one of ``taxonomy.core.relations.RELATIONS``.
        weight: how much the example counts in the loss, above 0.
        group: concept component or family the pair comes from; evaluation resamples whole groups.
    """

    title_a: str
    title_b: str
    relation: str
    weight: float = 1.0
    group: str = ""


@dataclass(frozen=True, slots=True)
class Split:
    """Examples on three sides that share no title and no concept.

    Attributes:
        dropped: examples left out since their two concepts fell on different sides.
    """

    train: tuple[Example, ...]
    validation: tuple[Example, ...]
    test: tuple[Example, ...]
    dropped: int = 0


def read_examples(path: Path) -> Iterator[Example]:
    """Examples of a CSV file with the columns ``title_a,title_b,relation[,weight,group]``, one at a time.

    Raises:
        BadRow: on a missing column, an empty title, an unknown relation or a weight that is no number above 0.
    """
    raise NotImplementedError


def split_by_component(
    examples: Sequence[Example], *, seed: int, validation: float = 0.15, test: float = 0.15
) -> Split:
    """Put whole concepts (components of synonym examples) on one side each."""
    raise NotImplementedError


def content_hash(examples: Iterable[Example]) -> str:
    """SHA-256 of the examples, the same in whatever order they come."""
    raise NotImplementedError
