from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from taxonomy.core.queue_order import AT_RANDOM, IN_TURN, STRATEGIES, Known, pairs_choose

KNOWN = st.builds(
    lambda a, b, closeness, score, uses: (a, a + b, closeness, score, uses),
    st.integers(1, 12),
    st.integers(1, 12),
    st.floats(0, 1),
    st.none() | st.floats(0, 1),
    st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)),
)
POOL = st.lists(KNOWN, max_size=60, unique_by=lambda k: k[:2]).map(
    lambda rows: [
        Known(at, a, b, closeness, "blocking", score, uses)
        for at, (a, b, closeness, score, uses) in enumerate(rows, 1)
    ]
)


def pair(number: int, *, closeness: float = 0.5, score: float | None = None, uses: int = 1) -> Known:
    return Known(number, 2 * number, 2 * number + 1, closeness, "blocking", score, (uses, uses))


@given(POOL, st.integers(1, 40), st.sampled_from(sorted(STRATEGIES)), st.floats(0, 1), st.integers(1, 4))
@settings(max_examples=60, deadline=None)
def test_never_too_many_never_twice_and_no_title_too_often(
    pool: list[Known], limit: int, strategy: str, share: float, per_title: int
) -> None:
    chosen = pairs_choose(
        pool, limit=limit, strategy=strategy, random_share=share, per_title=per_title, seed=3
    )

    ids = [c.pair_id for c in chosen]
    assert len(ids) == len(set(ids)) <= limit
    of = {known.pair_id: known for known in pool}
    titles = Counter(title for pk in ids for title in (of[pk].title_a, of[pk].title_b))
    assert max(titles.values(), default=0) <= per_title
    assert all(0 <= c.priority <= 1 for c in chosen)
    assert [c.priority for c in chosen] == sorted((c.priority for c in chosen), reverse=True)
    again = pairs_choose(
        pool, limit=limit, strategy=strategy, random_share=share, per_title=per_title, seed=3
    )
    assert again == chosen


def test_what_the_model_cannot_tell_comes_before_what_it_is_sure_of() -> None:
    sure, unsure = pair(1, score=0.99), pair(2, score=0.52)

    chosen = pairs_choose([sure, unsure], limit=2, strategy="uncertain", random_share=0.0)

    assert [c.pair_id for c in chosen] == [2, 1]
    assert chosen[0].reason == "The model cannot tell"


def test_the_reason_does_not_give_the_relation_away() -> None:
    pool = [pair(n, closeness=n / 10, score=n / 10, uses=10**n) for n in range(1, 9)]

    reasons = {c.reason for s in STRATEGIES for c in pairs_choose(pool, limit=8, strategy=s)}

    words = ("synonym", "broader", "narrower", "senior", "junior", "related", "unrelated")
    assert not any(word in reason.lower() for reason in reasons for word in words)


def test_a_slice_is_drawn_at_random_and_strewn_over_the_queue() -> None:
    pool = [pair(n, closeness=n / 200) for n in range(1, 201)]

    chosen = pairs_choose(pool, limit=100, random_share=0.2, seed=5)

    drawn = [at for at, c in enumerate(chosen) if c.at_random]
    assert len(drawn) == 20
    assert {c.reason for c in chosen if c.at_random} == {AT_RANDOM}
    assert drawn[0] < 50 <= drawn[-1]


def test_in_turn_every_expected_relation_is_asked_equally_often() -> None:
    guesses = ["synonym"] * 80 + ["related"] * 15 + ["broader"] * 5
    pool = [
        Known(n, 2 * n, 2 * n + 1, 0.5, "nearest", None, (1, 1), margin=0.5, guess=guess)
        for n, guess in enumerate(guesses)
    ]
    chosen = pairs_choose(pool, limit=15, strategy="balanced", random_share=0.0, seed=3)
    assert Counter(c.guess for c in chosen) == {"synonym": 5, "related": 5, "broader": 5}
    assert {c.reason for c in chosen} == {IN_TURN}
    other = pairs_choose(pool, limit=15, strategy="balanced", random_share=0.0, seed=4)
    assert {c.pair_id for c in chosen} != {c.pair_id for c in other}
    assert len(pairs_choose(pool, limit=30, strategy="balanced", random_share=0.0)) == 30
