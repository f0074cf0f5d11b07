"""The home page's figures, put together from all houses."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

import redis

from config.observability.broker import QUEUES, broker_connection
from config.observability.heartbeat import beats_read, serving
from kgraph.selectors.overview import graph_overview, served_quality
from models_lstm.selectors.registry import alias_version
from taxonomy.models import Person
from taxonomy.selectors.caching import cached
from taxonomy.selectors.home import SHARED_SECONDS, cache_key, home_mine, home_shared


def home_read(person: Person, now: datetime) -> dict[str, Any]:
    """What waits for whom, what there is, and whether background work goes on.

    Cost: one query while the shared part is fresh, eight else.
    """
    shared = home_shared(now)
    graph = cached(cache_key("graph-overview"), SHARED_SECONDS, _graph)
    mine = home_mine(person, now)
    return {
        "waiting": {
            **shared["waiting"],
            "my_leases": mine["leases"],
            "conflicts": graph["conflicts"],
            "feedback": graph["feedback"],
        },
        "totals": {**shared["totals"], "edges": graph["edges"], "concepts": graph["concepts"]},
        "activity": shared["activity"],
        "mine": mine,
        "workers": workers_state(),
        "release": graph["release"],
        "quality": graph["quality"],
        "model": {"champion": graph["champion"]} if graph["champion"] else None,
    }


def _graph() -> dict[str, Any]:
    champion = alias_version("champion")
    return graph_overview() | {
        "champion": champion.version if champion else None,
        "quality": served_quality(),
    }


def workers_state() -> dict[str, dict[str, Any]]:
    """For each queue whether a worker serves it, and when one was last heard of (None: never, or not known)."""
    now = time.time()
    try:
        with broker_connection() as connection:
            beats = beats_read(connection, now)
    except redis.RedisError:
        beats = []
    state: dict[str, dict[str, Any]] = {}
    for queue in QUEUES:
        last = max((beat.at for beat in beats if queue in beat.queues), default=None)
        state[queue] = {
            "alive": bool(serving(beats, queue, now)),
            "last_seen_at": datetime.fromtimestamp(last, UTC) if last else None,
        }
    return state
