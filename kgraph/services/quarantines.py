"""Quarantine: what came of a model version, a person or an import is taken back at once, and nothing new comes of it.

It begins with one change set that takes back every standing decision that rests on the subject; lifting reverts that
change set, so that everything stands again as it did, but for pairs that were settled anew meanwhile.

* a model version: its open proposals are closed; it is not promoted, and none of its proposals is taken in.
* a person: their answers stand no more, so a consensus is found without them; they are handed out nothing, and what
  they send all the same is kept without a voice.
* an import: what it settled is taken back. The titles that it brought stay.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from kgraph.services.notices import notice_record
from kgraph.services.revert import Reverted, change_set_take_back, decisions_take_back, merge_if_free
from taxonomy.core.consensus import votes_settle
from taxonomy.core.errors import BadInput, Busy, NotFound, Refused
from taxonomy.core.relations import read
from taxonomy.models import Annotation, ChangeSet, Decision, ImportRun, Person, Proposal, Quarantine, Task
from taxonomy.services.audit import audit_record
from taxonomy.services.decisions import change_set_open
from taxonomy.services.proposals import proposals_reopen_closed
from taxonomy.services.queue import leases_release

MOST_REASON: Final = 2_000
_CHUNK: Final = 5_000


class AlreadyQuarantined(Refused):
    """The subject is in quarantine now."""

    code = "quarantine.standing"


class AlreadyLifted(Refused):
    """The quarantine has ended."""

    code = "quarantine.lifted"


@dataclass(frozen=True, slots=True)
class Subject:
    """What is kept out: exactly one of the three."""

    model_version: str = ""
    person: int | None = None
    import_run: int | None = None

    @property
    def kind(self) -> Quarantine.Kind:
        """Which of the three it is.

        Raises:
            BadInput: none or several are named.
        """
        named = [kind for kind in Quarantine.Kind if getattr(self, kind.value)]
        if len(named) != 1:
            raise BadInput("Name one of model_version, person and import_run.", field="model_version")
        return named[0]

    def columns(self) -> dict[str, Any]:
        """As the model names them."""
        return {
            "kind": self.kind,
            "model_version": self.model_version,
            "person_id": self.person,
            "import_run_id": self.import_run,
        }


# Annotations are found by their person, whose index is there; each is looked for in the evidence of its pair's decisions.
_WITH_THEIR_VOICE: Final = """
SELECT d.seq FROM taxonomy_annotation a JOIN taxonomy_decision d ON d.pair_id = a.pair_id
WHERE a.person_id = %s AND d.settled_by = 'consensus' AND d.evidence->'annotations' @> to_jsonb(a.id)
"""


def decisions_of(subject: Subject) -> QuerySet[Decision]:
    """All that was ever settled on the strength of a subject; what was taken back by it is not among it."""
    said = Decision.objects.exclude(relation="")
    if subject.kind == Quarantine.Kind.MODEL_VERSION:
        return said.filter(model_version=subject.model_version)
    if subject.kind == Quarantine.Kind.IMPORT_RUN:
        return said.filter(change_set__kind="import", evidence__import=subject.import_run)
    by_voice = said.filter(seq__in=RawSQL(_WITH_THEIR_VOICE, [subject.person]))
    return by_voice | said.filter(person=subject.person)


def quarantine_preview(subject: Subject) -> dict[str, int]:
    """What beginning a quarantine would take back, close and set aside.

    Raises:
        BadInput, NotFound
    """
    _named(subject)
    standing = decisions_of(subject).filter(pair__decision=RawSQL("taxonomy_decision.seq", []))
    return {
        "decisions": standing.count(),
        "proposals": _open_proposals(subject).count(),
        "annotations": Annotation.objects.filter(person=subject.person, stands=True).count()
        if subject.person
        else 0,
    }


def _open_proposals(subject: Subject) -> QuerySet[Proposal]:
    if not subject.model_version:
        return Proposal.objects.none()
    return Proposal.objects.filter(model_version=subject.model_version, state=Proposal.State.OPEN)


def _named(subject: Subject) -> str:
    """The subject in words.

    Raises:
        NotFound: there is no such thing.
    """
    if subject.kind == Quarantine.Kind.PERSON:
        person = Person.objects.filter(pk=subject.person or 0).first()
        if person is None:
            raise NotFound(f"There is no person {subject.person}.", field="person")
        return f"answers of {person.username}"
    if subject.kind == Quarantine.Kind.IMPORT_RUN:
        if not ImportRun.objects.filter(pk=subject.import_run or 0).exists():
            raise NotFound(f"There is no import {subject.import_run}.", field="import_run")
        return f"import {subject.import_run}"
    known = (
        Decision.objects.filter(model_version=subject.model_version),
        Proposal.objects.filter(model_version=subject.model_version),
    )
    if not any(rows.exists() for rows in known):
        raise NotFound(
            f"Nothing was proposed or settled by a model version {subject.model_version}.",
            field="model_version",
        )
    return f"model version {subject.model_version}"


def quarantine_begin(*, subject: Subject, reason: str, by: Person) -> tuple[Quarantine, Reverted]:
    """Take back what rests on a subject, and let nothing come of it until the quarantine is lifted.

    Raises:
        AlreadyQuarantined, NotFound, BadInput
    """
    reason = reason.strip()
    if not reason:
        raise BadInput("Say why.", field="reason")
    if subject.person == by.pk:
        raise BadInput("Somebody else has to look into your own answers.", field="person")
    what = _named(subject)
    with transaction.atomic():
        _lock(f"{subject.kind}:{subject}")
        if Quarantine.objects.filter(**subject.columns(), lifted_at=None).exists():
            raise AlreadyQuarantined(f"In quarantine already: {what}.")
        change_set = change_set_open(kind="quarantine", made_by=by, note=f"{what}: {reason}"[:MOST_REASON])
        # The voices first: tasks that open again wait for one more than are left.
        annotations = _set_aside(subject)
        if subject.person is not None:
            leases_release(by=by, person_id=subject.person)
            _count_again(subject.person)
        taken, left = decisions_take_back(
            decisions_of(subject), change_set=change_set, person=by, reason=reason
        )
        proposals = _open_proposals(subject).update(
            state=Proposal.State.SUPERSEDED,
            reviewed_in=change_set,
            reviewed_by=by,
            reviewed_at=timezone.now(),
        )
        row = Quarantine.objects.create(
            **subject.columns(),
            reason=reason,
            change_set=change_set,
            proposals=proposals,
            annotations=annotations,
            begun_by=by,
            begun_at=timezone.now(),
        )
        audit_record(
            actor=by,
            action="quarantine.begin",
            obj_type="quarantine",
            obj_id=row.pk,
            data={"subject": what, "decisions": taken, "proposals": proposals, "annotations": annotations},
        )
        notice_record("quarantine.begun", {"quarantine": row.pk, "subject": what, "decisions": taken})
    return row, Reverted(change_set, taken, left, merge_if_free())


def quarantine_lift(*, quarantine_id: int, by: Person, reason: str = "") -> tuple[Quarantine, Reverted]:
    """Let everything stand again as it did, but for pairs that were settled anew meanwhile.

    Raises:
        NotFound, AlreadyLifted
    """
    with transaction.atomic():
        row = Quarantine.objects.select_for_update().filter(pk=quarantine_id).first()
        if row is None:
            raise NotFound(f"There is no quarantine {quarantine_id}.")
        if row.lifted_at is not None:
            raise AlreadyLifted(f"Quarantine {row.pk} has ended already.")
        row.lifted_at, row.lifted_by, row.lifted_why = timezone.now(), by, reason.strip()
        row.save(update_fields=["lifted_at", "lifted_by", "lifted_why"])
        if row.person_id is not None:
            _stand_again(row.person_id)
            _count_again(row.person_id)
        closed = Proposal.objects.filter(reviewed_in=row.change_set_id, state=Proposal.State.SUPERSEDED)
        proposals_reopen_closed(list(closed.values_list("pk", flat=True)))
        change_set, taken, left = _restore(row, by)
        audit_record(
            actor=by,
            action="quarantine.lift",
            obj_type="quarantine",
            obj_id=row.pk,
            data={"decisions": taken, "left_alone": left},
        )
        notice_record("quarantine.lifted", {"quarantine": row.pk, "decisions": taken})
    return row, Reverted(change_set, taken, left, merge_if_free())


def _restore(row: Quarantine, by: Person) -> tuple[ChangeSet, int, int]:
    """Revert the change set of a quarantine, unless somebody has done so by itself."""
    done = ChangeSet.objects.filter(reverts=row.change_set_id).first()
    if done is not None:
        return done, 0, 0
    why = f"Quarantine {row.pk} lifted. {row.lifted_why}".strip()
    return change_set_take_back(change_set_id=row.change_set_id, person=by, reason=why)


def _lock(what: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s))", [f"quarantine:{what}"])
        (free,) = cursor.fetchone()
    if not free:
        raise Busy("Somebody is putting the same into quarantine at this moment.")


def _set_aside(subject: Subject) -> int:
    if subject.person is None:
        return 0
    # A held answer has no `AnnotationUndo`: that is how lifting tells it from one that was taken back.
    return Annotation.objects.filter(person=subject.person, stands=True).update(stands=False)


def _stand_again(person: int) -> None:
    """The latest answer of the person to each pair, without those that were taken back."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE taxonomy_annotation SET stands = true WHERE id IN (
                SELECT DISTINCT ON (a.pair_id) a.id FROM taxonomy_annotation a
                LEFT JOIN taxonomy_annotationundo u ON u.annotation_id = a.id
                WHERE a.person_id = %s AND u.id IS NULL ORDER BY a.pair_id, a.id DESC)
            """,
            [person],
        )


def _count_again(person: int) -> None:
    """Bring the tasks that the person has answered to where they are with the answers that stand now.

    Answers to an undecided pair that are enough without the person's are for a lead to see: they did not come as
    answers to the question as it stands now.
    """
    asked = Task.objects.filter(pair__annotations__person=person)
    ids = list(asked.order_by("pk").distinct().values_list("pk", flat=True))
    for start in range(0, len(ids), _CHUNK):
        tasks = Task.objects.select_for_update(of=("self",)).select_related("pair__decision").order_by("pk")
        part = list(tasks.filter(pk__in=ids[start : start + _CHUNK]))
        votes = _votes([task.pair_id for task in part])
        for task in part:
            _recount(task, *votes.get(task.pair_id, ([], False)))
        Task.objects.bulk_update(part, ["answers", "state", "leased_by", "leased_until", "updated_at"])


def _recount(task: Task, said: list[str], flagged: bool) -> None:
    task.answers, task.updated_at = len(said), timezone.now()
    decided = task.pair.decision is not None and task.pair.decision.relation
    if decided or task.state not in (Task.State.OPEN, Task.State.DISPUTED):
        return
    verdict = votes_settle(said, task.wanted, flagged=flagged)
    enough = verdict.state != "open"
    task.state = Task.State.DISPUTED if enough else Task.State.OPEN
    if enough:
        task.leased_by = task.leased_until = None


def _votes(pairs: list[int]) -> dict[int, tuple[list[str], bool]]:
    found: dict[int, tuple[list[str], bool]] = {}
    rows = Annotation.objects.filter(pair__in=pairs, stands=True).order_by("pk")
    for pair, relation, backwards, flag in rows.values_list("pair_id", "relation", "reversed", "flagged"):
        said, flagged = found.get(pair, ([], False))
        found[pair] = ([*said, read(relation, backwards)], flagged or flag)
    return found
