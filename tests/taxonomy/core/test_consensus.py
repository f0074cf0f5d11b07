from __future__ import annotations

import pytest

from taxonomy.core.consensus import Verdict, votes_settle


@pytest.mark.parametrize(
    ("votes", "wanted", "verdict"),
    [
        ([], 1, Verdict("open")),
        (["synonym"], 1, Verdict("settled", "synonym")),
        (["unsure"], 1, Verdict("settled")),
        (["synonym"], 2, Verdict("open")),
        (["synonym", "synonym"], 2, Verdict("settled", "synonym")),
        (["synonym", "related"], 2, Verdict("disputed")),
        (["synonym", "unsure"], 2, Verdict("disputed")),
        (["unsure", "unsure"], 2, Verdict("settled")),
        (["senior", "junior"], 2, Verdict("disputed")),
        (["senior", "senior", "senior"], 2, Verdict("settled", "senior")),
    ],
)
def test_what_votes_say_together(votes: list[str], wanted: int, verdict: Verdict) -> None:
    assert votes_settle(votes, wanted) == verdict


def test_a_flag_calls_a_lead_whatever_was_said() -> None:
    assert votes_settle(["synonym"], 1, flagged=True) == Verdict("disputed")
    assert votes_settle(["synonym"], 2, flagged=True) == Verdict("disputed")
