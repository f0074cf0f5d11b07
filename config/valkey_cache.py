"""The cache in Valkey, with a client that lasts.

Django's own backend makes a client for every call, which costs more than the call. A client is safe to share:
it takes a connection from its pool for each command.
"""

from __future__ import annotations

from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis import Redis


class LastingClient(RedisCacheClient):
    """Keeps its client; with several servers, Django's way."""

    def __init__(self, servers: list[str], *args: Any, **options: Any) -> None:
        super().__init__(servers, *args, **options)
        self._several = len(servers) > 1
        self._lasting: Redis | None = None

    def get_client(self, key: Any = None, *, write: bool = False) -> Redis:
        """The client of the server that is to be read or written."""
        if self._several:
            return super().get_client(key, write=write)
        if self._lasting is None:
            self._lasting = super().get_client(key, write=True)
        return self._lasting


class ValkeyCache(RedisCache):
    """Settings name it as ``BACKEND``."""

    def __init__(self, server: str | list[str], params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = LastingClient
