"""Who may change the graph: one writer at a time, and one batch at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection

from taxonomy.core.errors import Busy

_GRAPH = 0x7417E_0001
_BATCH = 0x7417E_0002
_LOCK_NOT_AVAILABLE = "55P03"


class GraphBusy(Busy):
    """Somebody else is changing the graph."""

    code = "graph.busy"


def graph_lock(*, wait_seconds: int = 10) -> None:
    """Hold the graph until the end of the transaction that is open.

    Raises:
        GraphBusy: when another writer holds it for longer than that. The transaction must be rolled back.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_GRAPH])
        if (free := cursor.fetchone()) and free[0]:
            return
        cursor.execute("SELECT current_setting('lock_timeout')")
        row = cursor.fetchone()
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{wait_seconds}s"])
        try:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_GRAPH])
        except OperationalError as error:
            if getattr(error.__cause__, "pgcode", None) != _LOCK_NOT_AVAILABLE:
                raise
            raise GraphBusy(
                f"The graph is being changed by somebody else for more than {wait_seconds} s; nothing was saved.",
                retry_after=5,
            ) from error
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [row[0] if row else "0"])


@contextmanager
def batch_lock() -> Iterator[None]:
    """Be the only batch that merges, over several transactions.

    Raises:
        GraphBusy: when another batch runs.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_BATCH])
        row = cursor.fetchone()
    if not row or not row[0]:
        raise GraphBusy("Another worker is merging decisions right now.", retry_after=5)
    try:
        yield
    finally:
        # Inside an aborted transaction this fails; the lock then goes with the connection, which is closed.
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_BATCH])
        except Exception:
            connection.close()
            raise
