"""The ledger and the conflicts as people read them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from kgraph.models import Conflict, Edge, GraphEvent
from taxonomy.core.errors import NotFound
from taxonomy.core.relations import STORED_RELATIONS, read
from taxonomy.models import Decision

_ACTIVE_EDGES = Prefetch("edges", queryset=Edge.objects.filter(active=True), to_attr="active_edges")
_LEDGER = ("pair__title_a", "pair__title_b", "person")


@dataclass(frozen=True, slots=True)
class DecisionFilter:
    """Which decisions; a field left empty does not count.

    Attributes:
        relation: one of the five stored relations, or ``none`` for those that take back.
        standing: only what is the last word on its pair.
    """

    pair: int | None = None
    title: int | None = None
    person: int | None = None
    change_set: int | None = None
    relation: str = ""
    settled_by: str = ""
    merge_state: str = ""
    model_version: str = ""
    standing: bool = False

    def conditions(self) -> Q:
        """As conditions of a query."""
        wanted = Q()
        if self.title is not None:
            wanted &= Q(pair__title_a=self.title) | Q(pair__title_b=self.title)
        for name in ("pair", "person", "change_set"):
            if (value := getattr(self, name)) is not None:
                wanted &= Q(**{name: value})
        for name in ("settled_by", "merge_state", "model_version"):
            if value := getattr(self, name):
                wanted &= Q(**{name: value})
        if self.relation:
            wanted &= Q(relation=self.relation if self.relation in STORED_RELATIONS else "")
        if self.standing:
            wanted &= Q(settles__isnull=False)
        return wanted


def decisions_page(
    wanted: DecisionFilter, *, before: int | None, size: int
) -> tuple[list[dict[str, Any]], int | None]:
    """Decisions, the newest first, below a sequence number; and the number to go on from, None at the end."""
    decisions = (
        Decision.objects.filter(wanted.conditions()).select_related(*_LEDGER).prefetch_related(_ACTIVE_EDGES)
    )
    return _page(decisions, before=before, size=size, data=decision_data)


def decision_get(seq: int) -> Decision:
    """A decision with all that `decision_data` reads.

    Raises:
        NotFound
    """
    found = Decision.objects.select_related(*_LEDGER).prefetch_related(_ACTIVE_EDGES).filter(seq=seq).first()
    if found is None:
        raise NotFound(f"There is no decision {seq}.")
    return found


def decision_data(decision: Decision) -> dict[str, Any]:
    """A decision as JSON data; ``relation`` reads from ``title_a`` to ``title_b``, null takes back."""
    pair = decision.pair
    edges: list[Edge] = getattr(decision, "active_edges", [])
    return {
        "seq": decision.seq,
        "pair": pair.pk,
        "title_a": {"id": pair.title_a_id, "text": pair.title_a.text},
        "title_b": {"id": pair.title_b_id, "text": pair.title_b.text},
        "relation": read(decision.relation, decision.reversed) if decision.relation else None,
        "settled_by": decision.settled_by,
        "person": {"id": decision.person.pk, "username": decision.person.username}
        if decision.person
        else None,
        "model_version": decision.model_version,
        "dataset": decision.dataset,
        "source": decision.source,
        "reason": decision.reason,
        "evidence": decision.evidence,
        "change_set": decision.change_set_id,
        "supersedes": decision.supersedes_id,
        "standing": pair.decision_id == decision.seq,
        "merge_state": decision.merge_state,
        "edge": edges[0].pk if edges else None,
        "created_at": decision.created_at,
    }


def decision_history(decision: Decision) -> dict[str, Any]:
    """A decision with what it did to the graph and what else was decided on its pair."""
    events = GraphEvent.objects.filter(decision=decision).order_by("tick")
    others = Decision.objects.filter(pair=decision.pair_id).exclude(seq=decision.seq).select_related(*_LEDGER)
    conflicts = Conflict.objects.filter(decision=decision).order_by("id")
    return {
        **decision_data(decision),
        "events": [{"tick": e.tick, "action": e.action, "edge": e.edge, "at": e.at} for e in events],
        "others": [
            decision_data(other) for other in others.prefetch_related(_ACTIVE_EDGES).order_by("-seq")[:100]
        ],
        "conflicts": [conflict.pk for conflict in conflicts],
    }


def conflicts_page(
    *, state: str, rule: str, before: int | None, size: int
) -> tuple[list[dict[str, Any]], int | None]:
    """Conflicts, the newest first, below a number; and the number to go on from."""
    conflicts = _conflicts()
    if state:
        conflicts = conflicts.filter(state=state)
    if rule:
        conflicts = conflicts.filter(rule=rule)
    return _page(conflicts, before=before, size=size, data=conflict_data)


def conflict_get(number: int) -> Conflict:
    """A conflict with all that `conflict_data` reads.

    Raises:
        NotFound
    """
    found = _conflicts().filter(pk=number).first()
    if found is None:
        raise NotFound(f"There is no conflict {number}.")
    return found


def conflict_data(conflict: Conflict) -> dict[str, Any]:
    """A conflict as JSON data."""
    return {
        "id": conflict.pk,
        "decision": decision_data(conflict.decision),
        "rule": conflict.rule,
        "sentence": conflict.sentence,
        "chain": conflict.chain,
        "state": conflict.state,
        "created_at": conflict.created_at,
        "checked_at": conflict.checked_at,
        "closed_at": conflict.closed_at,
        "closed_by": conflict.closed_by.username if conflict.closed_by else None,
        "resolution": conflict.resolution,
    }


def _conflicts() -> QuerySet[Conflict]:
    ledger = (f"decision__{path}" for path in _LEDGER)
    return Conflict.objects.select_related("closed_by", *ledger)


def _page(rows: Any, *, before: int | None, size: int, data: Any) -> tuple[list[dict[str, Any]], int | None]:
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found: Iterable[Any] = list(rows.order_by("-pk")[: size + 1])
    listed = list(found)
    going_on = listed[size - 1].pk if len(listed) > size else None
    return [data(row) for row in listed[:size]], going_on
