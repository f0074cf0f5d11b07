"""All examinations, in an order in which the later ones rely on the earlier."""

from __future__ import annotations

from collections.abc import Iterator

from config.doctor.data import (
    examine_artifacts,
    examine_graph,
    examine_leases,
    examine_merging,
    examine_migrations,
    examine_people,
    examine_training,
)
from config.doctor.finding import Examination, Finding, problem
from config.doctor.machine import examine_disk, examine_secrets
from config.doctor.services import examine_services, examine_supervisor, examine_workers

WITHOUT_DATABASE: tuple[Examination, ...] = (
    examine_disk,
    examine_secrets,
    examine_supervisor,
    examine_services,
    examine_workers,
)
WITH_TABLES: tuple[Examination, ...] = (
    examine_leases,
    examine_merging,
    examine_graph,
    examine_training,
    examine_artifacts,
    examine_people,
)


def examine() -> Iterator[Finding]:
    """Examine everything; what cannot be examined is a problem of its own, and the rest goes on."""
    for examination in WITHOUT_DATABASE:
        yield from _careful(examination)
    migrations = list(_careful(examine_migrations))
    yield from migrations
    if any(finding.severity == "problem" for finding in migrations):
        return
    for examination in WITH_TABLES:
        yield from _careful(examination)


def _careful(examination: Examination) -> Iterator[Finding]:
    try:
        yield from examination()
    except Exception as error:  # the doctor must come to an end whatever is broken
        subject = examination.__name__.removeprefix("examine_")
        text = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        yield problem(
            subject, f"could not be examined: {text}", f"Look into the logs ({type(error).__name__})."
        )
