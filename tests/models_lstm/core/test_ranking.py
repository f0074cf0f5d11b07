from __future__ import annotations

import numpy as np
import pytest

from models_lstm.core.ranking import rank_metrics


def test_hits_and_reciprocal_rank() -> None:
    ranked = np.array([[3, 1, 2], [0, 1, 2], [5, -1, -1], [7, 8, 9]], dtype=np.int32)
    report = rank_metrics(ranked, [{3}, {2, 9}, set(), {4}], ks=(1, 3))
    assert report.hits == {1: 0.25, 3: 0.5}
    assert report.mrr == pytest.approx((1 + 1 / 3) / 4)
    assert report.to_dict()["hits"] == {"1": 0.25, "3": 0.5}


def test_nothing_asked_gives_zero() -> None:
    assert rank_metrics(np.zeros((0, 3), dtype=np.int32), []).mrr == 0.0


def test_refuses_lists_and_queries_of_different_number() -> None:
    with pytest.raises(ValueError, match="queries"):
        rank_metrics(np.zeros((2, 3), dtype=np.int32), [{1}])
