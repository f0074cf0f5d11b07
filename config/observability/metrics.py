"""Metrics in the text format of Prometheus: counts of the web processes, and gauges read when asked."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from typing import Final

import redis
from django.apps import apps
from django.db import DatabaseError
from django.db.models import Count
from prometheus_client import REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from config.observability.broker import UNACKED, broker_connection, queue_lengths
from config.observability.heartbeat import beats_read

STATES: Final = (
    ("titleloom_tasks", "Annotation tasks by state", "taxonomy", "Task", "state"),
    ("titleloom_proposals", "Proposals by state", "taxonomy", "Proposal", "state"),
    ("titleloom_decisions", "Decisions by state of merging", "taxonomy", "Decision", "merge_state"),
    ("titleloom_conflicts", "Conflicts by state", "kgraph", "Conflict", "state"),
    ("titleloom_training_runs", "Training runs by state", "models_lstm", "TrainingRun", "state"),
)
"""Metric, help, house, model, column: rows counted by the value of the column."""


class ServicesCollector(Collector):
    """Gauges of database and broker. What does not answer is reported as down, and the rest goes on."""

    def collect(self) -> Iterable[Metric]:
        """Read them now."""
        yield from self._broker()
        yield from self._database()

    def _broker(self) -> Iterator[Metric]:
        up = GaugeMetricFamily("titleloom_broker_up", "1 when the broker answers")
        lengths = GaugeMetricFamily(
            "titleloom_queue_messages", "Messages that wait in a queue", labels=["queue"]
        )
        ages = GaugeMetricFamily(
            "titleloom_worker_heartbeat_age_seconds", "Since the heartbeat", labels=["worker"]
        )
        taken = GaugeMetricFamily(
            "titleloom_queue_unacknowledged", "Messages taken by workers and not finished"
        )
        try:
            with broker_connection() as connection:
                for queue, length in queue_lengths(connection).items():
                    lengths.add_metric([queue], length)
                now = time.time()
                for beat in beats_read(connection, now):
                    if not beat.stopped:
                        ages.add_metric([beat.name], now - beat.at)
                taken.add_metric([], float(connection.hlen(UNACKED)))
            up.add_metric([], 1)
        except redis.RedisError:
            up.add_metric([], 0)
        yield from (up, lengths, ages, taken)

    def _database(self) -> Iterator[Metric]:
        up = GaugeMetricFamily("titleloom_database_up", "1 when the database answers")
        try:
            for name, text, house, model, column in STATES:
                yield self._by_state(name, text, house, model, column)
            up.add_metric([], 1)
        except DatabaseError:
            up.add_metric([], 0)
        yield up

    def _by_state(self, name: str, text: str, house: str, model: str, column: str) -> Metric:
        metric = GaugeMetricFamily(name, text, labels=["state"])
        rows = (
            apps.get_model(house, model)._default_manager.order_by().values_list(column).annotate(Count("pk"))
        )
        for state, count in rows:
            metric.add_metric([str(state)], count)
        return metric


def metrics_text() -> bytes:
    """The page that Prometheus scrapes."""
    registry = CollectorRegistry()
    registry.register(ServicesCollector())
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)
    return generate_latest(registry) + generate_latest(REGISTRY)
