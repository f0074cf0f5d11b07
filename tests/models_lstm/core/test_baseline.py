from __future__ import annotations

import numpy as np

from models_lstm.core.baseline import LexicalBaseline, lexical_baseline
from models_lstm.core.data import Example
from models_lstm.core.evaluation import evaluate
from taxonomy.core.relations import RELATIONS
from tests.models_lstm.core.judgements import random_split


def test_beats_guessing_the_most_frequent_relation() -> None:
    split = random_split()
    often = np.zeros((len(split.validation), 7))
    often[:, RELATIONS.index("unrelated")] = 1
    guess = evaluate(often, [e.relation for e in split.validation], bootstrap=0)
    report = lexical_baseline(split.train, split.validation, seed=0, bootstrap=20)
    assert report.macro_f1.value > guess.macro_f1.value + 0.2
    assert report == lexical_baseline(split.train, split.validation, seed=0, bootstrap=20)


def test_knows_only_what_it_was_shown() -> None:
    baseline = LexicalBaseline(seed=0)
    baseline.fit([Example("chef", "cook", "synonym")])
    assert baseline.probabilities([("a", "b")])[0].tolist() == [1, 0, 0, 0, 0, 0, 0]
