"""The programs of an installation, and how their threads share the database's connections."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from typing import Final

from config.embedded.home import PROJECT, Home
from config.environment import Environment
from config.supervisor.program import Program, answers_http, beats, is_there

CONNECTIONS_FOR_WEB: Final = 80
"""Of the database's 120: the rest is for workers, commands, probes and a person with psql."""
DEFAULT_WORKERS: Final = 2


def request_threads(environment: Environment) -> int:
    """Threads of each web process: what was asked for, bounded so that every one can have a connection."""
    return max(1, min(environment.web_threads, CONNECTIONS_FOR_WEB // environment.web_workers))


def programs(environment: Environment, home: Home) -> list[Program]:
    """All programs, in the order of their start."""
    return [_web(environment, home), _worker("default", home), _worker("training", home), _scheduler(home)]


def shared_environment(home: Home, name: str) -> dict[str, str]:
    """What every program gets; the mark lets the next start find what a crash left behind."""
    return {
        **os.environ,
        "TITLELOOM_HOME": str(home.root),
        "TITLELOOM_SUPERVISED": str(home.root),
        "TITLELOOM_LOG": "json",
        "TITLELOOM_PROCESS": name,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONUNBUFFERED": "1",
        "PYTHONPATH": str(PROJECT),
        # Several processes with a thread for each core each would only get in each other's way.
        **{f"{library}_NUM_THREADS": "1" for library in ("OMP", "MKL", "OPENBLAS")},
    }


def _web(environment: Environment, home: Home) -> Program:
    metrics = home.run / "metrics"

    def prepare() -> None:
        shutil.rmtree(metrics, ignore_errors=True)
        metrics.mkdir(parents=True)
        (home.root / "static").mkdir(exist_ok=True)

    command = (
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--http", "1", "--no-ws"),
        *("--host", environment.host, "--port", str(environment.port)),
        *("--workers", str(environment.web_workers), "--blocking-threads", str(request_threads(environment))),
        *("--respawn-failed-workers", "--respawn-interval", "0.5", "--workers-kill-timeout", "8"),
        *("--log-level", "warning", "config.wsgi:application"),
    )
    near = "127.0.0.1" if environment.host in {"0.0.0.0", "", "::"} else environment.host
    return Program(
        name="web",
        command=command,
        environment={**shared_environment(home, "web"), "PROMETHEUS_MULTIPROC_DIR": str(metrics)},
        probe=answers_http(
            near, environment.port, "/api/v1/health/live", environment.allowed_hosts[0].lstrip(".")
        ),
        prepare=prepare,
    )


def _worker(queue: str, home: Home) -> Program:
    training = queue == "training"
    name = f"worker-{queue}"
    command = (
        *(sys.executable, "-m", "celery", "-A", "config", "--quiet", "worker", "--queues", queue),
        *("--hostname", f"{queue}@%h", "--concurrency", "1" if training else str(DEFAULT_WORKERS)),
        # Celery's own events, which nobody reads: a worker that cannot send its last one to a broker that has
        # gone would wait for ever. Our heartbeat is `config.observability.heartbeat`.
        *("--without-heartbeat", "--without-gossip", "--without-mingle", "--loglevel", "INFO"),
    )
    return Program(
        name=name,
        command=command,
        environment=shared_environment(home, name),
        probe=beats(queue),
        # Celery's "quit": waits for running tasks as long as the settings say, then hands them back.
        stop_signal=signal.SIGQUIT,
        grace=12.0,
        niceness=10 if training else 0,
    )


def _scheduler(home: Home) -> Program:
    command = (
        *(sys.executable, "-m", "celery", "-A", "config", "beat", "--loglevel", "INFO"),
        *("--schedule", str(home.run / "beat-schedule"), "--pidfile", ""),
    )
    return Program(
        name="scheduler",
        command=command,
        environment=shared_environment(home, "scheduler"),
        probe=is_there,
        warm_up=2.0,
    )
