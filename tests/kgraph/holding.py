"""A lock that somebody else holds."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from django.db import connection


@contextmanager
def held_elsewhere(lock: Callable[[], AbstractContextManager[object]]) -> Iterator[threading.Event]:
    """While in the block another thread, over its own connection, holds ``lock``; it lets go once the event is set."""
    held, done = threading.Event(), threading.Event()

    def holder() -> None:
        with lock():
            held.set()
            done.wait(timeout=20)
        connection.close()

    thread = threading.Thread(target=holder)
    thread.start()
    try:
        assert held.wait(timeout=20)
        yield done
    finally:
        done.set()
        thread.join(timeout=20)
