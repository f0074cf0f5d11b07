"""Is it there? Each probe answers within its time, whatever state the service is in."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import dataclass
from typing import Final

import psycopg2
from django.conf import settings

from config.observability.broker import broker_connection

PATIENCE: Final = 1.2
"""Seconds after which a probe counts as failed; the health page promises an answer within two."""
LITTLE_DISK: Final = 500 * 1024 * 1024
"""Bytes of free disk below which operators are warned."""

_pool = ThreadPoolExecutor(max_workers=4, thread_name_prefix="probe")


@dataclass(frozen=True, slots=True)
class Finding:
    """What a probe found; `detail` says what is wrong, and is empty when nothing is."""

    ok: bool
    milliseconds: float
    detail: str = ""


def probe_all() -> dict[str, Finding]:
    """Database, broker and disk at the same time, within `PATIENCE`."""
    probes = {"database": probe_database, "broker": probe_broker, "disk": probe_disk}
    deadline = time.monotonic() + PATIENCE
    running = {name: _pool.submit(_timed, probe) for name, probe in probes.items()}
    findings = {}
    for name, future in running.items():
        try:
            findings[name] = future.result(timeout=max(0.0, deadline - time.monotonic()))
        except FutureTimeout:
            future.cancel()
            findings[name] = Finding(False, PATIENCE * 1000, f"no answer within {PATIENCE} s")
    return findings


def probe_database() -> str:
    """Ask the database over a connection of its own, so that a pool of broken ones cannot mislead."""
    where = settings.DATABASES["default"]
    connection = psycopg2.connect(
        dbname=where["NAME"],
        user=where["USER"] or None,
        password=where["PASSWORD"] or None,
        host=where["HOST"] or None,
        port=where["PORT"] or None,
        connect_timeout=2,
        options="-c statement_timeout=1000",
        application_name="titleloom-health",
    )
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    finally:
        connection.close()
    return ""


def probe_broker() -> str:
    """Ask the broker."""
    with broker_connection() as connection:
        connection.ping()
    return ""


def probe_disk() -> str:
    """Look at the free space of the data folder."""
    free = shutil.disk_usage(settings.HOME_DIR).free
    return f"only {free // (1024 * 1024)} MB free in {settings.HOME_DIR}" if free < LITTLE_DISK else ""


def _timed(probe: Callable[[], str]) -> Finding:
    began = time.perf_counter()
    try:
        detail = probe()
    except Exception as error:  # whatever it is, the health page reports it
        detail = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    return Finding(not detail, round((time.perf_counter() - began) * 1000, 1), detail)
