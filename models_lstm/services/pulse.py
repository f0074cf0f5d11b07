"""Signs of life of a run, and the news of it, while it is executed.

Training must outlive the database: a server that restarts costs some signs of life, not the run.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Any, Final, TypeVar

from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from models_lstm.models import TrainingRun
from models_lstm.models.background import BackgroundRun

logger = logging.getLogger("titleloom.training")
EVERY: Final = 5.0
T = TypeVar("T")
Runs = type[TrainingRun] | type[BackgroundRun]


def database_away(error: BaseException) -> bool:
    """Whether a statement failed because there was no server to answer it, or it was going down or coming up.

    Without a code it was the connection; classes 08 and 57P tell the same (PostgreSQL's appendix of error codes). A
    full disk or a statement that took too long is an error of the same Python class that waiting does not mend.
    """
    if not isinstance(error, (OperationalError, InterfaceError)):
        return False
    code = getattr(error.__cause__, "pgcode", None)
    return code is None or str(code).startswith(("08", "57P"))


def patiently(write: Callable[[], T], *, seconds: float = 90.0) -> T:
    """Do a database write, again and again while the server is away, for so many seconds.

    Raises:
        OperationalError, InterfaceError: it stayed away.
    """
    deadline = time.monotonic() + seconds
    while True:
        try:
            return write()
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block or time.monotonic() > deadline:
                raise
            connection.close()
            time.sleep(1.0)


def if_possible(write: Callable[[], T]) -> T | None:
    """Do a write that may be left out when the server is away; None then."""
    try:
        return write()
    except (OperationalError, InterfaceError):
        if connection.in_atomic_block:
            raise
        logger.warning("the database is away; the run goes on", exc_info=True)
        connection.close()
        return None


class Pulse(threading.Thread):
    """Beats for one claim on a row of ``runs`` every few seconds, until left; ``lost`` when another has the claim."""

    def __init__(self, runs: Runs, run_id: int, token: Any) -> None:
        super().__init__(name=f"pulse-{run_id}", daemon=True)
        self._runs, self._run_id, self._token = runs, run_id, token
        self._left = threading.Event()
        self._lost = threading.Event()

    @property
    def lost(self) -> bool:
        """Whether the run was taken away from this process."""
        return self._lost.is_set()

    def __enter__(self) -> Pulse:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._left.set()
        self.join(timeout=10.0)

    def run(self) -> None:
        """Beat; in a thread and on a connection of its own."""
        try:
            while not self._left.wait(EVERY):
                if_possible(self._beat)
        finally:
            connection.close()

    def _beat(self) -> None:
        mine = self._runs._default_manager.filter(pk=self._run_id, claim=self._token)
        if mine.update(heartbeat_at=timezone.now()):
            return
        # A row that this connection cannot see yet is not a row that somebody else took.
        if self._runs._default_manager.filter(pk=self._run_id).exists():
            self._lost.set()
