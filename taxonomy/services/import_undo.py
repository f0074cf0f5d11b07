"""Taking an import of titles back: as if the file had never been read, but for what people made of it since.

Forms that the import brought go, forms that it changed are as they were, and titles that only it knew go with the pairs
that nobody has looked at. A title on which anything stands (a judgement, a decision, a review, a comment, a pair on
somebody's desk) stays, and is counted: the record is never taken away from under people.

All of it is a handful of statements in one transaction; a preview is the same, rolled back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Final

from django.db import IntegrityError, connection, transaction
from django.db.models import ForeignKey, ForeignObjectRel, Model
from django.utils import timezone

from taxonomy.core.errors import Busy, Refused
from taxonomy.models import (
    Candidate,
    ChangeSet,
    FormChange,
    ImportRun,
    Opinion,
    Pair,
    Person,
    Proposal,
    Task,
    Title,
    TitleForm,
)
from taxonomy.services.audit import audit_record
from taxonomy.services.decisions import change_set_open


class NotUndoable(Refused):
    """The import cannot be taken back (any more, or not before another one)."""

    code = "import.not_undoable"


class _Rollback(Exception):
    """Ends a preview's transaction."""


@dataclass(frozen=True, slots=True)
class Undone:
    """What taking an import back did, or would do.

    Attributes:
        titles_removed: titles that only this import knew, and on which nothing stands.
        titles_kept: titles that only this import knew, but people or the graph have made something of.
        forms_removed, forms_restored: raw forms that it brought, and that it had changed.
        pairs_removed: pairs of removed titles that nobody had judged.
        decisions: decisions that were taken back (imports of relations and of judgements).
        left_alone: decisions of it that later ones have overtaken.
    """

    titles_removed: int = 0
    titles_kept: int = 0
    forms_removed: int = 0
    forms_restored: int = 0
    pairs_removed: int = 0
    decisions: int = 0
    left_alone: int = 0


_LATER: Final = """
SELECT min(r.id) FROM taxonomy_importrun r
WHERE r.id > %(run)s AND r.state = 'done' AND r.kind = 'titles' AND (
    r.source_id = %(source)s OR EXISTS (
        SELECT 1 FROM taxonomy_titleform f WHERE f.import_run_id = r.id AND f.source_id IN (
            SELECT source_id FROM taxonomy_titleform WHERE import_run_id = %(run)s)))
"""
_FORMS: Final = """
CREATE TEMP TABLE undone_form ON COMMIT DROP AS
SELECT f.id, f.title_id FROM taxonomy_titleform f WHERE f.import_run_id = %(run)s
  AND NOT EXISTS (SELECT 1 FROM taxonomy_formchange c WHERE c.import_run_id = %(run)s AND c.form = f.id)
"""
_RESTORE: Final = """
WITH restored AS (
    UPDATE taxonomy_titleform f SET count = c.count, preferred = c.preferred, import_run_id = c.former_import
    FROM taxonomy_formchange c WHERE c.import_run_id = %(run)s AND c.form = f.id
    RETURNING f.title_id
), counted AS (
    INSERT INTO told SELECT 'restored', count(*) FROM restored
) INSERT INTO touched SELECT title_id FROM restored
"""
_LONELY: Final = """
CREATE TEMP TABLE lonely ON COMMIT DROP AS
SELECT t.id FROM taxonomy_title t
WHERE t.id IN (SELECT title_id FROM undone_form) AND t.first_import_id = %(run)s
  AND NOT EXISTS (SELECT 1 FROM taxonomy_titleform f WHERE f.title_id = t.id)
"""
_LOOSE: Final = """
CREATE TEMP TABLE loose ON COMMIT DROP AS
SELECT p.id, p.title_a_id, p.title_b_id FROM taxonomy_pair p JOIN lonely l ON l.id = p.title_a_id
UNION
SELECT p.id, p.title_a_id, p.title_b_id FROM taxonomy_pair p JOIN lonely l ON l.id = p.title_b_id
"""
# Tasks that somebody has on the desk or has answered, and proposals that somebody has reviewed.
_IN_HAND: Final = """
CREATE TEMP TABLE in_hand ON COMMIT DROP AS
SELECT pair_id AS id FROM taxonomy_task JOIN loose ON loose.id = pair_id
WHERE answers > 0 OR state IN ('settled', 'disputed') OR leased_until > now()
UNION
SELECT pair_id FROM taxonomy_proposal JOIN loose ON loose.id = pair_id WHERE state IN ('accepted', 'rejected')
"""
_KEEP: Final = """
DELETE FROM lonely USING loose
WHERE loose.id IN (SELECT id FROM in_hand) AND lonely.id IN (loose.title_a_id, loose.title_b_id)
"""
_COUNTS: Final = """
UPDATE taxonomy_title t SET count = f.count
FROM (SELECT title_id, sum(count)::bigint AS count FROM taxonomy_titleform
      WHERE title_id IN (SELECT title_id FROM touched) GROUP BY title_id) f
WHERE t.id = f.title_id AND t.count <> f.count
"""

# What goes with a pair that nobody has looked at; everything else that points at a pair or a title keeps it.
_WITH_PAIR: Final = (Candidate, Opinion, Task, Proposal)
_WITH_TITLE: Final = (TitleForm, Pair)


def _pointing_at(model: type[Model], *, but: tuple[type[Model], ...]) -> list[tuple[str, str]]:
    """Tables and columns of every house that point at a model, so that none has to be known by name here."""
    return [
        (field.model._meta.db_table, field.column)
        for rel in model._meta.get_fields(include_hidden=True)
        if isinstance(rel, ForeignObjectRel) and isinstance(field := rel.field, ForeignKey)
        if field.model not in but
    ]


def titles_undo(*, run: ImportRun, by: Person, preview: bool = False) -> Undone:
    """Take an import of titles back, or say what that would do. Cost: reads the forms once.

    Raises:
        NotUndoable: it was taken back before, was a dry run, or a later import has read the same source since.
        Busy: somebody made something of these titles in this moment.
    """
    try:
        with transaction.atomic():
            run = ImportRun.objects.select_for_update().get(pk=run.pk)
            undo_check(run)
            undone = _undo(run)
            change_set = change_set_open(kind="import_undo", made_by=by, note=run.path)
            undo_mark(run, change_set=change_set, by=by, undone=undone)
            if preview:
                raise _Rollback
    except _Rollback:
        pass
    except IntegrityError as error:
        raise Busy(
            "Somebody works on these titles in this moment. Nothing was changed; try again."
        ) from error
    return undone


def undo_check(run: ImportRun) -> None:
    """Whether an import can be taken back.

    Raises:
        NotUndoable
    """
    if run.state != ImportRun.State.DONE or run.dry_run:
        raise NotUndoable(f"Import {run.pk} is {run.state}; only one that was done can be taken back.")
    if run.kind != "titles":
        if run.change_set_id is None:
            raise NotUndoable(
                "This import made no decisions. Judgements that it entered for somebody are theirs to take back."
            )
        return
    with connection.cursor() as cursor:
        cursor.execute(_LATER, {"run": run.pk, "source": run.source_id})
        later = cursor.fetchone()[0]
    if later is not None:
        raise NotUndoable(
            f"Import {later} has read the same source since. Take that one back first.",
            extra={"import": later},
        )


def undo_mark(run: ImportRun, *, change_set: ChangeSet, by: Person, undone: Undone) -> None:
    """Write down that it is taken back, with the audit row; in the transaction that does it."""
    run.state, run.undone_in, run.undone_at = ImportRun.State.UNDONE, change_set, timezone.now()
    run.save(update_fields=["state", "undone_in", "undone_at"])
    data: dict[str, Any] = {"change_set": change_set.pk, **asdict(undone)}
    audit_record(actor=by, action="import.undo", obj_type="import", obj_id=run.pk, data=data)


def _undo(run: ImportRun) -> Undone:
    """One message to the database, whose last statement says how many rows each step has met."""
    with connection.cursor() as cursor:
        cursor.execute(";\n".join(_steps()), {"run": run.pk})
        told: dict[str, int] = dict(cursor.fetchall())
    return Undone(
        titles_removed=told["titles"],
        titles_kept=told["alone"] - told["titles"],
        forms_removed=told["forms"],
        forms_restored=told["restored"],
        pairs_removed=told["pairs"],
    )


def _steps() -> Iterator[str]:
    yield "SET LOCAL work_mem = '128MB'"
    yield "DROP TABLE IF EXISTS pg_temp.told"
    yield "CREATE TEMP TABLE told (name text PRIMARY KEY, number bigint) ON COMMIT DROP"
    yield _FORMS
    yield "CREATE TEMP TABLE touched (title_id bigint) ON COMMIT DROP"
    yield "INSERT INTO touched SELECT DISTINCT title_id FROM undone_form"
    yield _RESTORE
    yield _told("forms", "DELETE FROM taxonomy_titleform f USING undone_form u WHERE u.id = f.id")
    yield _LONELY
    yield "INSERT INTO told SELECT 'alone', count(*) FROM lonely"
    for table, column in _pointing_at(Title, but=_WITH_TITLE):
        yield f'DELETE FROM lonely l USING "{table}" x WHERE x."{column}" = l.id'
    yield _LOOSE
    yield _IN_HAND
    for table, column in _pointing_at(Pair, but=_WITH_PAIR):
        yield f'INSERT INTO in_hand SELECT loose.id FROM "{table}" x JOIN loose ON loose.id = x."{column}"'
    yield _KEEP
    yield "DELETE FROM loose WHERE NOT EXISTS (SELECT 1 FROM lonely l WHERE l.id IN (title_a_id, title_b_id))"
    for model in _WITH_PAIR:
        yield f'DELETE FROM "{model._meta.db_table}" x USING loose WHERE x.pair_id = loose.id'
    yield _told("pairs", "DELETE FROM taxonomy_pair p USING loose WHERE loose.id = p.id")
    yield _told("titles", "DELETE FROM taxonomy_title t USING lonely l WHERE l.id = t.id")
    yield _COUNTS
    yield f'DELETE FROM "{FormChange._meta.db_table}" WHERE import_run_id = %(run)s'
    yield "DROP TABLE undone_form, touched, lonely, loose, in_hand"
    # Constraints are deferred to the commit, where nobody could say any more what was wrong.
    yield "SET CONSTRAINTS ALL IMMEDIATE"
    yield "SET CONSTRAINTS ALL DEFERRED"
    yield "WITH gone AS (DELETE FROM told RETURNING name, number) SELECT name, number FROM gone"


def _told(name: str, deletion: str) -> str:
    """The deletion, with how many rows it met noted under that name."""
    return f"WITH gone AS ({deletion} RETURNING 1) INSERT INTO told SELECT '{name}', count(*) FROM gone"
