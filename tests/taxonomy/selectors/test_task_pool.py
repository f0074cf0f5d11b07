"""The pool that tasks are made from, and the part of it that stands for all candidates."""

from __future__ import annotations

import pytest
from django.utils import timezone

from taxonomy.core.queue_order import pairs_choose
from taxonomy.models import Candidate, Task, Title
from taxonomy.selectors.task_pool import pool_read
from taxonomy.services.pairs import pairs_ensure
from taxonomy.services.tasks import tasks_fill

pytestmark = pytest.mark.django_db
CLOSE, FAR = 20, 180


@pytest.fixture
def close() -> set[int]:
    """One candidate in ten is close; the ids of those."""
    Title.objects.bulk_create(
        Title(text=f"{side} {n}", key=f"{side} {n}", language="en", created_at=timezone.now())
        for n in range(CLOSE + FAR)
        for side in "ab"
    )
    number = dict(Title.objects.values_list("text", "id"))
    pairs = pairs_ensure([(number[f"a {n}"], number[f"b {n}"]) for n in range(CLOSE + FAR)])
    ids = sorted(pairs.values())
    Candidate.objects.bulk_create(
        Candidate(
            pair_id=pair,
            proposer="blocking",
            version="1",
            score=0.9 if place < CLOSE else 0.1,
            created_at=timezone.now(),
        )
        for place, pair in enumerate(ids)
    )
    return set(ids[:CLOSE])


def test_the_random_slice_is_drawn_from_all_candidates(close: set[int]) -> None:
    pools = [pool_read(size=60, seed=seed) for seed in range(20)]
    assert all(close <= {known.pair_id for known in pool} for pool in pools)

    drawn = [
        chosen.pair_id
        for seed, pool in enumerate(pools)
        for chosen in pairs_choose(pool, limit=20, random_share=0.5, seed=seed)
        if chosen.at_random
    ]

    assert len(drawn) == 20 * 10
    # 10 % of the candidates are close, half of the pool is: evenly from the pool it would be 50 %.
    assert 0.03 < sum(pair in close for pair in drawn) / len(drawn) < 0.2


def test_the_strategy_random_is_as_even(close: set[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("taxonomy.services.tasks.POOL_LEAST", 150)
    monkeypatch.setattr("taxonomy.services.tasks.POOL_FACTOR", 1)
    assert tasks_fill(limit=40, strategy="random", seed=3) == 40
    assert Task.objects.filter(in_random_slice=True).count() == 40
    assert Task.objects.filter(pair_id__in=close).count() < 12
