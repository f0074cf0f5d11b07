"""Imports of judged pairs: as a named person's annotations, or as decisions of the file.

As annotations they are what that person said: they count in agreement, they answer the pair's task where one is
open, and a pair that nobody was asked about is settled by this single answer, as in the queue. As decisions they
have the low rank of an import (`taxonomy.core.ranks`). The whole import is one transaction; the same file twice
changes nothing.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from django.db import connection, transaction
from django.utils import timezone

from taxonomy.core.errors import BadInput
from taxonomy.core.readers import Notices
from taxonomy.core.readers.judgements import read_judgements
from taxonomy.models import ImportRun, Person
from taxonomy.services.audit import audit_record
from taxonomy.services.imports import (
    ImportReport,
    Progress,
    file_hash,
    language_checked,
    source_get_or_create,
)
from taxonomy.services.judgement_entries import annotations_enter, decisions_enter
from taxonomy.services.judgement_staging import pairs_resolve, rows_stage, titles_add

As = Literal["annotations", "decisions"]


class _Rollback(Exception):
    """Ends a dry run's transaction."""


def annotator_get(name: str) -> Person:
    """The active person of this name.

    Raises:
        BadInput: there is none; judgements are never put into the mouth of somebody made up.
    """
    person = Person.objects.filter(username=name, is_active=True).first()
    if person is None:
        raise BadInput(f"There is no active person called '{name}'; add them first.", field="annotator")
    return person


def judgements_import(
    *,
    path: Path,
    as_: As,
    annotator: Person | None = None,
    language: str = "en",
    dry_run: bool = False,
    by: Person | None = None,
    progress: Progress = lambda rows: None,
) -> tuple[ImportRun, ImportReport]:
    """Import a file with the columns ``title_a, title_b, relation`` and optionally ``comment``.

    Args:
        annotator: whose judgements they are; needed for annotations.
        by: who imports; the annotator when None.

    Returns:
        The run and a report whose ``new``, ``changed`` and ``same`` count judgements.

    Raises:
        FileRefused, BadInput: nothing was changed.
    """
    if as_ == "annotations" and annotator is None:
        raise BadInput("Annotations are somebody's: name the annotator.", field="annotator")
    report, language = ImportReport(notices=Notices()), language_checked(language)
    run = ImportRun(
        kind="judgements", format="csv", path=str(path), sha256=file_hash(path), language=language
    )
    run.dry_run, run.started_by, run.started_at = dry_run, by or annotator, timezone.now()
    source = path.name[:120]
    try:
        with transaction.atomic():
            run.source = source_get_or_create(source, "judgements")
            run.save()
            rows = read_judgements(path, report.notices, allow_unsure=as_ == "annotations")
            rows_stage(rows, report, progress)
            titles_add(
                path=path,
                sha256=run.sha256,
                language=language,
                source=source,
                by=run.started_by,
                report=report,
            )
            pairs_resolve(language, report)
            if as_ == "annotations" and annotator is not None:
                annotations_enter(annotator, run, report)
            else:
                decisions_enter(annotator, run, report)
            _finish(run, report, as_)
            if dry_run:
                raise _Rollback
    except _Rollback:
        run.pk = None
        run.source = None
    return run, report


def _finish(run: ImportRun, report: ImportReport, as_: As) -> None:
    with connection.cursor() as cursor:
        for table in ("staged_judgement", "staged_fact", "staged_judged", "staged_standing"):
            cursor.execute(f"DROP TABLE {table}")
    run.state, run.counts, run.refusals = ImportRun.State.DONE, report.counts(), report.refusals
    run.notices, run.finished_at = report.notices.as_json(), timezone.now()
    run.save(update_fields=["state", "counts", "refusals", "notices", "finished_at", "change_set"])
    audit_record(
        actor=run.started_by,
        action="judgements.import",
        obj_type="import",
        obj_id=run.pk,
        data={"as": as_, "sha256": run.sha256, **report.counts()},
    )
