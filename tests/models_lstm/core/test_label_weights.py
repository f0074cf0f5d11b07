from __future__ import annotations

import pytest

from models_lstm.core.label_weights import WEIGHTS, label_weight

RELIABILITY = {1: 0.95, 2: 0.9, 3: 0.5}


@pytest.mark.parametrize("settled_by", ["import", "rule", "automatic", "review", "adjudication"])
def test_what_is_no_consensus_counts_by_what_settled_it(settled_by: str) -> None:
    assert label_weight(settled_by, "senior", [(3, "junior")], RELIABILITY) == WEIGHTS[settled_by]


def test_a_consensus_counts_by_the_reliability_of_those_who_gave_it() -> None:
    both = label_weight("consensus", "senior", [(1, "senior"), (2, "senior")], RELIABILITY)
    ana = label_weight("consensus", "senior", [(1, "senior")], RELIABILITY)
    stranger = label_weight("consensus", "senior", [(9, "senior")], RELIABILITY)
    cleo = label_weight("consensus", "senior", [(3, "senior")], RELIABILITY)
    assert (both, ana, stranger, cleo) == (1.0, 0.95, 0.8, 0.5)


def test_a_reliable_voice_against_it_weighs_a_consensus_down() -> None:
    against = label_weight("consensus", "senior", [(3, "senior"), (1, "related")], RELIABILITY)
    assert 0 < against <= 0.1


def test_a_consensus_without_its_answers_counts_in_full() -> None:
    assert label_weight("consensus", "senior") == 1.0
