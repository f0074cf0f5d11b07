"""Services, supervisor, workers, and processes that nobody watches."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator

from django.conf import settings

from config.doctor.finding import Finding, note, ok, problem
from config.embedded.faults import ServiceFault
from config.embedded.home import Home
from config.embedded.keeper import Service, service_named
from config.embedded.locks import is_held
from config.embedded.share import is_kept, service_state, use_service
from config.observability.broker import QUEUES, broker_connection, queue_lengths
from config.observability.heartbeat import beats_read, serving
from config.outside import check_broker, check_database
from config.supervisor.preflight import supervised, supervisor_state
from config.tasks import round_trip

ROUND_TRIP_SECONDS = 5.0
ANSWER_SECONDS = 10.0
"""So long a service that is being restarted is waited for."""
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


def examine_database() -> Iterator[Finding]:
    """The database: there, kept, or startable."""
    if settings.ENVIRONMENT.database_url:
        yield from _outside("postgres", "DATABASE_URL", check_database, settings.ENVIRONMENT.database_url)
    else:
        yield from _embedded("postgres")


def examine_broker() -> Iterator[Finding]:
    """The broker: there, kept, or startable."""
    if settings.ENVIRONMENT.redis_url:
        yield from _outside("valkey", "REDIS_URL", check_broker, settings.ENVIRONMENT.redis_url)
    else:
        yield from _embedded("valkey")


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


def _outside(name: str, setting: str, check: Callable[[str], None], url: str) -> Iterator[Finding]:
    try:
        check(url)
    except ServiceFault as fault:
        what, _, advice = str(fault).partition(". ")
        yield problem(name, what, advice or "Ask whoever runs it.")
    else:
        yield ok(name, f"an outside service answers, by {setting}")


def _embedded(name: str) -> Iterator[Finding]:
    service = service_named(name, settings.EMBEDDED)
    state = service_state(service)
    log = settings.EMBEDDED.log / f"{name}.log"
    if is_kept(service):
        if not _answers_in_time(service):
            yield problem(
                name,
                f"does not answer; its keeper says: {state.get('state')} {state.get('detail')}".rstrip(),
                f"Read the end of {log}. If it is stuck: kill -9 {state.get('server')}; its keeper starts it anew, and "
                "nothing that was acknowledged is lost",
            )
            return
    elif remains := service.remains():
        numbers = " ".join(str(process.pid) for process in remains)
        advice = "The next command or 'make run' ends it and recovers the data."
        yield problem(name, f"runs without its keeper (process {numbers})", advice)
    was_up = is_kept(service)
    try:
        use_service(name)
    except ServiceFault as fault:
        yield problem(
            name, str(fault), f"Read the end of {log} and of {settings.EMBEDDED.log / 'keeper.log'}"
        )
        return
    state = service_state(service)
    if was_up:
        yield ok(name, f"{state.get('state')}, process {state.get('server')}")
    else:
        yield note(name, "was not up; started for this examination")


def _answers_in_time(service: Service) -> bool:
    """Whether a kept service answers, or does so after a restart that is going on."""
    deadline = time.monotonic() + ANSWER_SECONDS
    while not service.is_ready():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.2)
    return True
