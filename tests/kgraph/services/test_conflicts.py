"""Ada settles conflicts."""

from __future__ import annotations

import pytest

from kgraph.models import Conflict
from kgraph.services.conflicts import ConflictClosed, conflict_dismiss, conflict_resolve
from kgraph.services.merge import merge_pending
from taxonomy.core.errors import BadInput, NotFound
from taxonomy.models import AuditEntry, Decision
from tests.kgraph.ledger import Ledger, stored_matches_replay

pytestmark = pytest.mark.django_db


def circle(ledger: Ledger) -> tuple[Conflict, Decision]:
    """Cook > Line Cook > Grill Cook, and a batch that says Grill Cook > Cook."""
    ledger.decide("Cook", "broader", "Line Cook")
    ledger.decide("Line Cook", "broader", "Grill Cook")
    waiting = ledger.decide("Grill Cook", "broader", "Cook", by="automatic", merge="soon")
    merge_pending()
    return Conflict.objects.get(), waiting


def test_the_edge_that_gives_way_is_ended_and_the_decision_merged() -> None:
    ledger = Ledger()
    conflict, waiting = circle(ledger)
    edge = ledger.edge("Cook", "Line Cook")
    assert edge is not None
    settled = conflict_resolve(
        conflict_id=conflict.pk, edge_id=edge.pk, person=ledger.ada, reason="wrong way round"
    )
    assert (settled.state, settled.closed_by, settled.resolution) == (
        "cleared",
        ledger.ada,
        "wrong way round",
    )
    waiting.refresh_from_db()
    assert waiting.merge_state == "merged"
    assert ledger.edge("Cook", "Line Cook") is None
    assert ledger.edge("Grill Cook", "Cook") is not None
    assert AuditEntry.objects.filter(action="conflict.resolve", actor=ledger.ada).exists()
    assert stored_matches_replay()


def test_a_conflict_stays_open_with_its_new_chain_when_more_stands_against_it() -> None:
    ledger = Ledger()
    ledger.decide("Cook", "broader", "Line Cook")
    ledger.decide("Line Cook", "broader", "Grill Cook")
    ledger.decide("Cook", "broader", "Fry Cook")
    ledger.decide("Fry Cook", "broader", "Junior Fry Cook")
    ledger.decide("Junior Fry Cook", "broader", "Grill Cook")
    ledger.decide("Grill Cook", "broader", "Cook", merge="soon")
    merge_pending()
    conflict = Conflict.objects.get()
    assert len(conflict.chain_edges) == 2
    settled = conflict_resolve(conflict_id=conflict.pk, edge_id=conflict.chain_edges[0], person=ledger.ada)
    assert settled.state == "open"
    assert len(settled.chain_edges) == 3


def test_a_dismissed_decision_gives_way_and_what_stood_stands() -> None:
    ledger = Ledger()
    ledger.decide("Cook", "related", "Grill Cook", by="consensus")
    ledger.decide("Kitchen Worker", "broader", "Cook")
    ledger.decide("Grill Cook", "broader", "Burger Cook")
    ledger.decide("Kitchen Worker", "unrelated", "Burger Cook")
    waiting = ledger.decide("Cook", "broader", "Grill Cook", merge="soon")
    merge_pending()
    waiting.refresh_from_db()
    assert waiting.merge_state == "conflict"
    conflict = conflict_dismiss(conflict_id=Conflict.objects.get().pk, person=ledger.ada, reason="a slip")
    waiting.refresh_from_db()
    assert (conflict.state, waiting.merge_state) == ("dismissed", "void")
    edge = ledger.edge("Cook", "Grill Cook")
    assert edge is not None
    assert (edge.relation, edge.decision.evidence["dismissed"]) == ("related", waiting.seq)
    assert stored_matches_replay()


def test_what_is_settled_or_unknown_cannot_be_settled_again() -> None:
    ledger = Ledger()
    conflict, _ = circle(ledger)
    with pytest.raises(BadInput):
        conflict_resolve(conflict_id=conflict.pk, edge_id=999_999, person=ledger.ada)
    with pytest.raises(NotFound):
        conflict_dismiss(conflict_id=conflict.pk + 1, person=ledger.ada)
    conflict_dismiss(conflict_id=conflict.pk, person=ledger.ada)
    with pytest.raises(ConflictClosed):
        conflict_dismiss(conflict_id=conflict.pk, person=ledger.ada)
