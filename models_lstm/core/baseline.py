"""The lexical baseline that always stands beside the model: char TF-IDF and logistic regression.

It sees each title as a TF-IDF vector of character 2-4-grams (inside words) and the pair as the absolute difference,
the product and the signed difference of the two, which is what direction needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from models_lstm.core.data import Example
from models_lstm.core.evaluation import Report, evaluate
from taxonomy.core.relations import RELATIONS, inverse

Pairs = Sequence[tuple[str, str]]


class LexicalBaseline:
    """Char TF-IDF + logistic regression over pairs, fitted in both orders with balanced classes."""

    def __init__(self, *, seed: int, features: int = 20_000) -> None:
        self._vectors = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, max_features=features, dtype=np.float32
        )
        self._regression = LogisticRegression(C=4.0, max_iter=200, class_weight="balanced", random_state=seed)
        self._only: str | None = None

    def fit(self, examples: Sequence[Example]) -> None:
        """Fit on the examples and on their mirror images."""
        titles = sorted({t for e in examples for t in (e.title_a, e.title_b)})
        self._vectors.fit(titles)
        relations = [e.relation for e in examples] + [inverse(e.relation) for e in examples]
        if len(set(relations)) < 2:
            self._only = relations[0]
            return
        pairs = [(e.title_a, e.title_b) for e in examples] + [(e.title_b, e.title_a) for e in examples]
        weights = np.array([e.weight for e in examples] * 2)
        self._regression.fit(self._features(pairs), relations, sample_weight=weights)

    def probabilities(self, pairs: Pairs) -> NDArray[np.float64]:
        """(n, 7) in the order of RELATIONS; relations without an example get 0."""
        table = np.zeros((len(pairs), len(RELATIONS)))
        if self._only is not None:
            table[:, RELATIONS.index(self._only)] = 1.0
        elif pairs:
            columns = [RELATIONS.index(name) for name in self._regression.classes_]
            table[:, columns] = self._regression.predict_proba(self._features(pairs))
        return table

    def _features(self, pairs: Pairs) -> Any:
        left = self._vectors.transform([a for a, _ in pairs])
        right = self._vectors.transform([b for _, b in pairs])
        difference = left - right
        return sparse.hstack([abs(difference), left.multiply(right), difference], format="csr")


def lexical_baseline(
    train: Sequence[Example], test: Sequence[Example], *, seed: int, bootstrap: int = 500
) -> Report:
    """Fit on ``train``, report on ``test`` (both with at least one example)."""
    baseline = LexicalBaseline(seed=seed)
    baseline.fit(train)
    table = baseline.probabilities([(e.title_a, e.title_b) for e in test])
    groups = [e.group for e in test] if any(e.group for e in test) else None
    return evaluate(table, [e.relation for e in test], groups=groups, bootstrap=bootstrap, seed=seed)
