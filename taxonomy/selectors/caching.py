"""Answers that may be some seconds old, kept in Valkey. Nothing depends on it: without it they are made anew."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar, cast

import redis
from django.core.cache import cache

T = TypeVar("T")
log = logging.getLogger(__name__)


def cached(key: str, seconds: int, make: Callable[[], T]) -> T:
    """What ``make`` gave at most ``seconds`` ago. Its result must be picklable and not None."""
    try:
        found = cache.get(key)
    except redis.RedisError as error:
        log.warning("cache.unavailable", extra={"key": key, "error": str(error)})
        return make()
    if found is None:
        found = make()
        try:
            cache.set(key, found, seconds)
        except redis.RedisError as error:
            log.warning("cache.unavailable", extra={"key": key, "error": str(error)})
    return cast(T, found)
