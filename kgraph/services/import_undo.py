"""Taking a whole import back: titles by `taxonomy.services.import_undo`, decisions by a reverting change set."""

from __future__ import annotations

from kgraph.services.revert import change_set_revert
from taxonomy.models import ChangeSet, Decision, ImportRun, Person
from taxonomy.selectors.imports import import_get
from taxonomy.services.import_undo import Undone, titles_undo, undo_check, undo_mark


def import_undo(*, import_id: int, by: Person) -> tuple[ImportRun, Undone]:
    """Take an import back as one change set.

    Raises:
        NotFound, NotUndoable, AlreadyReverted, Busy: nothing was changed.
    """
    run = import_get(import_id)
    if run.kind == "titles":
        undone = titles_undo(run=run, by=by)
    else:
        undo_check(run)
        assert run.change_set_id is not None
        told: list[Undone] = []

        def together(change_set: ChangeSet, decisions: int, left_alone: int) -> None:
            locked = ImportRun.objects.select_for_update().get(pk=run.pk)
            undo_check(locked)
            told.append(Undone(decisions=decisions, left_alone=left_alone))
            undo_mark(locked, change_set=change_set, by=by, undone=told[0])

        change_set_revert(
            change_set_id=run.change_set_id, person=by, reason=f"import {run.pk} undone", together=together
        )
        undone = told[0]
    return import_get(import_id), undone


def import_undo_preview(*, import_id: int, by: Person) -> tuple[ImportRun, Undone]:
    """What taking an import back would do.

    Raises:
        NotFound, NotUndoable, Busy
    """
    run = import_get(import_id)
    if run.kind == "titles":
        return run, titles_undo(run=run, by=by, preview=True)
    undo_check(run)
    of_it = Decision.objects.filter(change_set=run.change_set_id)
    total, standing = of_it.count(), of_it.filter(settles__isnull=False).count()
    return run, Undone(decisions=standing, left_alone=total - standing)
