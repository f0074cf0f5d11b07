"""Quarantines for the API."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from taxonomy.core.errors import NotFound
from taxonomy.models import Person, Quarantine

STANDING, LIFTED, ALL = "standing", "lifted", "all"


def quarantines_matching(state: str = ALL) -> QuerySet[Quarantine]:
    """Those that stand, those that have ended, or both."""
    found = Quarantine.objects.select_related("person", "import_run", "begun_by", "lifted_by")
    return found if state == ALL else found.filter(lifted_at__isnull=state == STANDING)


def quarantine_row(row: Quarantine) -> dict[str, Any]:
    """A quarantine as JSON data."""
    return {
        "id": row.pk,
        "kind": row.kind,
        "model_version": row.model_version,
        "person": {"id": row.person.pk, "username": row.person.username} if row.person else None,
        "import_run": {"id": row.import_run.pk, "file": Path(row.import_run.path).name}
        if row.import_run
        else None,
        "reason": row.reason,
        "change_set": row.change_set_id,
        "proposals": row.proposals,
        "annotations": row.annotations,
        "begun_by": row.begun_by.username,
        "begun_at": row.begun_at,
        "lifted_by": row.lifted_by.username if row.lifted_by else None,
        "lifted_at": row.lifted_at,
        "lifted_why": row.lifted_why,
    }


def person_named(username: str) -> Person:
    """A person by the name with which they log in.

    Raises:
        NotFound
    """
    found = Person.objects.filter(username=username).first()
    if found is None:
        raise NotFound(f"There is nobody called {username}.", field="username")
    return found
