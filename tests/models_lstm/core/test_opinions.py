from __future__ import annotations

import numpy as np
import pytest

from models_lstm.core.proposing import Opinions
from taxonomy.core.relations import RELATIONS


def table(rows: list[tuple[float, float]]) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """Probabilities of which the best is synonym and the second unrelated."""
    found = np.zeros((len(rows), 7), dtype=np.float32)
    for row, (first, second) in enumerate(rows):
        found[row, RELATIONS.index("synonym")] = first
        found[row, RELATIONS.index("unrelated")] = second
    return found


def test_an_opinion_is_the_best_relation_with_its_margin() -> None:
    opinions = Opinions(10)
    opinions.take([7], table([(0.5, 0.3)]))
    opinions.take([3], table([(0.9, 0.05)]))

    rows = list(opinions.rows())

    assert [(pair, relation) for pair, relation, _, _ in rows] == [(3, "synonym"), (7, "synonym")]
    assert rows[1][2:] == pytest.approx((0.5, 0.2))


def test_of_many_the_doubtful_ones_and_a_draw_are_kept() -> None:
    opinions = Opinions(40)
    opinions.take(range(1_000), table([(0.5 + n / 2_500, 0.5 - n / 2_500) for n in range(1_000)]))

    kept = [pair for pair, *_ in opinions.rows()]

    assert set(range(20)) <= set(kept)
    assert 20 < len(kept) <= 40
    assert max(kept) > 500


def test_without_pairs_there_is_no_opinion() -> None:
    assert list(Opinions(10).rows()) == []
