"""All examinations, in an order in which the later ones rely on the earlier."""

from __future__ import annotations

from collections.abc import Generator, Iterator

from config.doctor.data import (
    examine_artifacts,
    examine_every_byte,
    examine_graph,
    examine_leases,
    examine_merging,
    examine_migrations,
    examine_people,
    examine_training,
    examine_whole_history,
)
from config.doctor.finding import Examination, Finding, problem
from config.doctor.machine import examine_code, examine_disk, examine_logs, examine_secrets
from config.doctor.services import examine_broker, examine_database, examine_supervisor, examine_workers

WITHOUT_SERVICES: tuple[Examination, ...] = (
    examine_disk,
    examine_secrets,
    examine_supervisor,
    examine_code,
    examine_logs,
)
WITH_BROKER: tuple[Examination, ...] = (examine_workers,)
WITH_TABLES: tuple[Examination, ...] = (
    examine_leases,
    examine_merging,
    examine_graph,
    examine_training,
    examine_artifacts,
    examine_people,
)
THOROUGH: tuple[Examination, ...] = (
    *(examine_whole_history if examination is examine_graph else examination for examination in WITH_TABLES),
    examine_every_byte,
)


def examine(*, thorough: bool = False) -> Iterator[Finding]:
    """Examine everything; what cannot be examined is a problem of its own, and the rest goes on.

    What stands on something that is broken is left out: one cause is one problem. A thorough examination replays the
    whole history and reads every artifact, which takes minutes where there is much of either.
    """
    for examination in WITHOUT_SERVICES:
        yield from _careful(examination)
    broker = yield from _passed(examine_broker)
    database = yield from _passed(examine_database)
    if broker:
        for examination in WITH_BROKER:
            yield from _careful(examination)
    if database and (yield from _passed(examine_migrations)):
        for examination in THOROUGH if thorough else WITH_TABLES:
            yield from _careful(examination)


def _passed(examination: Examination) -> Generator[Finding, None, bool]:
    """Examine; returns whether there was no problem."""
    well = True
    for finding in _careful(examination):
        well = well and finding.severity != "problem"
        yield finding
    return well


def _careful(examination: Examination) -> Iterator[Finding]:
    try:
        yield from examination()
    except Exception as error:  # the doctor must come to an end whatever is broken
        subject = examination.__name__.removeprefix("examine_")
        text = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        yield problem(
            subject, f"could not be examined: {text}", f"Look into the logs ({type(error).__name__})."
        )
