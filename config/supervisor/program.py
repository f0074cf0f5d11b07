"""What the supervisor has to know of a program, and how to ask whether it works."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import redis

from config.observability.broker import broker_connection
from config.observability.heartbeat import STALE, beats_read

Probe = Callable[[int], Awaitable[bool]]
"""Takes the process id; whether the program works."""

HTTP_SECONDS: Final = 5.0


@dataclass(frozen=True)
class Program:
    """A program to keep running.

    Attributes:
        probe: whether the program with this process id works. A broker that is away counts as working:
            the program is not to blame.
        stop_signal: asks it to end in order; also what it gets when the supervisor is killed.
        grace: seconds that it may take to do so.
        niceness: added to its priority number; 10 leaves the processor to everyone else.
        warm_up: seconds after the start in which a failing probe says nothing.
    """

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    probe: Probe
    stop_signal: signal.Signals = signal.SIGTERM
    grace: float = 10.0
    niceness: int = 0
    warm_up: float = 60.0
    prepare: Callable[[], None] = field(default=lambda: None)


def answers_http(host: str, port: int, path: str, host_header: str) -> Probe:
    """A probe that wants 200 from a web server."""

    async def probe(pid: int) -> bool:
        try:
            async with asyncio.timeout(HTTP_SECONDS):
                reader, writer = await asyncio.open_connection(host, port)
                try:
                    writer.write(
                        f"GET {path} HTTP/1.1\r\nHost: {host_header}\r\nConnection: close\r\n\r\n".encode()
                    )
                    await writer.drain()
                    return b" 200 " in await reader.readline()
                finally:
                    writer.close()
        except (OSError, TimeoutError):
            return False

    return probe


def beats(queue: str) -> Probe:
    """A probe that wants a fresh heartbeat of the worker with this process id."""

    def look(pid: int) -> bool:
        now = time.time()
        try:
            with broker_connection() as connection:
                known = beats_read(connection, now)
        except redis.RedisError:
            return True
        return any(beat.pid == pid and queue in beat.queues and now - beat.at <= 2 * STALE for beat in known)

    async def probe(pid: int) -> bool:
        return await asyncio.to_thread(look, pid)

    return probe


async def is_there(pid: int) -> bool:
    """A probe that is content with a living process."""
    return True
