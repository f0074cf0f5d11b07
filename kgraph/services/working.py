"""The graph as it is this moment, opened like a release: for people who have just changed it.

A snapshot of it lies under ``cache/working`` in the data folder, named by the graph's state; the first question
after a change builds a new one. It is no release: it has number 0, no state, and goes away. A graph with more than
`LARGEST` edges takes too long for that, and the newest release stands in for it.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from datetime import datetime
from pathlib import Path
from time import monotonic, sleep

from django.conf import settings
from django.db import connection
from django.db.models import Max
from django.db.models.functions import Greatest

from kgraph.core.snapshot import Snapshot, build_snapshot
from kgraph.models import Edge, GraphEvent, Membership, Retirement
from kgraph.selectors.encoders import encoder_of
from kgraph.selectors.release_content import graph_now
from kgraph.selectors.releases import release_choose, snapshot_open
from kgraph.services.learning import learner_like, weights_copy
from kgraph.services.preview import one_snapshot
from taxonomy.core.errors import Fault

LARGEST = 100_000
_LOCK = 0x7417E_0004
_WAIT_SECONDS = 10
_KEPT = 2

_open: dict[str, Snapshot] = {}


def working_snapshot() -> Snapshot:
    """The graph as it is now. Two statements when nothing has changed; else about a second for 20,000 edges.

    Raises:
        ReleaseMissing: the graph is too large for this, and there is no release either.
    """
    former = _served()
    folder = _folder() / f"{connection.settings_dict['NAME']}-{_state()}{_learner_mark(former)}"
    found = _open.get(str(folder))
    if found is not None:
        return found
    if not folder.is_dir():
        if Edge.objects.filter(active=True)[: LARGEST + 1].count() > LARGEST:
            return snapshot_open(release_choose("next").artifact)
        _build(folder, former)
    _open.clear()
    found = _open[str(folder)] = Snapshot(folder, encoder_of)
    return found


def _served() -> Snapshot | None:
    """The release that is served: what is asked of the graph as it is now is read by the same encoder."""
    try:
        return snapshot_open(release_choose("latest").artifact)
    except Fault:
        return None


def _learner_mark(served: Snapshot | None) -> str:
    """Tells encoders apart; none for a release without."""
    learned = served.learned if served is not None else None
    return f"_{learned.artifact[-12:]}" if learned is not None else ""


def _state() -> str:
    """Names what the graph says: its last event (with the time, should a backup be restored), the last choice of a
    preferred title, and the last retirement or lifting of one."""
    event = GraphEvent.objects.order_by("-tick").values_list("tick", "at").first()
    chosen = Membership.objects.filter(chosen_at__isnull=False).aggregate(last=Max("chosen_at"))["last"]
    retired = Retirement.objects.aggregate(last=Greatest(Max("retired_at"), Max("lifted_at")))["last"]
    tick, at = event or (0, None)
    return f"{tick}_{_micros(at)}_{_micros(chosen)}_{_micros(retired)}"


def _micros(at: datetime | None) -> int:
    return int(at.timestamp() * 1e6) if at else 0


def _folder() -> Path:
    folder = Path(settings.HOME_DIR) / "cache" / "working"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _build(folder: Path, former: Snapshot | None) -> None:
    """Build it, unless another process does; whoever comes second takes what the first one made."""
    until = monotonic() + _WAIT_SECONDS
    while not (held := _lock()):
        if folder.is_dir() or monotonic() > until:
            break
        sleep(0.05)
    try:
        if folder.is_dir():
            return
        with one_snapshot():
            content = graph_now()
        unfinished = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".building-"))
        try:
            learner = learner_like(former)
            build_snapshot(
                content.content, unfinished, number=0, ledger_seq=content.ledger_seq, learner=learner
            )
            if learner is not None:
                weights_copy(unfinished, former)
            os.replace(unfinished, folder)
        except OSError:
            # Somebody who did not wait for us was first: what they built says the same.
            if not folder.is_dir():
                raise
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
        _forget_old(folder)
    finally:
        if held:
            _unlock()


def _forget_old(folder: Path) -> None:
    """Remove all but the last ones. A process that still reads one keeps its mapped pages."""
    name = folder.name.rpartition("-")[0]
    built = sorted(folder.parent.glob(f"{name}-*"), key=lambda path: path.stat().st_mtime)
    for old in built[:-_KEPT]:
        shutil.rmtree(old, ignore_errors=True)


def _lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        row = cursor.fetchone()
    return bool(row and row[0])


def _unlock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
