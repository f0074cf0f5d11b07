"""Bounds on guessing passwords, counted in Valkey."""

from __future__ import annotations

from django.core.cache import cache

from taxonomy.core.errors import Fault

LIMIT = 10
WINDOW_SECONDS = 15 * 60


class TooManyAttempts(Fault):
    """The name was tried too often."""

    code = "login.too_many_attempts"
    status = 429


def _key(name: str) -> str:
    return f"login-attempts:{name.lower()[:150]}"


def attempts_check(name: str) -> None:
    """Count one attempt.

    Raises:
        TooManyAttempts: more than `LIMIT` within `WINDOW_SECONDS`.
    """
    key = _key(name)
    cache.add(key, 0, WINDOW_SECONDS)
    if cache.incr(key) > LIMIT:
        raise TooManyAttempts("Too many wrong tries; wait a quarter of an hour.", retry_after=WINDOW_SECONDS)


def attempts_clear(name: str) -> None:
    """Forget the attempts after a success."""
    cache.delete(_key(name))
