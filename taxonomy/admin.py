"""The administrator's window onto the record: to look, not to write.

Every write goes through a service with its audit row, which an admin form would pass by.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from taxonomy.models import (
    AcceptancePolicy,
    Annotation,
    ApiToken,
    Assignment,
    AuditEntry,
    ChangeSet,
    Decision,
    GoldItem,
    Guideline,
    ImportRun,
    Invitation,
    Opinion,
    Person,
    PracticeRound,
    Proposal,
    QueuePolicy,
    Source,
    Task,
    Title,
)


class Window(admin.ModelAdmin[Any]):
    """Read-only; counts no rows, and sorts by the primary key, so that a million of them do no harm."""

    show_full_result_count = False
    ordering = ("-pk",)
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False


def _window(model: Any, *columns: str, hidden: tuple[str, ...] = ()) -> None:
    related = [name for name in columns if model._meta.get_field(name).is_relation]
    options = {"list_display": columns, "list_select_related": related or False, "exclude": hidden}
    admin.site.register(model, type(f"{model.__name__}Window", (Window,), options))


_window(Person, "username", "first_name", "role", "is_active", "last_login", hidden=("password",))
_window(ApiToken, "prefix", "name", "person", "expires_at", "last_used_at", "revoked_at", hidden=("digest",))
_window(AuditEntry, "id", "at", "actor", "action", "object_type", "object_id")
_window(Source, "name", "kind", "created_at")
_window(ImportRun, "id", "kind", "format", "path", "state", "started_at")
_window(Title, "id", "text", "language", "count")
_window(Task, "id", "state", "priority", "reason", "wanted", "answers", "leased_by", "leased_until")
_window(Annotation, "id", "person", "relation", "reversed", "stands", "blind", "created_at")
_window(ChangeSet, "id", "kind", "note", "made_by", "created_at")
_window(Decision, "seq", "relation", "reversed", "settled_by", "person", "merge_state", "created_at")
_window(Proposal, "id", "relation", "reversed", "score", "model_version", "state", "created_at")
_window(
    QueuePolicy, "id", "overlap_share", "random_share", "strategy", "lease_seconds", "made_by", "created_at"
)
_window(AcceptancePolicy, "id", "relation", "enabled", "alpha", "sample_share", "made_by", "created_at")
_window(PracticeRound, "id", "person", "created_at", "finished_at")
_window(Opinion, "pair", "relation", "score", "margin", "model_version")
_window(GoldItem, "id", "relation", "reversed", "made_by", "created_at", "retired_at")
_window(Assignment, "id", "person", "note", "tasks", "due_on", "made_by", "created_at", "ended_at")
_window(Guideline, "version", "note", "asked_again", "made_by", "created_at")
_window(Invitation, "id", "role", "note", "made_by", "expires_at", "accepted_by", hidden=("digest",))
