"""Answers of a token are counted, shared and limited; without Valkey each process goes by its own count."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.cache import cache

from kgraph.services import rates
from kgraph.services.rates import WINDOW, rate_take, rates_forget

NOW = 1_000_000 * WINDOW + 10.0


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch, settings: LazySettings) -> Iterator[list[float]]:
    """A clock that stands still until a test moves it."""
    moment = [NOW]
    monkeypatch.setattr(rates, "time", lambda: moment[0])
    settings.GRAPH_RATE = 10
    cache.clear()
    rates_forget()
    yield moment
    cache.clear()
    rates_forget()


def take(token: str = "a", **options: Any) -> rates.Allowance:
    found = rate_take(token, **options)
    assert found is not None
    return found


def test_what_is_left_is_told_and_the_eleventh_of_ten_is_refused(clock: list[float]) -> None:
    left = [take().remaining for _ in range(10)]
    assert left == list(range(9, -1, -1))
    refused = take()
    assert not refused.allowed
    assert refused.headers()["Retry-After"] == refused.headers()["RateLimit-Reset"] == "50"
    assert take("another").allowed
    clock[0] += 50
    assert take().remaining == 9


def test_a_bulk_request_weighs_more() -> None:
    assert take(weight=8).remaining == 2
    assert not take(weight=8).allowed


def test_processes_share_what_they_count(clock: list[float]) -> None:
    for _ in range(6):
        take()
    clock[0] += 2
    take()  # shares 7
    rates_forget()  # another process begins
    assert take().remaining == 2


def test_without_valkey_a_process_goes_by_its_own_count(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object, **__: object) -> None:
        raise ConnectionError("no Valkey")

    monkeypatch.setattr(cache, "add", gone)
    assert [take().allowed for _ in range(11)] == [True] * 10 + [False]


def test_zero_is_no_limit(settings: LazySettings) -> None:
    settings.GRAPH_RATE = 0
    assert rate_take("a") is None
