from __future__ import annotations

import numpy as np
import pytest

from models_lstm.core.pair_scores import TitleTexts, score_pairs
from models_lstm.core.scorer import Scorer

TITLES = TitleTexts(
    np.array([3, 5, 8, 13, 21]),
    ["railway cook", "airport driver", "senior railway cook", "night nurse", "railway cook"],
)
PAIRS = [(3, 8), (13, 5), (8, 3), (21, 3), (5, 21)]


@pytest.mark.parametrize("most_read", [100, 2])
def test_titles_that_are_read_once_get_the_scores_of_titles_read_for_each_pair(
    scorer: Scorer, most_read: int
) -> None:
    text = dict(zip(TITLES.ids.tolist(), TITLES.texts, strict=True))
    a, b = (np.array(side) for side in zip(*PAIRS, strict=True))
    found = np.zeros((len(PAIRS), 7), dtype=np.float32)
    for part, table in score_pairs(scorer, TITLES, a, b, most_read=most_read, stretch=2):
        found[part] = table
    one_by_one = np.concatenate([scorer.score([(text[x], text[y])]) for x, y in PAIRS])
    np.testing.assert_allclose(found, one_by_one, atol=1e-5)


def test_no_pairs_are_no_work_and_a_strange_title_is_an_error(scorer: Scorer) -> None:
    nothing = np.zeros(0, dtype=np.int64)
    assert list(score_pairs(scorer, TITLES, nothing, nothing)) == []
    assert list(score_pairs(scorer, TitleTexts(nothing, []), nothing, nothing)) == []
    with pytest.raises(KeyError):
        list(score_pairs(scorer, TITLES, np.array([3]), np.array([4])))
