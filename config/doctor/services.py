"""Services, supervisor, workers, and processes that nobody watches."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator

from django.conf import settings

from config.doctor.finding import Finding, note, ok, problem
from config.embedded.faults import ServiceFault
from config.embedded.home import Home
from config.embedded.keeper import service_named
from config.embedded.locks import is_held
from config.embedded.share import is_kept, service_state, use_services
from config.observability.broker import QUEUES, broker_connection, queue_lengths
from config.observability.heartbeat import beats_read, serving
from config.supervisor.preflight import supervised, supervisor_state
from config.tasks import round_trip

ROUND_TRIP_SECONDS = 5.0
LONG_QUEUE = 1000
"""Messages in a queue from which on the workers are said not to keep up."""


def examine_supervisor() -> Iterator[Finding]:
    """Whether ``make run`` is at work, and whether a killed one left programs behind."""
    home: Home = settings.EMBEDDED
    if is_held(home.run / "supervisor.lock"):
        state = supervisor_state(home)
        yield ok("supervisor", f"runs as process {state.get('pid')} at {state.get('url')}")
        return
    yield note("supervisor", "does not run", "Start it: make run")
    if orphans := supervised(home):
        numbers = " ".join(str(process.pid) for process in orphans)
        advice = f"They end at the next 'make run', or now by: kill {numbers}"
        yield problem("orphans", f"{len(orphans)} programs of a killed supervisor still run", advice)


def examine_services() -> Iterator[Finding]:
    """Database and broker: there, kept, or startable."""
    replaced = {"postgres": settings.ENVIRONMENT.database_url, "valkey": settings.ENVIRONMENT.redis_url}
    for name, url in replaced.items():
        if url:
            yield ok(name, "is an outside service, by DATABASE_URL" if name == "postgres" else "by REDIS_URL")
            continue
        yield from _embedded(name)
    try:
        use_services()
    except ServiceFault as fault:
        yield problem("services", str(fault), f"Read the logs in {settings.EMBEDDED.log}")


def examine_workers() -> Iterator[Finding]:
    """A live worker for every queue, and queues that drain."""
    now = time.time()
    with broker_connection() as connection:
        beats = beats_read(connection, now)
        lengths = queue_lengths(connection)
    if serving(beats, "default", now):
        yield from _round_trip()
    running = is_held(settings.EMBEDDED.run / "supervisor.lock")
    for queue in QUEUES:
        if alive := serving(beats, queue, now):
            yield ok(
                "workers", f"{queue}: {', '.join(beat.name for beat in alive)}, {lengths[queue]} waiting"
            )
        elif running or lengths[queue]:
            advice = f"Look into {settings.EMBEDDED.log / f'worker-{queue}.log'}, then start again: make run"
            yield problem("workers", f"none for the queue {queue}, {lengths[queue]} messages wait", advice)
        else:
            yield note("workers", f"none for the queue {queue}", "They start with: make run")
        if lengths[queue] > LONG_QUEUE:
            yield problem("workers", f"{lengths[queue]} messages wait in {queue}", "Start more workers.")


def _round_trip() -> Iterator[Finding]:
    """Send a message to a worker of the queue default, and wait for what it leaves."""
    key = f"titleloom:round-trip:{uuid.uuid4().hex}"
    round_trip.delay(key)
    deadline = time.monotonic() + ROUND_TRIP_SECONDS
    with broker_connection() as connection:
        while connection.get(key) is None:
            if time.monotonic() > deadline:
                advice = "All workers are busy, or stuck: see worker-default.log."
                yield note("workers", f"no answer to a message within {ROUND_TRIP_SECONDS:.0f} s", advice)
                return
            time.sleep(0.05)
    yield ok("workers", "a message went to a worker and back")


def _embedded(name: str) -> Iterator[Finding]:
    service = service_named(name, settings.EMBEDDED)
    state = service_state(service)
    if is_kept(service):
        yield ok(name, f"{state.get('state')}, process {state.get('server')}")
    elif remains := service.remains():
        numbers = " ".join(str(process.pid) for process in remains)
        advice = "The next command or 'make run' ends it and recovers the data."
        yield problem(name, f"runs without its keeper (process {numbers})", advice)
    elif state.get("state") == "failed":
        yield problem(
            name, f"did not start last time: {state.get('detail')}", f"Read {settings.EMBEDDED.log}"
        )
    else:
        yield note(name, "was not up; started for this examination")
