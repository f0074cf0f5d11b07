"""What happened to a concept, the latest first: decisions on its titles, its names, its retirements."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Q

from kgraph.models import Concept, Membership
from kgraph.selectors.graph import concept_get
from kgraph.selectors.loading import title_words
from kgraph.selectors.retirements import retirement_standing
from taxonomy.core.errors import BadInput
from taxonomy.core.relations import read
from taxonomy.models import AuditEntry, ChangeSet, Decision

WHOLE: Final = ("move", "merge", "split", "title", "bulk")
"""Kinds of change sets that belong together, and are offered to be taken back as one."""
_NOTED: Final = ("concept.prefer", "concept.retire", "concept.unretire")
_START: Final = 2**63 - 1


def concept_history(number: int, *, cursor: str = "", size: int = 30) -> dict[str, Any]:
    """A page of entries, each with the lines that it took away and added, and what takes it back.

    Raises:
        NotFound, BadInput: no such concept, or a cursor that no answer gave.
    """
    concept = concept_get(number)
    seq, entry = _read(cursor)
    titles = _titles(concept)
    decisions = _decisions(titles, before=seq, limit=size + 1)
    notes = list(
        AuditEntry.objects.filter(
            object_type="concept", object_id=str(number), action__in=_NOTED, pk__lt=entry
        )
        .select_related("actor")
        .order_by("-pk")[: size + 1]
    )
    both: list[Decision | AuditEntry] = [*decisions, *notes]
    rows = sorted(both, key=_moment, reverse=True)
    more, rows = len(rows) > size, rows[:size]
    seq = min((row.seq for row in rows if isinstance(row, Decision)), default=seq)
    entry = min((row.pk for row in rows if isinstance(row, AuditEntry)), default=entry)
    reverted = _reverted(rows)
    words = title_words({t for row in rows if isinstance(row, AuditEntry) for t in _named(row)})
    standing = retirement_standing(number)
    return {
        "next": f"d{seq}-a{entry}" if more else None,
        "results": [
            _decision(row, reverted)
            if isinstance(row, Decision)
            else _note(row, words, titles, retired=standing is not None)
            for row in rows
        ],
    }


def _titles(concept: Concept) -> set[int]:
    members = Membership.objects.filter(concept=concept).values_list("title_id", flat=True)
    return set(members) or {concept.founder_id}


def _decisions(titles: set[int], *, before: int, limit: int) -> list[Decision]:
    on_title = Q(pair__title_a__in=titles) | Q(pair__title_b__in=titles)
    found = Decision.objects.filter(on_title, seq__lt=before)
    found = found.select_related("pair__title_a", "pair__title_b", "person", "supersedes", "change_set")
    return list(found.order_by("-seq")[:limit])


def _moment(row: Decision | AuditEntry) -> Any:
    return row.created_at if isinstance(row, Decision) else row.at


def _reverted(rows: list[Any]) -> set[int]:
    """Change sets of these rows that were taken back."""
    sets = {row.change_set_id for row in rows if isinstance(row, Decision) and row.change_set_id}
    return {
        number
        for number in ChangeSet.objects.filter(reverts__in=sets).values_list("reverts_id", flat=True)
        if number is not None
    }


def _decision(row: Decision, reverted: set[int]) -> dict[str, Any]:
    pair, former, change_set = row.pair, row.supersedes, row.change_set
    was = read(former.relation, former.reversed) if former and former.relation else None
    now = read(row.relation, row.reversed) if row.relation else None

    def line(sign: str, relation: str) -> dict[str, Any]:
        return {
            "sign": sign,
            "title_a": {"id": pair.title_a_id, "text": pair.title_a.text},
            "relation": relation,
            "title_b": {"id": pair.title_b_id, "text": pair.title_b.text},
        }

    taken = [line("-", was)] if was and was != now else []
    given = [line("+", now)] if now and was != now else []
    return {
        "what": "decision",
        "id": row.seq,
        "at": row.created_at,
        "person": row.person.username if row.person else None,
        "settled_by": row.settled_by,
        "state": row.merge_state,
        "reason": row.reason,
        "lines": taken + given or ([line("=", now)] if now else []),
        "names": None,
        "change_set": {
            "id": change_set.pk,
            "kind": change_set.kind,
            "whole": change_set.kind in WHOLE,
            "reverted": change_set.pk in reverted,
        }
        if change_set
        else None,
        "takes_back": {"by": "decision", "id": row.seq} if pair.decision_id == row.seq else None,
    }


def _named(row: AuditEntry) -> list[int]:
    return [row.data[key] for key in ("before", "title") if isinstance(row.data.get(key), int)]


def _note(row: AuditEntry, words: dict[int, str], titles: set[int], *, retired: bool) -> dict[str, Any]:
    what = row.action.removeprefix("concept.")
    takes_back: dict[str, Any] | None = None
    names = None
    if what == "prefer":
        before, after = row.data.get("before", 0), row.data.get("title", 0)
        names = {"before": words.get(before, ""), "after": words.get(after, "")}
        if before in titles and before != after:
            takes_back = {"by": "preferred", "id": before}
    elif what == "retire" and retired:
        takes_back = {"by": "retirement", "id": int(row.object_id)}
    return {
        "what": {"prefer": "preferred", "retire": "retired", "unretire": "unretired"}[what],
        "id": row.pk,
        "at": row.at,
        "person": row.actor.username if row.actor else None,
        "settled_by": "",
        "state": "",
        "reason": row.data.get("reason") or "",
        "lines": [],
        "names": names,
        "change_set": None,
        "takes_back": takes_back,
    }


def _read(cursor: str) -> tuple[int, int]:
    if not cursor:
        return _START, _START
    decision, _, entry = cursor.partition("-")
    found = int(decision[1:]), int(entry[1:])
    if max(found) > _START:
        raise BadInput("The cursor is none that an answer gave.", field="cursor")
    return found
