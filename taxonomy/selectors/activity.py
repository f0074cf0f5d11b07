"""What a person did and when, read off the audit trail, with the pairs that it was about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from taxonomy.core.relations import read
from taxonomy.models import Annotation, AuditEntry, Decision, Pair, Person, Task

GROUPS: dict[str, tuple[str, ...]] = {
    "judged": ("annotation.record", "annotation.undo", "task.skip"),
    "decided": (
        "decision.record",
        "decision.second_yes",
        "task.adjudicate",
        "proposals.review",
        "conflict.resolve",
        "conflict.dismiss",
        "change_set.open",
    ),
    "account": ("session.login", "session.logout", "password.change", "token.create", "token.revoke"),
}
"""Names under which the rows can be asked for; ``other`` is what stands in none of them."""


def activity_of(person: Person, *, group: str = "") -> QuerySet[AuditEntry]:
    """The person's audit rows; of one of `GROUPS` or ``other`` where a group is named."""
    rows = AuditEntry.objects.filter(actor=person)
    if group == "other":
        return rows.exclude(action__in=[action for names in GROUPS.values() for action in names])
    return rows.filter(action__in=GROUPS[group]) if group else rows


def activity_rows(entries: Sequence[AuditEntry]) -> list[dict[str, Any]]:
    """Audit rows for the API, each with its pair and relation where it is about one. Three queries."""
    about = {
        "annotation": dict[int, tuple[Pair, str]](),
        "decision": dict[int, tuple[Pair, str]](),
        "task": dict[int, tuple[Pair, str]](),
    }
    ids = {
        kind: [int(e.object_id) for e in entries if e.object_type == kind and e.object_id.isdecimal()]
        for kind in about
    }
    titles = ("pair__title_a", "pair__title_b")
    if ids["annotation"]:
        for a in Annotation.objects.filter(pk__in=ids["annotation"]).select_related(*titles):
            about["annotation"][a.pk] = (a.pair, read(a.relation, a.reversed))
    if ids["decision"]:
        for d in Decision.objects.filter(pk__in=ids["decision"]).select_related(*titles):
            about["decision"][d.pk] = (d.pair, read(d.relation, d.reversed) if d.relation else "")
    if ids["task"]:
        for t in Task.objects.filter(pk__in=ids["task"]).select_related(*titles):
            about["task"][t.pk] = (t.pair, "")
    return [_row(entry, about.get(entry.object_type, {})) for entry in entries]


def _row(entry: AuditEntry, about: dict[int, tuple[Pair, str]]) -> dict[str, Any]:
    pair, relation = about.get(int(entry.object_id), (None, "")) if about else (None, "")
    return {
        "id": entry.pk,
        "at": entry.at,
        "action": entry.action,
        "object_type": entry.object_type,
        "object_id": entry.object_id,
        "relation": relation,
        "pair": {"id": pair.pk, "title_a": pair.title_a.text, "title_b": pair.title_b.text} if pair else None,
    }
