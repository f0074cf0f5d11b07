"""Starting and stopping an experiment with two releases, and counting who met which."""

from __future__ import annotations

import hashlib
import logging
import secrets
import threading
from collections import Counter
from time import monotonic
from typing import Final

from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone
from psycopg2.extras import execute_values

from kgraph.core.releases.split import Arm, arm_of
from kgraph.models import Experiment, Release
from kgraph.selectors.experiments import experiment_get
from kgraph.selectors.releases import ReleaseEntry, releases_forget, running_split
from kgraph.services.notices import notice_record
from taxonomy.core.errors import BadInput, Refused
from taxonomy.models import Person
from taxonomy.services.audit import audit_record

log = logging.getLogger(__name__)

FLUSH_SECONDS: Final = 5.0
"""A process writes what it has counted so often; so much is lost when it is killed."""
_MOST_KEPT: Final = 50_000


class ExperimentRefused(Refused):
    """It cannot be started or stopped as things are."""

    code = "experiment.refused"
    exit_code = 3


@transaction.atomic
def experiment_start(*, name: str, control: int, variant: int, share: float, by: Person | None) -> Experiment:
    """Serve ``variant`` to a share of those who ask for ``latest``, ``control`` to the others, from now on.

    Raises:
        ExperimentRefused: another one runs, or one of the two is not published.
        BadInput: the share is not between 0 and 1, the two are the same, or the name is empty.
    """
    if not name.strip():
        raise BadInput("Give the experiment a name.", field="name")
    if not 0.0 < share < 1.0:
        raise BadInput("The share of the variant lies between 0 and 1.", field="share")
    if control == variant:
        raise BadInput("Name two different releases.", field="variant")
    published = set(
        Release.objects.filter(number__in=(control, variant), state=Release.State.PUBLISHED).values_list(
            "number", flat=True
        )
    )
    for field, number in (("control", control), ("variant", variant)):
        if number not in published:
            raise ExperimentRefused(f"Release {number} is not published.", field=field)
    try:
        with transaction.atomic():
            experiment = Experiment.objects.create(
                name=name.strip(),
                control=control,
                variant=variant,
                share=share,
                salt=secrets.token_hex(8),
                started_by=by,
                started_at=timezone.now(),
            )
    except IntegrityError as error:
        raise ExperimentRefused("Another experiment runs; stop it first.") from error
    audit_record(
        actor=by,
        action="experiment.start",
        obj_type="experiment",
        obj_id=experiment.pk,
        data={"control": control, "variant": variant, "share": share},
    )
    notice_record(
        "experiment.started",
        {"experiment": experiment.pk, "control": control, "variant": variant, "share": share},
    )
    transaction.on_commit(releases_forget)
    releases_forget()
    return experiment


@transaction.atomic
def experiment_stop(*, number: int, by: Person | None) -> Experiment:
    """End it: everybody gets ``latest`` again.

    Raises:
        ExperimentMissing
        ExperimentRefused: it has ended.
    """
    exposures_flush()
    experiment = experiment_get(number)
    ended = Experiment.objects.filter(pk=number, ended_at=None).update(ended_by=by, ended_at=timezone.now())
    if not ended:
        raise ExperimentRefused(f"Experiment {number} has ended.")
    audit_record(actor=by, action="experiment.stop", obj_type="experiment", obj_id=number)
    notice_record("experiment.stopped", {"experiment": number})
    transaction.on_commit(releases_forget)
    releases_forget()
    experiment.refresh_from_db()
    return experiment


class _Counted:
    """What this process has counted and not written yet: (experiment, unit, arm) -> answers."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.answers: Counter[tuple[int, str, Arm]] = Counter()
        self.written_at = monotonic()


_counted = _Counted()


def release_for(unit: str) -> tuple[ReleaseEntry, Arm] | None:
    """The release that ``latest`` is for a unit while an experiment runs, counted as met; None when none runs."""
    split = running_split()
    if split is None:
        return None
    arm = arm_of(split.salt, unit, split.share)
    digest = hashlib.blake2b(f"{split.salt}\0unit\0{unit}".encode(), digest_size=16).hexdigest()
    with _counted.lock:
        if len(_counted.answers) < _MOST_KEPT:
            _counted.answers[split.id, digest, arm] += 1
        due = monotonic() - _counted.written_at > FLUSH_SECONDS
        if due:
            _counted.written_at = monotonic()
    if due:
        exposures_flush()
    return (split.variant if arm == "variant" else split.control), arm


def exposures_flush() -> None:
    """Write what was counted; while the database is away it is kept for the next time."""
    with _counted.lock:
        counted, _counted.answers = _counted.answers, Counter()
    if not counted:
        return
    now = timezone.now()
    rows = [(experiment, unit, arm, answers, now) for (experiment, unit, arm), answers in counted.items()]
    try:
        with connection.cursor() as cursor:
            execute_values(
                cursor.cursor,
                "INSERT INTO kgraph_exposure (experiment_id, unit, arm, answers, first_at) VALUES %s"
                " ON CONFLICT (experiment_id, unit) DO UPDATE SET answers = kgraph_exposure.answers + excluded.answers",
                rows,
                page_size=1_000,
            )
    except DatabaseError:
        log.warning("exposures could not be written; they are kept")
        with _counted.lock:
            _counted.answers.update(counted)
