"""Reading the imports of the past."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from taxonomy.core.errors import NotFound
from taxonomy.models import ImportRun


def imports_all() -> QuerySet[ImportRun]:
    """All imports with their sources and people."""
    return ImportRun.objects.select_related("source", "started_by")


def import_get(import_id: int) -> ImportRun:
    """One import.

    Raises:
        NotFound: there is no such import.
    """
    found = imports_all().filter(pk=import_id).first()
    if found is None:
        raise NotFound(f"There is no import {import_id}.")
    return found


def import_row(run: ImportRun, *, report: bool = False) -> dict[str, Any]:
    """An import for the API; with its refused rows and notices when ``report``."""
    row: dict[str, Any] = {
        "id": run.pk,
        "kind": run.kind,
        "format": run.format,
        "file": run.path,
        "language": run.language,
        "source": run.source.name if run.source else None,
        "state": run.state,
        "dry_run": run.dry_run,
        "counts": run.counts,
        "started_by": run.started_by.username if run.started_by else None,
        "started_at": run.started_at,
        "finished_at": run.finished_at,
        "undone_at": run.undone_at,
    }
    if report:
        row |= {"refusals": run.refusals, "notices": run.notices}
    return row
