"""Judged pairs as the learner reads them: examples, splits and their identity."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import networkx as nx
import numpy as np

from models_lstm.core.csv_rows import Problems, read_rows, title_problem
from models_lstm.core.errors import BadRow
from taxonomy.core.relations import UnknownRelation, parse_relation

Side = Literal["train", "validation", "test"]


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
        denied: what is *not* so, by a suggestion that a person rejected: ``relation`` is the one that was denied. For
            training only, and of no title of the other sides.
    """

    train: tuple[Example, ...]
    validation: tuple[Example, ...]
    test: tuple[Example, ...]
    dropped: int = 0
    denied: tuple[Example, ...] = ()


def read_examples(path: Path) -> Iterator[Example]:
    """Examples of a CSV file with the columns ``title_a,title_b,relation[,weight,group]``, one at a time.

    Raises:
        BadRow: no such file, no UTF-8, no such column.
        BadRows: when all rows are read, if there was an empty title (or what cannot be one), an unknown relation or a
            weight that is no number above 0; each with its line.
    """
    problems = Problems(path)
    for line, row in read_rows(path, ("title_a", "title_b", "relation")):
        try:
            yield _read_row(row)
        except BadRow as bad:
            problems.add(line, str(bad.field), bad.detail)
    problems.refuse()


def _read_row(row: Mapping[str, str]) -> Example:
    for column in ("title_a", "title_b"):
        if problem := title_problem(column, row[column]):
            raise BadRow(problem, field=column)
    try:
        relation = parse_relation(row["relation"])
    except UnknownRelation as error:
        raise BadRow(error.detail.rstrip("."), field="relation") from error
    return Example(row["title_a"], row["title_b"], relation, _read_weight(row), row.get("group", ""))


def _read_weight(row: Mapping[str, str]) -> float:
    text = row.get("weight") or "1"
    try:
        weight = float(text)
    except ValueError:
        weight = math.nan
    if not (math.isfinite(weight) and weight > 0):
        raise BadRow(f"the weight '{text}' is not a number above 0", field="weight")
    return weight


def concept_of_titles(examples: Iterable[Example]) -> dict[str, int]:
    """A concept number for every title: components of the synonym examples, numbered by first appearance."""
    graph: nx.Graph[str] = nx.Graph()
    for example in examples:
        graph.add_nodes_from((example.title_a, example.title_b))
        if example.relation == "synonym":
            graph.add_edge(example.title_a, example.title_b)
    return {title: number for number, titles in enumerate(nx.connected_components(graph)) for title in titles}


def split_by_component(
    examples: Sequence[Example], *, seed: int, validation: float = 0.15, test: float = 0.15
) -> Split:
    """Put whole concepts (components of synonym examples) on one side each.

    A pair whose two concepts fell on different sides is left out, so no title and no concept stands on two sides.
    To lose few pairs that way, concepts that are joined by other relations are put together greedily: neighbours
    of a concept already placed follow it while its side has room (small components of the whole graph stay whole).

    Args:
        validation, test: share of the examples wanted on that side, each in [0, 1), together below 1.
    """
    if not (validation >= 0 and test >= 0 and validation + test < 1):
        raise ValueError(
            f"shares of validation {validation} and test {test} must leave something to train on"
        )
    concept = concept_of_titles(examples)
    side_of = _place_concepts(examples, concept, seed=seed, wanted={"test": test, "validation": validation})
    sides: dict[Side, list[Example]] = {"train": [], "validation": [], "test": []}
    for example in examples:
        side = side_of[concept[example.title_a]]
        if side == side_of[concept[example.title_b]]:
            sides[side].append(example)
    kept = {side: tuple(rows) for side, rows in sides.items()}
    dropped = len(examples) - sum(map(len, kept.values()))
    return Split(kept["train"], kept["validation"], kept["test"], dropped)


def _place_concepts(
    examples: Sequence[Example], concept: Mapping[str, int], *, seed: int, wanted: Mapping[Side, float]
) -> dict[int, Side]:
    """A side for every concept. Breadth first from random concepts, so that what is joined mostly lies together."""
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(set(concept.values()))))
    load: Counter[int] = Counter()
    for example in examples:
        a, b = concept[example.title_a], concept[example.title_b]
        load[a] += 1
        if a != b:
            graph.add_edge(a, b)
    order = np.random.default_rng([seed, 7]).permutation(graph.number_of_nodes()).tolist()
    side_of: dict[int, Side] = {}
    for side, share in wanted.items():
        room = share * len(examples)
        for start in order:
            if room <= 0:
                break
            if load[start] > room / 2:  # a concept that would fill the side alone is for training
                continue
            for node in _patch(graph, start, side_of):
                side_of[node] = side
                room -= load[node]
    return {node: side_of.get(node, "train") for node in graph}


_PATCH = 12
"""Concepts that are placed together at most: large enough to keep pairs whole, small enough to stay random."""


def _patch(graph: nx.Graph[int], start: int, placed: Mapping[int, Side]) -> list[int]:
    """Up to ``_PATCH`` unplaced concepts around ``start``, breadth first; none when it is placed already."""
    if start in placed:
        return []
    patch, seen = [start], {start}
    for node in patch:
        for neighbour in sorted(graph[node]):
            if len(patch) < _PATCH and neighbour not in placed and neighbour not in seen:
                seen.add(neighbour)
                patch.append(neighbour)
    return patch


def content_hash(examples: Iterable[Example]) -> str:
    """SHA-256 of the examples, the same in whatever order they come."""
    rows = sorted("\x1f".join((e.title_a, e.title_b, e.relation, repr(e.weight), e.group)) for e in examples)
    return hashlib.sha256("\x1e".join(rows).encode()).hexdigest()
