"""Counters and histograms of the web processes.

The processes share them by memory-mapped files when the supervisor names a folder for these
(``PROMETHEUS_MULTIPROC_DIR``); otherwise each process counts for itself.
"""

from __future__ import annotations

from typing import Final

from prometheus_client import Counter, Histogram

BUCKETS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds in seconds."""

REQUESTS = Counter("titleloom_requests_total", "Requests served", ["method", "route", "status"])
LATENCY = Histogram("titleloom_request_seconds", "Time to serve a request", ["route"], buckets=BUCKETS)


def request_seen(method: str, route: str, status: int, seconds: float) -> None:
    """Count one request. Routes are names of views, so that their number is bounded."""
    REQUESTS.labels(method, route, str(status)).inc()
    LATENCY.labels(route).observe(seconds)
