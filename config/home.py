"""The home page's figures, put together from all houses."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import redis

from config.observability.broker import QUEUES, broker_connection
from config.observability.heartbeat import beats_read, serving
from kgraph.selectors.growth import graph_growth, running, week_of
from kgraph.selectors.overview import graph_overview
from models_lstm.selectors.registry import alias_version
from taxonomy.models import Person
from taxonomy.selectors.caching import cached
from taxonomy.selectors.home import SHARED_SECONDS, cache_key, home_mine, home_shared, taxonomy_growth


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
            "assigned": mine["assigned"],
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


WEEKS = 26
GROWTH_SECONDS = 600


def growth_read(now: datetime) -> dict[str, Any]:
    """Labels, edges and coverage at the end of each of the last `WEEKS` weeks; at most `GROWTH_SECONDS` old."""
    return cached(cache_key("growth"), GROWTH_SECONDS, lambda: _growth(now))


def _growth(now: datetime) -> dict[str, Any]:
    last = week_of(now)
    weeks = [last - timedelta(weeks=n) for n in range(WEEKS - 1, -1, -1)]
    labels, titles = (running(found, weeks) for found in taxonomy_growth(weeks[0]))
    edges, covered = (running(found, weeks) for found in graph_growth(weeks[0]))
    return {
        "weeks": [
            {
                "week": week.isoformat(),
                "labels": labels[at],
                "edges": edges[at],
                "covered": covered[at],
                "titles": titles[at],
                "coverage": round(covered[at] / titles[at], 4) if titles[at] else None,
            }
            for at, week in enumerate(weeks)
        ]
    }


def _graph() -> dict[str, Any]:
    champion = alias_version("champion")
    return graph_overview() | {
        "champion": champion.version if champion else None,
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
