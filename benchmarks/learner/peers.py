"""The peers that stand beside the model in every run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

from models_lstm.core.data import Example
from models_lstm.core.evaluation import Report, evaluate
from models_lstm.core.features import Floats, TitleTable
from models_lstm.core.lexical import LexicalTable, mirrored
from models_lstm.core.tokens import title_forms
from models_lstm.core.vocabulary import Vocabulary
from taxonomy.core.relations import RELATIONS, inverse


def majority(train: Sequence[Example], test: Sequence[Example]) -> Report:
    """Always the most frequent relation of the training pairs."""
    often = Counter(e.relation for e in train).most_common(1)[0][0]
    table = np.zeros((len(test), len(RELATIONS)))
    table[:, RELATIONS.index(often)] = 1.0
    return evaluate(table, [e.relation for e in test])


def boosted_trees(train: Sequence[Example], test: Sequence[Example], *, seed: int) -> Report | None:
    """LightGBM on the lexical features of both orders; None when LightGBM is not installed."""
    try:
        from lightgbm import LGBMClassifier
    except ImportError:
        return None
    vocabulary = Vocabulary.build(
        [title_forms(t) for t in sorted({t for e in train for t in (e.title_a, e.title_b)})], buckets=16_384
    )
    features = _features(train, vocabulary)
    relations = [e.relation for e in train]
    model = LGBMClassifier(
        n_estimators=300, learning_rate=0.05, num_leaves=31, class_weight="balanced", random_state=seed, n_jobs=1,
        verbosity=-1,
    )  # fmt: skip
    model.fit(np.concatenate([features, mirrored(features)]), relations + [inverse(r) for r in relations])
    table = np.zeros((len(test), len(RELATIONS)))
    table[:, [RELATIONS.index(c) for c in model.classes_]] = model.predict_proba(_features(test, vocabulary))
    return evaluate(table, [e.relation for e in test])


def _features(examples: Sequence[Example], vocabulary: Vocabulary) -> Floats:
    titles = sorted({t for e in examples for t in (e.title_a, e.title_b)})
    number = {t: row for row, t in enumerate(titles)}
    table = LexicalTable.build(titles, TitleTable.of_titles(titles, vocabulary), vocabulary)
    left = np.array([number[e.title_a] for e in examples])
    right = np.array([number[e.title_b] for e in examples])
    return table.features(left, right)[0]


def char_tfidf_ranks(
    known: Sequence[str], queries: Sequence[str], *, top: int
) -> tuple[NDArray[np.int32], Floats]:
    """For each query the ``top`` known titles by cosine of character TF-IDF vectors, best first, and the cosines."""
    vectors = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, dtype=np.float32)
    corpus = vectors.fit_transform(known)
    asked = vectors.transform(queries)
    ranked = np.empty((len(queries), top), dtype=np.int32)
    cosine = np.empty((len(queries), top), dtype=np.float32)
    for start in range(0, len(queries), 256):
        scores = (asked[start : start + 256] @ corpus.T).toarray()
        best = np.argpartition(-scores, top, axis=1)[:, :top]
        order = np.argsort(-np.take_along_axis(scores, best, axis=1), axis=1, kind="stable")
        ranked[start : start + 256] = np.take_along_axis(best, order, axis=1)
        cosine[start : start + 256] = np.take_along_axis(scores, ranked[start : start + 256], axis=1)
    return ranked, cosine
